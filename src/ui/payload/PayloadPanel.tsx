import { Suspense, useId, useMemo, useState } from 'react';
import type { PayloadBytes } from '../../app/payload-bytes.ts';
import { count } from '../../decoder/model/words.ts';
import type { FrameView, PayloadKind } from '../../worker/protocol.ts';
import { useSelection } from '../app-context.ts';
import { HexBox } from '../hex-view/HexBox.tsx';
import { createPart, Part } from '../Part.tsx';
import { Icon } from '../shared/Icon.tsx';
import { Tabs } from '../shared/Tabs.tsx';
import { usePayloadBytes } from '../shared/use-payload-bytes.ts';
import { CopyMenu } from './CopyMenu.tsx';
import { JsonView } from './JsonView.tsx';
import { CloseLine, MessageLine } from './PayloadLines.tsx';
import { firstBadOf, type TextEdges } from './payload-text.ts';
import { TextView } from './TextView.tsx';
import { type JsonState, useJson } from './use-json.ts';
import { useSave } from './use-save.ts';

type Form = 'text' | 'json' | 'hex' | 'contents';

/** Loaded when it is asked for. */
const contentsPart = createPart(async () => (await import('./ContentsView.tsx')).ContentsView);

/** False for a fragment, which may begin or end inside a character. */
function edgesOf(frame: FrameView, kind: PayloadKind): TextEdges {
  const { message, row, present, payloadLength } = frame;
  if (kind === 'message') return { begins: true, ends: message?.complete === true };
  return { begins: row.opcode !== 0, ends: (row.fin || row.opcode >= 8) && present === payloadLength };
}

/** The payload: unmasked or as captured, of the frame or of the whole message. */
export function PayloadPanel({ frame }: { frame: FrameView }) {
  const panelId = useId();
  const { message, row } = frame;
  const joined = message !== null && (message.frames.length > 1 || message.compressed);
  const [wanted, setWanted] = useState<PayloadKind | null>(null);
  const [wantedForm, setWantedForm] = useState<Form | null>(null);

  const sources: { id: PayloadKind; label: string }[] = [
    ...(joined
      ? [{ id: 'message' as const, label: message.compressed ? 'Message, inflated' : 'Whole message' }]
      : []),
    { id: 'unmasked', label: row.masked ? 'Unmasked' : 'Payload' },
    ...(row.masked ? [{ id: 'wire' as const, label: 'As on the wire' }] : []),
  ];
  const from = sources.find((source) => source.id === wanted)?.id ?? sources[0].id;
  const payload = usePayloadBytes(frame, from);
  const edges = useMemo(() => edgesOf(frame, from), [frame, from]);
  const lacking = from === 'message' ? (message?.lacking ?? 0) : frame.lacking;
  const json = useJson(payload, lacking);
  const { status, save } = useSave(frame, payload);

  const { small } = payload;
  const textual = useMemo(
    () => firstBadOf(payload.head, { ...edges, ends: small && edges.ends }) < 0,
    [payload, edges, small],
  );
  const forms: { id: Form; label: string }[] = [
    ...(json === 'none' ? [] : [{ id: 'json' as const, label: 'JSON' }]),
    { id: 'text', label: 'Text' },
    { id: 'hex', label: 'Hex' },
    { id: 'contents', label: 'Decoded' },
  ];
  const natural: Form = json !== 'none' ? 'json' : textual && row.opcode !== 2 ? 'text' : 'hex';
  const form = forms.find((one) => one.id === wantedForm)?.id ?? natural;
  const start = from === 'message' ? 0 : frame.offset + frame.header.length;

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
        {sources.length > 1 && form !== 'contents' && (
          <select
            aria-label="Which bytes"
            value={from}
            onChange={(event) => setWanted(event.target.value as PayloadKind)}
            className="field-input h-7 border-line px-1.5"
          >
            {sources.map((source) => (
              <option key={source.id} value={source.id}>
                {source.label}
              </option>
            ))}
          </select>
        )}
        {payload.length > 0 && (
          <span className="ml-auto flex items-center">
            <CopyMenu payload={payload} start={start} edges={edges} holed={lacking > 0} />
            <button type="button" className="btn btn-quiet" onClick={save}>
              <Icon name="save" size={13} /> Save payload
            </button>
          </span>
        )}
      </div>
      <p role="status" className={status === '' ? 'sr-only' : 'mt-2 text-dim'}>
        {status}
      </p>
      {frame.close && <CloseLine close={frame.close} />}
      {joined && (
        <MessageLine
          message={message}
          length={from === 'message' ? payload.length : Math.max(message.length, message.total ?? 0)}
          note={(from === 'message' ? payload.note : null) ?? message.note}
          current={row.index}
        />
      )}
      <div
        role="tabpanel"
        id={panelId}
        aria-labelledby={`${panelId}-tab-${form}`}
        tabIndex={0}
        className="-mx-1 max-h-[420px] overflow-auto px-1 py-2"
      >
        {form === 'contents' ? (
          <Suspense fallback={<p className="text-dim">Reading…</p>}>
            <Part of={contentsPart} />
          </Suspense>
        ) : payload.length === 0 ? (
          <p className="text-dim">No payload{row.length > 0 ? ' in this input' : ''}.</p>
        ) : (
          <PayloadForm
            key={`${row.index} ${from}`}
            frame={frame}
            payload={payload}
            form={form}
            json={json}
            edges={edges}
          />
        )}
      </div>
    </section>
  );
}

interface PayloadFormProps {
  readonly frame: FrameView;
  readonly payload: PayloadBytes;
  readonly form: Exclude<Form, 'contents'>;
  readonly json: JsonState;
  readonly edges: TextEdges;
}

function PayloadForm({ frame, payload, form, json, edges }: PayloadFormProps) {
  const highlight = useSelection((selection) => selection.highlight);
  const jumps = useSelection((selection) => selection.jumps);
  if (form === 'json' && json === 'reading') return <p className="text-dim">Reading…</p>;
  if (form === 'json' && json !== 'none' && json !== 'reading') return <JsonView text={json.text} />;
  if (form === 'text') return <TextView payload={payload} edges={edges} />;

  const ofMessage = payload.kind === 'message';
  const header = frame.header.length;
  const inPayload = highlight ? highlight.offset - frame.offset - header : -1;
  // Inflated bytes have no matching byte of the frame.
  const base = ofMessage ? (frame.message?.at ?? null) : 0;
  const marked = highlight?.sender === frame.row.sender && inPayload >= 0 && base !== null;
  const at = inPayload + (base ?? 0);
  return (
    <HexBox
      heading={
        <span className="text-2xs text-faint">
          {count(payload.length, 'byte')}, offsets in the {ofMessage ? 'message' : 'payload'}
        </span>
      }
      label="Payload in hex"
      view={payload}
      start={0}
      bitsFrom={ofMessage ? null : header}
      fieldOf={() => 'payload'}
      mark={marked && highlight ? { start: at, end: at + Math.max(1, highlight.length) } : null}
      markRun={jumps}
    />
  );
}
