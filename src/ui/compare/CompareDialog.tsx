import { useEffect, useState } from 'react';
import { captureOf, decodedGeneration, selectionOf } from '../../app/selectors.ts';
import type { Comparison, ConnectionView, FrameComparison, HeadDifference } from '../../worker/protocol.ts';
import { useActions, useApp, useAppState } from '../app-context.ts';
import { describeConnection } from '../connections/ConnectionList.tsx';
import { Dialog } from '../shared/Dialog.tsx';
import { arrowOf, levelWord } from '../shared/format.ts';
import { differenceText, sameText } from './compare-words.ts';

/** The other one of a pair: the other leg, else one with the other verdict, else any. */
function counterpart(connections: readonly ConnectionView[], id: number): number {
  const own = connections.find((one) => one.id === id);
  const others = connections.filter((one) => one.id !== id);
  const leg = others.find((one) => one.id === own?.pair);
  const samePath = others.filter((one) => one.handshake?.request?.target === own?.handshake?.request?.target);
  const sound = samePath.find(({ level }) => level !== own?.level);
  return (leg ?? sound ?? samePath[0] ?? others[0])?.id ?? id;
}

/** Two connections side by side: where their handshakes and their frames differ first. */
export function CompareDialog() {
  const { client, actions, store } = useApp();
  const { closeDialog } = useActions();
  const connections = useAppState((state) => captureOf(state)?.connections ?? null);
  const decoded = useAppState(decodedGeneration);
  const [left, setLeft] = useState(() => selectionOf(store.getState()).connection);
  const [right, setRight] = useState(() => counterpart(connections ?? [], left));
  const [found, setFound] = useState<Comparison | null>(null);

  // biome-ignore lint/correctness/useExhaustiveDependencies: what was decoded again is compared again
  useEffect(() => {
    const abort = new AbortController();
    setFound(null);
    client.call('compare', { left, right }, { signal: abort.signal }).then(
      (comparison) => !abort.signal.aborted && setFound(comparison),
      (error) => actions.fail(error, 'comparing'),
    );
    return () => abort.abort();
  }, [client, actions, left, right, decoded]);

  if (connections === null) return null;

  async function show(connection: number, frame: number): Promise<void> {
    closeDialog();
    await actions.selectConnection(connection);
    await actions.selectFrame(frame);
  }

  return (
    <Dialog title="Compare two connections" wide onClose={() => closeDialog()}>
      <div className="grid grid-cols-[minmax(0,1fr)] gap-2 sm:grid-cols-2">
        <Choice label="Left" value={left} connections={connections} onChange={setLeft} />
        <Choice label="Right" value={right} connections={connections} onChange={setRight} />
      </div>
      {found === null ? (
        <p className="mt-4 text-dim" role="status">
          Comparing…
        </p>
      ) : (
        <div data-testid="comparison" className="mt-4 grid gap-5">
          <Heads heads={found.heads} />
          <section aria-label="Frames">
            <h3 className="heading mb-1">Frames</h3>
            {found.frames.map((one) => (
              <Frames key={one.sender} comparison={one} left={left} right={right} onShow={show} />
            ))}
          </section>
        </div>
      )}
    </Dialog>
  );
}

function Choice(props: {
  label: string;
  value: number;
  connections: readonly ConnectionView[];
  onChange: (id: number) => void;
}) {
  const { label, value, connections, onChange } = props;
  const chosen = connections.find(({ id }) => id === value);
  return (
    <label className="block min-w-0">
      <span className="text-2xs text-dim">{label}</span>
      <select
        className="field-input block h-8 w-full px-2"
        value={value}
        onChange={(event) => onChange(Number(event.target.value))}
      >
        {connections.map((one) => {
          const { title, detail } = describeConnection(one);
          return (
            <option key={one.id} value={one.id}>
              {one.id}: {levelWord[one.level]} · {title} · {detail}
            </option>
          );
        })}
      </select>
      <span className="mt-1 block text-xs [overflow-wrap:anywhere]">{chosen?.headline}</span>
    </label>
  );
}

function Heads({ heads }: { heads: readonly HeadDifference[] }) {
  return (
    <section aria-label="Handshake">
      <h3 className="heading mb-1">Handshake</h3>
      {heads.length === 0 ? (
        <p>The handshakes are the same.</p>
      ) : (
        <table className="w-full table-fixed text-left text-xs">
          <thead className="text-2xs text-dim">
            <tr>
              <th className="w-[30%] py-1 pr-2 font-normal">line</th>
              <th className="pr-2 font-normal">left</th>
              <th className="font-normal">right</th>
            </tr>
          </thead>
          <tbody>
            {heads.map(({ head, name, left, right, isUsual }) => (
              <tr
                key={`${head} ${name}`}
                className={`border-t border-line align-top ${isUsual ? 'text-dim' : ''}`}
              >
                <th className="py-1 pr-2 font-normal [overflow-wrap:anywhere]">
                  {name}{' '}
                  <span className="block text-2xs text-dim">
                    {head}
                    {isUsual ? ', always differs' : ''}
                  </span>
                </th>
                <Value text={left} />
                <Value text={right} />
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </section>
  );
}

function Value({ text }: { text: string | null }) {
  return (
    <td className="py-1 pr-2 font-mono [overflow-wrap:anywhere]">
      {text ?? <span className="font-sans text-bad">absent</span>}
    </td>
  );
}

function Frames(props: {
  comparison: FrameComparison;
  left: number;
  right: number;
  onShow: (connection: number, frame: number) => Promise<void>;
}) {
  const { comparison, left, right, onShow } = props;
  const { sender, difference } = comparison;
  return (
    <div className="border-t border-line py-2" data-sender={sender}>
      <p>
        <span className="sender" data-sender={sender}>
          {arrowOf(sender)}
        </span>{' '}
        {sameText(comparison)} {difference !== null && <strong>{differenceText(difference)}.</strong>}
      </p>
      {difference !== null && (
        <div className="mt-1 grid grid-cols-[minmax(0,1fr)] gap-2 sm:grid-cols-2">
          {(['left', 'right'] as const).map((side) => {
            const frame = difference[side];
            const value = side === 'left' ? difference.leftValue : difference.rightValue;
            return (
              <p key={side} className="rounded-md bg-raised px-2 py-1">
                <span className="block text-2xs text-dim">
                  {side}, {difference.what === 'missing' ? 'number of frames' : difference.what}
                </span>
                <code className="[overflow-wrap:anywhere]">{value}</code>
                {frame !== null && (
                  <button
                    type="button"
                    className="ml-2 min-h-6 px-1 text-accent underline"
                    onClick={() => void onShow(side === 'left' ? left : right, frame)}
                  >
                    frame {frame}
                  </button>
                )}
              </p>
            );
          })}
        </div>
      )}
    </div>
  );
}
