import { useId, useMemo, useState } from 'react';
import type { FrameView } from '../../worker/protocol.ts';
import { useActions } from '../app-context.ts';
import { HexLines } from '../hex-view/HexLines.tsx';
import { formatBytes, formatCount, plural } from '../shared/format.ts';
import { Tabs } from '../shared/Tabs.tsx';
import { CopyMenu } from './CopyMenu.tsx';
import { JsonView } from './JsonView.tsx';
import { isJsonDocument } from './pretty-json.ts';
import { firstBadUtf8, TextView } from './TextView.tsx';

type Form = 'text' | 'json' | 'hex';
type From = 'message' | 'unmasked' | 'wire';

/** What the frame carries: unmasked or as it lay, alone or as part of its message. */
export function PayloadPanel({ frame }: { frame: FrameView }) {
  const panelId = useId();
  const { message, row } = frame;
  const joined = message !== null && (message.frames.length > 1 || message.compressed);
  const [wanted, setWanted] = useState<From | null>(null);
  const [wantedForm, setWantedForm] = useState<Form | null>(null);

  const sources: { id: From; label: string }[] = [
    ...(joined
      ? [{ id: 'message' as const, label: message.compressed ? 'Message, inflated' : 'Whole message' }]
      : []),
    { id: 'unmasked', label: row.masked ? 'Unmasked' : 'Payload' },
    ...(row.masked ? [{ id: 'wire' as const, label: 'As on the wire' }] : []),
  ];
  const from = sources.find((source) => source.id === wanted)?.id ?? sources[0].id;
  const bytes =
    from === 'message' ? (message?.bytes ?? frame.unmasked) : from === 'wire' ? frame.wire : frame.unmasked;

  const json = useMemo(() => {
    const text = new TextDecoder().decode(bytes);
    return isJsonDocument(text) ? text : null;
  }, [bytes]);
  const textual = useMemo(() => firstBadUtf8(bytes) < 0, [bytes]);
  const forms: { id: Form; label: string }[] = [
    ...(json ? [{ id: 'json' as const, label: 'JSON' }] : []),
    { id: 'text', label: 'Text' },
    { id: 'hex', label: 'Hex' },
  ];
  const natural: Form = json ? 'json' : textual && row.opcode !== 2 ? 'text' : 'hex';
  const form = forms.find((one) => one.id === wantedForm)?.id ?? natural;

  return (
    <section aria-label="Payload" data-testid="payload" className="mt-4">
      <div className="flex flex-wrap items-center gap-x-3 border-b border-line">
        <h3 className="heading">Payload</h3>
        <Tabs
          label="Form of the payload"
          items={forms}
          value={form}
          panelId={panelId}
          onChange={(id) => setWantedForm(id as Form)}
        />
        <span className="flex-1" />
        {sources.length > 1 && (
          <select
            aria-label="Which bytes"
            value={from}
            onChange={(event) => setWanted(event.target.value as From)}
            className="field-input h-7 border-line px-1.5"
          >
            {sources.map((source) => (
              <option key={source.id} value={source.id}>
                {source.label}
              </option>
            ))}
          </select>
        )}
        {bytes.length > 0 && (
          <CopyMenu bytes={bytes} start={from === 'message' ? 0 : frame.offset + frame.header.length} />
        )}
      </div>
      {frame.close && <CloseLine close={frame.close} />}
      {joined && <MessageLine message={message} current={row.index} />}
      <div
        role="tabpanel"
        id={panelId}
        aria-labelledby={`${panelId}-tab-${form}`}
        tabIndex={0}
        className="max-h-[420px] overflow-auto py-2"
      >
        {bytes.length === 0 ? (
          <p className="text-dim">No payload{row.length > 0 ? ' in this input' : ''}.</p>
        ) : form === 'json' && json ? (
          <JsonView text={json} />
        ) : form === 'text' ? (
          <TextView bytes={bytes} />
        ) : (
          <HexLines
            label="Payload in hex"
            bytes={bytes}
            start={0}
            bitsFrom={from === 'message' ? null : frame.header.length}
            fieldOf={() => 'payload'}
          />
        )}
      </div>
    </section>
  );
}

function CloseLine({ close }: { close: NonNullable<FrameView['close']> }) {
  return (
    <p className="mt-2 rounded-md bg-raised px-3 py-1.5">
      <strong className="font-semibold">
        {close.code === null ? 'No close code' : `Close code ${close.code}`}
      </strong>
      {close.name !== '' && <span className="text-dim">, {close.name}</span>}
      {close.reason !== '' && <span>: “{close.reason}”</span>}
    </p>
  );
}

function MessageLine({ message, current }: { message: NonNullable<FrameView['message']>; current: number }) {
  const { selectFrame } = useActions();
  const shown = message.frames.slice(0, 12);
  return (
    <div className="mt-2 text-dim">
      <span className="inline-flex flex-wrap items-center gap-x-1">
        {message.kind} message {formatCount(message.index)}, {formatBytes(message.length)}
        {message.compressed ? ' inflated' : ''}, in {plural(message.frames.length, 'frame')}:
        {shown.map((frame) => (
          <button
            key={frame}
            type="button"
            disabled={frame === current}
            onClick={() => void selectFrame(frame)}
            className={`min-h-6 min-w-6 rounded px-1 tabular-nums ${
              frame === current ? 'font-bold text-ink' : 'text-accent underline'
            }`}
          >
            {formatCount(frame)}
          </button>
        ))}
        {message.frames.length > shown.length && ' …'}
      </span>
      {message.note && <p className="text-warn">{message.note}</p>}
      {!message.complete && !message.note && (
        <p className="text-warn">The message has no final frame in this input.</p>
      )}
    </div>
  );
}
