import { captureOf, isDecoding, isOpen, needsAssumptions } from '../../app/selectors.ts';
import { plainDeflate } from '../../decoder/model/assumptions.ts';
import type { ConnectionView } from '../../worker/protocol.ts';
import { useActions, useAppState } from '../app-context.ts';

/** Assumptions that the bytes do not settle and the user can: who sent them, and whether compression was agreed. */
export function AssumptionBar({ connection }: { connection: ConnectionView }) {
  const { assume } = useActions();
  const assumptions = useAppState((state) => captureOf(state)?.assumptions);
  const ready = useAppState((state) => isOpen(state) && !isDecoding(state));
  if (!assumptions || !needsAssumptions(connection)) return null;
  const { deflate, sender } = assumptions;
  const inferred = connection.bytesBySender.client >= connection.bytesBySender.server ? 'client' : 'server';
  const compression = deflate === null ? 'auto' : deflate === 'none' ? 'none' : 'agreed';
  return (
    <div className="mx-4 mb-2 rounded-lg bg-raised px-3 py-2" data-testid="assumptions">
      <p className="text-2xs text-dim">The handshake is not in this input. Read the bytes as:</p>
      <div className="mt-1.5 flex flex-wrap gap-x-4 gap-y-1.5">
        <label className="flex items-center gap-1.5">
          <span className="text-dim">From</span>
          <select
            name="sender"
            value={sender ?? 'auto'}
            disabled={!ready}
            onChange={(event) => {
              const { value } = event.target;
              void assume({
                ...assumptions,
                sender: value === 'client' || value === 'server' ? value : null,
              });
            }}
            className="field-input h-7 px-1.5"
          >
            <option value="auto">detected{sender === null ? `: ${inferred}` : ''}</option>
            <option value="client">client</option>
            <option value="server">server</option>
          </select>
        </label>
        <label className="flex items-center gap-1.5">
          <span className="text-dim">Compression</span>
          <select
            name="deflate"
            value={compression}
            disabled={!ready}
            onChange={(event) => {
              const { value } = event.target;
              const next = value === 'none' ? 'none' : value === 'agreed' ? plainDeflate : null;
              void assume({ ...assumptions, deflate: next });
            }}
            className="field-input h-7 px-1.5"
          >
            <option value="auto">
              detected{deflate === null ? `: ${connection.deflate ? 'agreed' : 'none'}` : ''}
            </option>
            <option value="none">none agreed</option>
            <option value="agreed">permessage-deflate agreed</option>
          </select>
        </label>
      </div>
    </div>
  );
}
