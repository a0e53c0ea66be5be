import { captureOf } from '../../app/selectors.ts';
import { capital, legWords } from '../../decoder/model/words.ts';
import type { ConnectionView } from '../../worker/protocol.ts';
import { useActions, useAppState } from '../app-context.ts';
import { Fold } from '../shared/Fold.tsx';
import { SeverityMark } from '../shared/SeverityMark.tsx';

/** Which leg of a connection through a proxy this is, the way to the other, and what the proxy did. */
export function LegPanel({ connection: { id, legs, pair } }: { connection: ConnectionView }) {
  const { selectConnection } = useActions();
  const other = useAppState((state) => captureOf(state)?.connections[pair ?? -1] ?? null);
  if (legs === null || pair === null) return null;
  return (
    <Fold title="Through a proxy" open>
      <div className="px-4 pb-3" data-testid="legs">
        <p>
          This is the leg {legWords[legs.front === id ? 'front' : 'back']}. The other leg is connection {pair}
          {other?.file ? ` in ${other.file}` : ''}: {legs.signs.join(', ')}.
        </p>
        <button type="button" className="btn mt-2" onClick={() => void selectConnection(pair)}>
          Show the other leg
        </button>
        {legs.changes.length === 0 && <p className="mt-2 text-dim">{legs.summary}</p>}
        <ul className="mt-1">
          {legs.changes.map(({ text, cause, received, sent }, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: changes never change their order
            <li key={index} className="flex items-start gap-2 py-1">
              <span className="mt-1">
                <SeverityMark severity={cause === null ? 'note' : 'error'} />
              </span>
              <span className="min-w-0 flex-1 [overflow-wrap:anywhere]">
                {text}
                {[received, sent].map(
                  (bytes) =>
                    bytes !== null && (
                      <span key={bytes.leg} className="block text-2xs text-dim">
                        {capital(legWords[bytes.leg])}: <code className="text-2xs">{bytes.shown}</code>
                      </span>
                    ),
                )}
              </span>
            </li>
          ))}
        </ul>
      </div>
    </Fold>
  );
}
