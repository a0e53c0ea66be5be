import { url } from 'virtual:capture-guides';
import { fileUrl } from 'virtual:files';
import { useId, useState } from 'react';
import {
  type CaptureGuide,
  type CaptureHas,
  captureHas,
  handToPage,
  schemeWords,
} from '../../decoder/guides/capture/capture-guide.ts';
import { CopyButton } from '../shared/CopyButton.tsx';
import { Icon } from '../shared/Icon.tsx';
import { servedJson } from '../shared/served-json.ts';
import { Tabs } from '../shared/Tabs.tsx';

/** Loaded before a component of this file renders: see `HowToCapture.tsx`. */
export const captureGuides = servedJson<readonly CaptureGuide[]>(url);

const systems = Object.entries(captureHas).map(([id, label]) => ({ id: id as CaptureHas, label }));

function systemOfBrowser(): CaptureHas {
  const agent = navigator.userAgent;
  return /Windows/.test(agent) ? 'windows' : /Mac OS X/.test(agent) ? 'macos' : 'linux';
}

/** How to capture: one tab for each situation, one fold for each method. */
export function CaptureGuides() {
  const panelId = useId();
  const [has, setHas] = useState(systemOfBrowser);
  const shown = captureGuides.now()?.filter((guide) => guide.has === has) ?? [];
  return (
    <div data-testid="capture-guides">
      <div className="border-b border-line [&>div]:flex-wrap">
        <Tabs
          label="What you have"
          items={systems}
          value={has}
          panelId={panelId}
          onChange={(id) => setHas(id as CaptureHas)}
        />
      </div>
      <div
        role="tabpanel"
        id={panelId}
        aria-labelledby={`${panelId}-tab-${has}`}
        className="grid grid-cols-[minmax(0,1fr)] gap-1.5 pt-2"
      >
        {shown.map((guide) => (
          <GuideFold key={guide.id} guide={guide} />
        ))}
      </div>
    </div>
  );
}

/** The one guide that is asked for, opened. */
export function DecidingCapture({ id }: { id: string }) {
  const guide = captureGuides.now()?.find((one) => one.id === id);
  return guide === undefined ? null : <GuideFold guide={guide} isOpen />;
}

function GuideFold({ guide, isOpen = false }: { guide: CaptureGuide; isOpen?: boolean }) {
  return (
    <details
      open={isOpen}
      name={isOpen ? undefined : 'capture'}
      data-capture={guide.id}
      className="group rounded-lg border border-line bg-panel"
    >
      <summary className="flex min-h-9 items-center gap-2 px-3 hover:bg-raised">
        <span className="text-faint group-open:rotate-90">
          <Icon name="right" size={12} />
        </span>
        <span className="min-w-0 flex-1 font-semibold">{guide.title}</span>
        <span className="font-mono text-2xs text-dim">{schemeWords[guide.plainOrTls]}</span>
      </summary>
      <div className="grid grid-cols-[minmax(0,1fr)] gap-2.5 px-3 pb-3 pl-8">
        {guide.steps.map((step) => (
          <div key={step.text}>
            <p className="break-words text-dim">{step.text}</p>
            {step.command && <Command command={step.command} title={guide.title} />}
          </div>
        ))}
        {handToPage(guide) !== '' && <p className="text-dim">{handToPage(guide)}</p>}
        <p className="flex flex-wrap items-center gap-x-3 gap-y-1 text-2xs text-dim">
          {guide.files?.map((file) => (
            <a key={file} href={fileUrl(file)} download={file.split('/').at(-1)} className="font-semibold">
              Download {file.split('/').at(-1)}
            </a>
          ))}
          <span className="flex items-center gap-1">
            {'with' in guide.ran ? (
              <>
                <span className="text-ok">
                  <Icon name="check" size={11} />
                </span>
                run by a test: {guide.ran.with}
              </>
            ) : (
              <>
                <Icon name="note" size={11} />
                {guide.ran.notRun}
              </>
            )}
          </span>
          <a href={guide.source} target="_blank" rel="noreferrer">
            documentation
          </a>
        </p>
      </div>
    </details>
  );
}

function Command({ command, title }: { command: string; title: string }) {
  return (
    <>
      <pre
        tabIndex={0}
        role="group"
        aria-label={`Commands for ${title}`}
        className="my-1.5 overflow-x-auto rounded-md bg-raised px-3 py-2 font-mono"
      >
        {command}
      </pre>
      <CopyButton label="Copy" text={() => command} />
    </>
  );
}
