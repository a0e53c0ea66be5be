import { useEffect, useState } from 'react';
import { captureOf } from '../../app/selectors.ts';
import { count, formatCount } from '../../decoder/model/words.ts';
import { useActions, useApp, useAppState, useSelection } from '../app-context.ts';
import { describeConnection } from '../connections/ConnectionList.tsx';

/** Connections that are listed at most. */
const maxListed = 200;

interface Found {
  readonly connection: number;
  readonly frames: number;
}

/** In which connections of the capture a filter finds frames. They are listed as they are found. */
export function AllConnections({ filter }: { readonly filter: string }) {
  const { client, actions } = useApp();
  const { selectConnection, setFilter } = useActions();
  const capture = useAppState(captureOf);
  const current = useSelection(({ connection }) => connection);
  const [found, setFound] = useState<readonly Found[]>([]);
  const [total, setTotal] = useState<{ connections: number; frames: number } | null>(null);

  useEffect(() => {
    const abort = new AbortController();
    const onProgress = (one: Found) => setFound((before) => [...before, one].slice(0, maxListed));
    client.call('filterAll', { filter }, { signal: abort.signal, onProgress }).then(
      (all) => !abort.signal.aborted && setTotal(all),
      (error) => !abort.signal.aborted && actions.fail(error, 'searching all connections'),
    );
    return () => abort.abort();
  }, [client, actions, filter]);

  async function show(id: number): Promise<void> {
    await selectConnection(id);
    setFilter(filter);
  }

  const sum =
    total === null
      ? 'Searching…'
      : `${count(total.frames, 'frame')} in ${formatCount(total.connections)} of ${count(capture?.connections.length ?? 0, 'connection')}${total.connections > found.length ? `, the first ${formatCount(found.length)} listed` : ''}`;
  return (
    <section aria-label="Found in all connections" data-testid="all-connections" className="mt-2">
      <p className="text-2xs text-dim" role="status">
        {sum}
      </p>
      <ul className="max-h-40 overflow-auto">
        {found.map(({ connection, frames }) => {
          const view = capture?.connections.find(({ id }) => id === connection);
          if (view === undefined) return null;
          const { title, detail } = describeConnection(view);
          return (
            <li key={connection}>
              <button
                type="button"
                aria-current={connection === current}
                onClick={() => void show(connection)}
                className="flex w-full min-h-7 items-baseline gap-3 px-1 text-left hover:bg-raised aria-[current=true]:font-semibold"
              >
                <span className="w-20 shrink-0 text-right tabular-nums">{count(frames, 'frame')}</span>
                <span className="truncate">{title}</span>
                <span className="truncate text-2xs text-dim">{detail}</span>
              </button>
            </li>
          );
        })}
      </ul>
    </section>
  );
}
