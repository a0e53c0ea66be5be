import { useEffect, useId, useState } from 'react';
import type { Sender } from '../../decoder/model/basics.ts';
import type { BuiltFrame, FrameFields } from '../../worker/protocol.ts';
import { useActions, useApp } from '../app-context.ts';
import { CopyButton } from '../shared/CopyButton.tsx';
import { Dialog } from '../shared/Dialog.tsx';

const opcodes = [
  [1, '1 text'],
  [2, '2 binary'],
  [0, '0 continuation'],
  [8, '8 close'],
  [9, '9 ping'],
  [10, 'A pong'],
  [3, '3 reserved'],
  [11, 'B reserved'],
] as const;

const lengthForms = [
  ['', 'shortest'],
  ['7', '7 bits'],
  ['16', '16 bits'],
  ['64', '64 bits'],
] as const;

/** The example of RFC 6455, 5.7: a masked text. */
const first: FrameFields = {
  fin: true,
  rsv: 0,
  opcode: 1,
  key: '37 fa 21 3d',
  lengthForm: null,
  payload: 'Hello',
  payloadIs: 'text',
};

/** A frame from its fields, right or wrong, and its bytes. */
export function BuildFrame() {
  const { client, actions } = useApp();
  const { closeDialog } = useActions();
  const [fields, setFields] = useState(first);
  const [sender, setSender] = useState<Sender>('client');
  const [built, setBuilt] = useState<BuiltFrame | null>(null);
  const set = (change: Partial<FrameFields>) => setFields((before) => ({ ...before, ...change }));

  useEffect(() => {
    const abort = new AbortController();
    client.call('buildFrame', fields, { signal: abort.signal }).then(
      (answer) => !abort.signal.aborted && setBuilt(answer),
      (error) => !abort.signal.aborted && actions.fail(error, 'building a frame'),
    );
    return () => abort.abort();
  }, [client, actions, fields]);

  const hex = built?.hex ?? null;
  return (
    <Dialog title="Build a frame" onClose={() => closeDialog()}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          if (hex === null) return;
          closeDialog();
          location.hash = `#hex=${hex.replaceAll(' ', '')}&from=${sender}`;
        }}
      >
        <HeaderFields fields={fields} set={set} sender={sender} setSender={setSender} />
        <PayloadField fields={fields} set={set} />
        <p
          className="mt-4 min-h-10 rounded border border-line bg-raised px-3 py-2 font-mono text-xs break-all"
          data-testid="built"
          role="status"
        >
          {built?.problem ?? hex ?? ''}
        </p>
        <div className="mt-3 flex gap-2">
          <button type="submit" className="btn btn-primary" disabled={hex === null}>
            Open it
          </button>
          {hex !== null && <CopyButton text={() => hex} label="Copy the bytes" />}
        </div>
      </form>
    </Dialog>
  );
}

interface FieldsProps {
  readonly fields: FrameFields;
  set(change: Partial<FrameFields>): void;
}

function HeaderFields({
  fields,
  set,
  sender,
  setSender,
}: FieldsProps & { readonly sender: Sender; setSender(sender: Sender): void }) {
  const rsv = [
    ['RSV1', 4],
    ['RSV2', 2],
    ['RSV3', 1],
  ] as const;
  return (
    <div className="grid grid-cols-[auto_minmax(0,1fr)] items-center gap-x-4 gap-y-2">
      <Choice label="from" value={sender} onChange={(value) => setSender(value as Sender)}>
        {[
          ['client', 'client'],
          ['server', 'server'],
        ]}
      </Choice>
      <span>bits</span>
      <span className="flex flex-wrap gap-x-4">
        <Tick label="FIN" on={fields.fin} onChange={(fin) => set({ fin })} />
        {rsv.map(([label, value]) => (
          <Tick
            key={label}
            label={label}
            on={(fields.rsv & value) !== 0}
            onChange={() => set({ rsv: fields.rsv ^ value })}
          />
        ))}
        <Tick
          label="MASK"
          on={fields.key !== null}
          onChange={(masked) => set({ key: masked ? first.key : null })}
        />
      </span>
      <Choice
        label="opcode"
        value={String(fields.opcode)}
        onChange={(value) => set({ opcode: Number(value) })}
      >
        {opcodes.map(([value, label]) => [String(value), label])}
      </Choice>
      <Choice
        label="length"
        value={String(fields.lengthForm ?? '')}
        onChange={(value) =>
          set({ lengthForm: value === '' ? null : (Number(value) as FrameFields['lengthForm']) })
        }
      >
        {lengthForms}
      </Choice>
      {fields.key !== null && (
        <>
          <label htmlFor="frame-key">masking key</label>
          <input
            id="frame-key"
            type="text"
            spellCheck={false}
            value={fields.key}
            onChange={(event) => set({ key: event.target.value })}
            className="field-input h-7 px-2 font-mono text-xs"
          />
        </>
      )}
    </div>
  );
}

function PayloadField({ fields, set }: FieldsProps) {
  const id = useId();
  return (
    <div className="mt-4">
      <div className="mb-1 flex items-center gap-3">
        <label htmlFor={id}>payload</label>
        <span className="flex gap-1" role="group" aria-label="The payload is">
          {(['text', 'hex'] as const).map((one) => (
            <button
              key={one}
              type="button"
              className={`btn px-2 ${fields.payloadIs === one ? 'border-accent! font-semibold' : 'text-dim'}`}
              aria-pressed={fields.payloadIs === one}
              onClick={() => set({ payloadIs: one })}
            >
              {one}
            </button>
          ))}
        </span>
      </div>
      <textarea
        id={id}
        rows={3}
        spellCheck={false}
        value={fields.payload}
        onChange={(event) => set({ payload: event.target.value })}
        className="field-input w-full px-2 py-1 font-mono text-xs"
      />
    </div>
  );
}

function Tick({ label, on, onChange }: { label: string; on: boolean; onChange: (on: boolean) => void }) {
  return (
    <label className="flex min-h-7 items-center gap-1.5">
      <input type="checkbox" checked={on} onChange={(event) => onChange(event.target.checked)} /> {label}
    </label>
  );
}

interface ChoiceProps {
  readonly label: string;
  readonly value: string;
  readonly children: readonly (readonly [string, string] | readonly string[])[];
  onChange(value: string): void;
}

function Choice({ label, value, children, onChange }: ChoiceProps) {
  const id = useId();
  return (
    <>
      <label htmlFor={id}>{label}</label>
      <select
        id={id}
        value={value}
        onChange={(event) => onChange(event.target.value)}
        className="field-input h-7 w-fit px-2"
      >
        {children.map(([one, text]) => (
          <option key={one} value={one}>
            {text}
          </option>
        ))}
      </select>
    </>
  );
}
