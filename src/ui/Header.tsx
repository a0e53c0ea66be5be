import {
  captureOf,
  connectionOf,
  connectionTotal,
  frameTotal,
  inputNameOf,
  isOpen,
  sourceOf,
} from '../app/selectors.ts';
import { count, formatBytes } from '../decoder/model/words.ts';
import { useActions, useApp, useAppState } from './app-context.ts';
import { FilePicker } from './open/FilePicker.tsx';
import { pageAddress, plainHandover } from './share/plain-handover.ts';
import { CopyButton } from './shared/CopyButton.tsx';
import { Icon, Logo } from './shared/Icon.tsx';
import { ThemeButton } from './shared/ThemeButton.tsx';

/** Product name, the open input and its actions. */
export function Header() {
  const { close, showDialog } = useActions();
  const ready = useAppState(isOpen);
  return (
    <header className="flex h-12 items-center gap-2 border-b border-line bg-panel px-3">
      <button
        type="button"
        className="flex min-h-8 items-center gap-2 rounded-md px-1 text-[15px] font-semibold"
        title="Back to the empty screen"
        onClick={() => close()}
      >
        <Logo />
        <span className="max-md:sr-only">Framescope</span>
      </button>
      <FileChip />
      <span className="flex-1" />
      <span className="flex items-center gap-1.5 whitespace-nowrap text-ok max-lg:hidden">
        <Icon name="lock" size={13} /> nothing leaves this browser
      </span>
      <span className="max-sm:hidden">
        <FilePicker label="Open…" />
      </span>
      <button type="button" className="btn" onClick={() => showDialog('paste')}>
        <Icon name="paste" />
        <span className="max-sm:sr-only">Paste</span>
      </button>
      {ready && <CopyReport />}
      <button type="button" className="btn btn-primary" disabled={!ready} onClick={() => showDialog('share')}>
        <Icon name="link" />
        <span className="max-sm:sr-only">Share</span>
      </button>
      <ThemeButton />
    </header>
  );
}

/** Copies the report of the connection on the screen as Markdown, without secrets. */
function CopyReport() {
  const { handOver } = useActions();
  const connection = useAppState(connectionOf)?.id;
  if (connection === undefined) return null;
  return (
    <span className="max-md:hidden">
      <CopyButton
        label="Copy report"
        text={async () => {
          const result = await handOver({ ...plainHandover(pageAddress()), connection, output: 'markdown' });
          return result?.ok ? result.content.text() : null;
        }}
      />
    </span>
  );
}

/** What else was opened in this page: one click opens it again, at the frame that was looked at. */
function OtherInputs() {
  const { visits, actions } = useApp();
  const source = useAppState(sourceOf);
  const others = visits.inputs.filter((visit) => visit.source !== source);
  if (others.length === 0) return null;
  return (
    <>
      <h2 className="heading px-2.5 pt-2">Opened before</h2>
      {others.map((visit, index) => (
        <button
          // biome-ignore lint/suspicious/noArrayIndexKey: two inputs may have one name
          key={index}
          type="button"
          className="btn"
          data-testid="opened-before"
          popoverTarget="format-menu"
          popoverTargetAction="hide"
          onClick={() => void actions.open(visit.source, { view: visit.view })}
        >
          <span className="truncate">{visit.source.name}</span>
        </button>
      ))}
    </>
  );
}

/** The open input and its recognised format, which can be changed. */
function FileChip() {
  const { setFormat } = useActions();
  const capture = useAppState(captureOf);
  const name = useAppState(inputNameOf) ?? '';
  if (!capture) return <span className="min-w-0 truncate text-dim">{name}</span>;
  const facts = [
    formatBytes(capture.bytes),
    count(connectionTotal(capture), 'connection'),
    count(frameTotal(capture), 'frame'),
  ];
  return (
    <span className="popover-anchor min-w-0">
      <button
        type="button"
        className="btn max-w-full min-w-0 font-normal"
        popoverTarget="format-menu"
        data-testid="format"
        data-format={capture.format}
        title={`${capture.name}: ${capture.description}`}
      >
        <span className="min-w-0 truncate">
          {capture.name}
          <span className="text-dim">
            {' · '}
            {capture.formatName || 'not recognised'}
            <span className="max-xl:hidden"> · {facts.join(' · ')}</span>
          </span>
        </span>
        <Icon name="down" size={12} />
      </button>
      <div id="format-menu" popover="auto" className="menu menu-start">
        <div className="px-2.5 py-1">
          <strong className="font-semibold break-all">{capture.name}</strong>
          <p className="text-dim">
            {capture.formatName === '' ? 'Not recognised.' : `Read as ${capture.formatName}.`}{' '}
            {capture.description}
          </p>
          <p className="text-dim">{facts.join(', ')}</p>
          {capture.notes
            .filter((note) => note.level === 'info')
            .map((note) => (
              <p key={`${note.id}-${note.at ?? ''}`} data-note={note.id} className="mt-1 max-w-[60ch]">
                {note.text}
              </p>
            ))}
        </div>
        <OtherInputs />
        {capture.alternatives.length > 0 && (
          <>
            <h2 className="heading px-2.5 pt-2">Decode as…</h2>
            {capture.alternatives.map((format) => (
              <button
                key={format.id}
                type="button"
                className="btn"
                data-alternative={format.id}
                popoverTarget="format-menu"
                popoverTargetAction="hide"
                onClick={() => void setFormat(format.id)}
              >
                {format.name}
              </button>
            ))}
          </>
        )}
      </div>
    </span>
  );
}
