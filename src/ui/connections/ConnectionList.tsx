import { type KeyboardEvent, useEffect, useMemo, useRef, useState } from 'react';
import { captureOf, connectionTotal, isOpen } from '../../app/selectors.ts';
import { count, formatCount } from '../../decoder/model/words.ts';
import type { ConnectionGroup, ConnectionView } from '../../worker/protocol.ts';
import { useActions, useAppState, useSelection } from '../app-context.ts';
import { LevelMark } from '../shared/LevelMark.tsx';
import { useScrolledRows } from '../shared/use-scrolled-rows.ts';
import { arrangedConnections, type ConnectionOrder, connectionOrders } from './connection-order.ts';
import { Overview } from './Overview.tsx';

const rowHeight = 50;
const shownRows = 7;

/** One line for a connection: endpoint, frame count, verdict. */
export function describeConnection(connection: ConnectionView): { title: string; detail: string } {
  const { client, server, url, handshake, file } = connection;
  const port = server?.replace(/^.*(?=:\d+$)/, '') ?? null;
  const title =
    client && server
      ? `${client} → ${port === server ? server : (port ?? server)}`
      : (url ?? server ?? 'Bytes of a stream');
  const path = handshake?.request?.target ?? (url && title !== url ? url : null);
  const found = connection.findingCount + connection.contentFindings.length;
  const parts = [
    file,
    path,
    connection.deflate ? 'deflate' : null,
    count(connection.frames, 'frame'),
    found > 0 ? count(found, 'finding') : null,
  ];
  return { title, detail: parts.filter((part) => part !== null).join(' · ') };
}

/** With fewer connections the list alone shows them all at a glance. */
const minForOverview = 8;

function isOf(group: ConnectionGroup, { level, headline, server, handshake }: ConnectionView): boolean {
  const path = handshake?.request?.target ?? null;
  return group.level === level && group.title === headline && group.server === server && group.path === path;
}

/** The connections of the capture. */
export function ConnectionList() {
  const capture = useAppState(captureOf);
  const [chosen, setChosen] = useState<ConnectionGroup | null>(null);
  const [order, setOrder] = useState<ConnectionOrder>('worst');
  const [search, setSearch] = useState('');
  const { selectConnection, showDialog } = useActions();
  const ready = useAppState(isOpen);
  // A capture that was decoded again has other groups.
  const group = chosen !== null && capture?.groups.includes(chosen) ? chosen : null;
  const all = capture?.connections;
  const listed = useMemo(() => {
    const ofGroup = (all ?? []).filter((one) => group === null || isOf(group, one));
    return arrangedConnections(ofGroup, order, search);
  }, [all, group, order, search]);
  if (!capture) return null;
  const { connections, otherConnections: others, counted, groups } = capture;
  const total = connectionTotal(capture);

  function choose(next: ConnectionGroup | null): void {
    setChosen(next);
    if (next !== null && next.first !== null) void selectConnection(next.first);
  }

  return (
    <section aria-label="Connections">
      <h2 className="heading px-4 pt-3 pb-1.5">
        Connections {total > 1 && <span className="tabular-nums">{formatCount(total)}</span>}
      </h2>
      {total >= minForOverview && (
        <>
          <Overview groups={groups} chosen={group} onChoose={choose} />
          <div className="mx-4 mb-1 flex flex-wrap items-center gap-x-2 gap-y-1">
            <input
              type="search"
              aria-label="Find a connection"
              placeholder="address, path or cause"
              value={search}
              onChange={(event) => setSearch(event.target.value)}
              className="field-input h-7 w-full px-2"
            />
            <p role="status" className="flex-1 text-2xs whitespace-nowrap text-dim">
              {listed.length < connections.length
                ? `${formatCount(listed.length)} of ${formatCount(connections.length)}`
                : ''}
            </p>
            <select
              aria-label="Order of the connections"
              value={order}
              onChange={(event) => setOrder(event.target.value as ConnectionOrder)}
              className="field-input h-7 w-28 border-line px-1"
            >
              {Object.entries(connectionOrders).map(([id, { label }]) => (
                <option key={id} value={id}>
                  {label}
                </option>
              ))}
            </select>
          </div>
        </>
      )}
      <ConnectionBox connections={listed} />
      {connections.length > 1 && (
        <p className="px-4 py-1.5">
          <button type="button" className="btn" disabled={!ready} onClick={() => showDialog('compare')}>
            Compare two
          </button>
        </p>
      )}
      {counted.connections > 0 && (
        <p className="px-4 py-1.5 text-2xs text-faint">
          {count(counted.connections, 'further connection')} {counted.connections === 1 ? 'was' : 'were'}{' '}
          diagnosed and counted, not listed.
        </p>
      )}
      {others > 0 && (
        <p className="px-4 py-1.5 text-2xs text-faint">
          {count(others, 'TCP connection')} without WebSocket {others === 1 ? 'is' : 'are'} not listed.
        </p>
      )}
    </section>
  );
}

/** A list box of connections. Only those in view are rendered. */
function ConnectionBox({ connections }: { connections: readonly ConnectionView[] }) {
  const { selectConnection } = useActions();
  const chosen = useSelection((selection) => selection.connection);
  const scroller = useRef<HTMLDivElement>(null);
  const count = connections.length;
  const list = useScrolledRows(scroller, count, rowHeight, 0);
  const at = connections.findIndex((one) => one.id === chosen);
  const { showRow, viewHeight } = list;

  // The connection that the page speaks of is in view.
  useEffect(() => {
    if (at >= 0 && viewHeight > 0) showRow(at, false);
  }, [at, viewHeight, showRow]);

  function onKeyDown(event: KeyboardEvent): void {
    const moves: Record<string, number> = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: count - 1 };
    const to = moves[event.key];
    if (to === undefined) return;
    event.preventDefault();
    if (to < 0 || to >= count) return;
    list.showRow(to, false);
    void selectConnection(connections[to].id);
  }

  return (
    <div
      ref={scroller}
      role="listbox"
      aria-label="Connections"
      aria-activedescendant={
        at >= list.first && at < list.end ? `connection-${connections[at].id}` : undefined
      }
      tabIndex={0}
      onScroll={list.onScroll}
      onKeyDown={onKeyDown}
      className="overflow-y-auto outline-offset-[-2px]"
      style={{ height: Math.min(count, shownRows) * rowHeight }}
    >
      <div role="presentation" style={{ height: list.spacerHeight }}>
        <div role="presentation" className="sticky top-0 overflow-clip" style={{ height: list.viewHeight }}>
          {connections.slice(list.first, list.end).map((connection, index) => (
            <Connection
              key={connection.id}
              connection={connection}
              on={connection.id === chosen}
              position={list.first + index}
              count={count}
              offset={(list.first + index) * rowHeight - list.top}
            />
          ))}
        </div>
      </div>
    </div>
  );
}

interface ConnectionProps {
  readonly connection: ConnectionView;
  readonly on: boolean;
  readonly position: number;
  readonly count: number;
  readonly offset: number;
}

function Connection({ connection, on, position, count, offset }: ConnectionProps) {
  const { selectConnection } = useActions();
  const { title, detail } = describeConnection(connection);
  return (
    <div
      role="option"
      id={`connection-${connection.id}`}
      data-connection={connection.id}
      aria-selected={on}
      aria-posinset={position + 1}
      aria-setsize={count}
      onClick={() => void selectConnection(connection.id)}
      className={`absolute inset-x-0 flex h-[50px] cursor-default gap-2 border-l-3 py-1.5 pr-3 pl-[13px] ${
        on ? 'border-accent bg-raised' : 'border-transparent hover:bg-raised'
      }`}
      style={{ transform: `translateY(${offset}px)` }}
      title={`${title}\n${detail}\n${connection.headline}`}
    >
      <span className="mt-[3px]">
        <LevelMark level={connection.level} size={13} />
      </span>
      <span className="min-w-0 flex-1">
        <span className={`block truncate ${on ? 'font-semibold' : ''}`}>{title}</span>
        <span className="block truncate text-2xs text-dim">{detail}</span>
      </span>
    </div>
  );
}
