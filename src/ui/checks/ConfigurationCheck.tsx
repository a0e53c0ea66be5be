import './checks.css';
import { useRef, useState } from 'react';
import {
  type ConfigurationKind,
  type ConfigurationReport,
  judgedPrograms,
} from '../../decoder/configuration/report.ts';
import { useApp } from '../app-context.ts';
import { CheckFrame } from './CheckFrame.tsx';
import { CheckFault } from './CheckVerdict.tsx';
import { ConfigurationReportView, KindChoice } from './ConfigurationReport.tsx';
import { configurationExamples } from './configuration-examples.ts';
import { ExampleList } from './ExampleList.tsx';
import { faultOfText, type GivenText } from './given-text.ts';
import { TextFile } from './TextFile.tsx';

const expected = `a configuration of ${judgedPrograms}`;

interface Checked {
  readonly text: string;
  readonly name: string | null;
  readonly report: ConfigurationReport;
}

/** Checks a proxy's configuration without a capture. */
export function ConfigurationCheck() {
  const { checker } = useApp();
  const [draft, setDraft] = useState('');
  const [name, setName] = useState<string | null>(null);
  const [checked, setChecked] = useState<Checked | null>(null);
  const [fault, setFault] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  /** Ends the check that is running. */
  const running = useRef(new AbortController());

  function run(text: string, from: string | null, kind?: ConfigurationKind): void {
    const wrong = faultOfText(text, from, expected);
    setDraft(text);
    setName(from);
    setFault(wrong);
    running.current.abort();
    setBusy(wrong === null);
    if (wrong !== null) {
      setChecked(null);
      return;
    }
    running.current = new AbortController();
    const { signal } = running.current;
    checker.call('checkConfiguration', { text, name: from, kind: kind ?? null }, { signal }).then(
      (report) => {
        if (signal.aborted) return;
        setBusy(false);
        setChecked({ text, name: from, report });
      },
      (error) => {
        if (signal.aborted) return;
        const why = error instanceof Error ? error.message : String(error);
        setBusy(false);
        setChecked(null);
        setFault(`The check itself failed (${why}). Give it only the part that handles the WebSocket.`);
      },
    );
  }

  function take(given: GivenText): void {
    if ('fault' in given) {
      setChecked(null);
      setFault(given.fault);
    } else run(given.text, given.name);
  }

  const known = checked !== null && checked.report.kind !== null;
  return (
    <CheckFrame
      title="Check a proxy configuration"
      intro="Judges every WebSocket route of the text, with the line and the change. Parts that cannot be judged are named."
      onText={take}
    >
      {known ? (
        <ConfigurationReportView
          // A new text starts at its top without a selection.
          key={`${checked.report.kind}:${checked.text}`}
          {...checked}
          onKind={(kind) => run(checked.text, checked.name, kind)}
          onEdit={() => setChecked(null)}
          onNew={() => {
            setChecked(null);
            setDraft('');
            setName(null);
          }}
        />
      ) : (
        <div className="grid grid-cols-[minmax(0,1fr)] gap-x-8 gap-y-6 lg:grid-cols-[minmax(0,1.7fr)_minmax(0,1fr)]">
          <div>
            <ConfigurationForm
              draft={draft}
              name={name}
              busy={busy}
              onDraft={setDraft}
              onCheck={run}
              onText={take}
            />
            {fault && <CheckFault text={fault} />}
            {checked && !known && (
              <div className="mt-3">
                <CheckFault
                  text={`Expected ${expected}. ${checked.report.recognised} If it is one of these, choose it here.`}
                />
                <KindChoice
                  kind={null}
                  recognised=""
                  onKind={(kind) => run(checked.text, checked.name, kind)}
                />
              </div>
            )}
          </div>
          <ExampleList
            examples={configurationExamples}
            onChoose={(example) => run(example.text, example.file)}
          />
        </div>
      )}
    </CheckFrame>
  );
}

interface ConfigurationFormProps {
  readonly draft: string;
  readonly name: string | null;
  readonly busy: boolean;
  onDraft(text: string): void;
  onCheck(text: string, name: string | null): void;
  onText(given: GivenText): void;
}

/** The input for the text. A paste into the empty input is checked at once. */
function ConfigurationForm({ draft, name, busy, onDraft, onCheck, onText }: ConfigurationFormProps) {
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        onCheck(draft, name);
      }}
    >
      <label className="block">
        <span className="sr-only">The configuration</span>
        <textarea
          data-testid="configuration"
          rows={16}
          spellCheck={false}
          autoComplete="off"
          wrap="off"
          value={draft}
          placeholder={
            'Paste a configuration here, or drop its file on this page.\n\nlocation /ws/ {\n    proxy_pass http://127.0.0.1:3000;\n}'
          }
          onChange={(event) => onDraft(event.target.value)}
          onPaste={(event) => {
            const text = event.clipboardData.getData('text/plain');
            if (draft.trim() !== '' || text === '') return;
            event.preventDefault();
            onCheck(text, null);
          }}
          onKeyDown={(event) => {
            if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey)) return;
            event.preventDefault();
            onCheck(draft, name);
          }}
          className="field-input block w-full resize-y p-3.5 font-mono text-sm leading-relaxed"
        />
      </label>
      <div className="mt-2.5 flex flex-wrap items-center gap-2">
        <button type="submit" className="btn btn-primary min-h-8 px-4" disabled={busy}>
          {busy ? 'Checking…' : 'Check'}
        </button>
        <TextFile onText={onText} />
        {name && <span className="min-w-0 truncate text-dim">{name}</span>}
      </div>
    </form>
  );
}
