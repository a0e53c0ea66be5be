import { useEffect, useState } from 'react';
import { connectionOf } from '../../app/selectors.ts';
import {
  type OutputId,
  outputs,
  outputsOf,
  type ProjectId,
  projectIds,
  projects,
} from '../../decoder/handover/outputs.ts';
import type { Sender } from '../../decoder/model/basics.ts';
import { formatBytes, formatCount } from '../../decoder/model/words.ts';
import type { HandoverRequest, HandoverResult } from '../../worker/protocol.ts';
import { useActions, useAppState, useSelection } from '../app-context.ts';
import { CopyButton } from '../shared/CopyButton.tsx';
import { Icon } from '../shared/Icon.tsx';
import { saveBlob } from '../shared/save-blob.ts';
import { type Leaving, Option, Secrets } from './LeaveOut.tsx';
import { pageAddress, plainHandover } from './plain-handover.ts';

/** Largest content that is copied, and the part of it that is shown, in bytes. */
const maxCopied = 4 * 1024 * 1024;
const maxShown = 6000;

const forms = {
  report: outputsOf('report'),
  messages: [...outputsOf('messages'), ...outputsOf('capture')],
  bytes: outputsOf('bytes'),
  reproduction: outputsOf('reproduction'),
} as const;

/** Which bytes: a sender, or the frame that is chosen. */
type Source = Sender | 'frame';

interface Chosen {
  readonly output: OutputId;
  readonly source: Source;
  readonly play: Sender | null;
  readonly project: ProjectId;
}

/** The connection in a form that another program or a person reads. */
export function HandoverPanel({
  of,
  blank,
  redact,
  onBlank,
  onRedact,
}: Leaving & { of: keyof typeof forms }) {
  const frame = useSelection((selection) => selection.frame?.index ?? null);
  const [chosen, setChosen] = useState<Chosen>({
    output: forms[of][0],
    source: frame === null ? 'client' : 'frame',
    play: null,
    project: 'ws',
  });
  const result = useHandover(chosen, frame, { blank, redact });
  const choose = (change: Partial<Chosen>) => setChosen((before) => ({ ...before, ...change }));
  const { output } = chosen;
  const left = result?.ok ? result : null;
  return (
    <>
      <Chips
        label="Form"
        items={forms[of].map((id) => ({ id, label: outputs[id].label }))}
        value={output}
        onChange={(id) => choose({ output: id })}
      />
      <p className="mt-1.5 text-dim">{outputs[output].text}</p>
      {output === 'issue' && (
        <Chips
          label="For"
          items={projectIds.map((id) => ({ id, label: projects[id] }))}
          value={chosen.project}
          onChange={(project) => choose({ project })}
        />
      )}
      {of === 'bytes' && (
        <Chips<Source>
          label="Which bytes"
          items={[
            ...(frame === null ? [] : [{ id: 'frame' as const, label: `Frame ${formatCount(frame)}` }]),
            { id: 'client', label: 'All of the client' },
            { id: 'server', label: 'All of the server' },
          ]}
          value={chosen.source}
          onChange={(source) => choose({ source })}
        />
      )}
      {of === 'reproduction' && (
        <Chips<Sender>
          label="The program plays"
          items={[
            { id: 'server', label: 'The server' },
            { id: 'client', label: 'The client' },
          ]}
          value={chosen.play ?? left?.plays ?? null}
          onChange={(play) => choose({ play })}
        />
      )}
      <Secrets on={redact} onChange={onRedact} result={left} />
      <Option
        name="blank"
        label="Blank the payloads"
        on={blank}
        onChange={onBlank}
        hint="Text becomes x, other data zeros. Frame headers, lengths, masking keys and close codes stay."
      />
      <div className="mt-4 min-h-80" aria-live="polite">
        <Content result={result} isText={output !== 'pcapng'} />
      </div>
    </>
  );
}

/** The content as it is asked for; `null` while it is written. */
function useHandover(
  { output, source, play, project }: Chosen,
  frame: number | null,
  { blank, redact }: Pick<HandoverRequest, 'blank' | 'redact'>,
): HandoverResult | null {
  const { handOver } = useActions();
  const connection = useAppState(connectionOf)?.id ?? 0;
  const [result, setResult] = useState<HandoverResult | null>(null);
  useEffect(() => {
    let here = true;
    setResult(null);
    const bytesOf = source !== 'frame' ? source : frame === null ? 'client' : { frame };
    const plain = plainHandover(pageAddress());
    void handOver({ ...plain, connection, output, bytesOf, play, project, blank, redact }).then(
      (answer) => here && setResult(answer),
    );
    return () => {
      here = false;
    };
  }, [handOver, connection, output, source, frame, play, project, blank, redact]);
  return result;
}

/** The first part of the content, and the ways to take it along. */
function Content({ result, isText }: { result: HandoverResult | null; isText: boolean }) {
  const [shown, setShown] = useState<string | null>(null);
  const content = result?.ok ? result.content : null;
  useEffect(() => {
    let here = true;
    setShown(null);
    if (content !== null && isText)
      void content
        .slice(0, maxShown)
        .text()
        .then((text) => here && setShown(text));
    return () => {
      here = false;
    };
  }, [content, isText]);
  if (result === null) return <p className="text-dim">Writing…</p>;
  if (!result.ok)
    return (
      <p className="text-warn" data-testid="handover-problem">
        {result.problem}
      </p>
    );
  const { name, notes, content: whole } = result;
  return (
    <>
      {notes.map((note) => (
        <p key={note} className="mb-2 text-dim">
          {note}
        </p>
      ))}
      <div className="flex flex-wrap items-center gap-2">
        {isText && whole.size <= maxCopied && <CopyButton label="Copy" primary text={() => whole.text()} />}
        <button type="button" className="btn" onClick={() => saveBlob(name, whole)}>
          <Icon name="save" /> Save as a file
        </button>
        <span className="min-w-0 break-all text-dim" data-testid="handover-name">
          {name}, {formatBytes(whole.size)}
        </span>
      </div>
      {shown !== null && (
        <pre
          tabIndex={0}
          role="group"
          aria-label={whole.size > maxShown ? 'The beginning of the content' : 'The content'}
          data-testid="handover-content"
          className="mt-2 max-h-72 overflow-auto rounded-md border border-line bg-raised px-3 py-2 font-mono text-[11.5px] leading-[1.5]"
        >
          {shown}
          {whole.size > maxShown && <span className="text-faint">{'\n…'}</span>}
        </pre>
      )}
    </>
  );
}

interface ChipsProps<Id extends string> {
  readonly label: string;
  readonly items: readonly { readonly id: Id; readonly label: string }[];
  readonly value: Id | null;
  readonly onChange: (id: Id) => void;
}

/** A choice of one of few. */
function Chips<Id extends string>({ label, items, value, onChange }: ChipsProps<Id>) {
  return (
    <fieldset className="mt-3">
      <legend className="heading mb-1">{label}</legend>
      <div className="flex flex-wrap gap-1.5">
        {items.map((item) => (
          <button
            key={item.id}
            type="button"
            aria-pressed={item.id === value}
            onClick={() => onChange(item.id)}
            className={`btn px-2.5 ${item.id === value ? 'border-accent! font-semibold' : 'text-dim'}`}
          >
            {item.label}
          </button>
        ))}
      </div>
    </fieldset>
  );
}
