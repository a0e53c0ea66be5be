import { useCallback, useState } from 'react';
import { opcodeName } from '../../decoder/model/opcode.ts';
import { count, duration } from '../../decoder/model/words.ts';
import type { ConnectionView, LadderRow, LadderView } from '../../worker/protocol.ts';
import { useActions, useApp, useSelection } from '../app-context.ts';
import { formatTime } from '../shared/format.ts';
import { SeverityMark } from '../shared/SeverityMark.tsx';
import { FollowGrid } from './FollowGrid.tsx';
import { usePages } from './use-pages.ts';
import './follow.css';

const rowHeight = 36;
/** A shorter pause is not named, in seconds. */
const shortestPause = 0.5;

/** What went between client, proxy and server, one arrow each, in order of time. */
export function Ladder({ connection }: { readonly connection: ConnectionView }) {
  const { client } = useApp();
  const { selectFrame, selectConnection } = useActions();
  const frame = useSelection((selection) => selection.frame?.index ?? -1);
  const { id } = connection;
  // Both legs have one ladder, which stays as it was asked for when a step of the other leg is chosen.
  const [first] = useState(id);
  const load = useCallback(
    (from: number, count: number, signal: AbortSignal) =>
      client.call('ladder', { connection: first, from, count }, { signal }),
    [client, first],
  );
  const pages = usePages<LadderView>(load);
  const [row, setRow] = useState(-1);
  const isChosen = (one: LadderRow | null) =>
    one?.kind === 'frame' && one.connection === id && one.frame.index === frame;
  const chosen = isChosen(pages.get(row)) || pages.get(row)?.kind !== 'frame' ? row : -1;

  async function choose(one: LadderRow, position: number): Promise<void> {
    setRow(position);
    if (one.kind !== 'frame') return;
    if (one.connection !== id) await selectConnection(one.connection);
    await selectFrame(one.frame.index, { keepPanel: true });
  }

  const { answer } = pages;
  return (
    <FollowGrid
      label="Ladder"
      testId="ladder"
      className="ladder"
      pages={pages}
      rowHeight={rowHeight}
      chosen={chosen}
      largest={0}
      timed={connection.firstTime !== null}
      columns={3}
      head={<Ends view={answer} />}
      empty="Nothing went between the ends of this connection."
      onChoose={(one, position) => void choose(one, position)}
    >
      {(one, position, { top }) => (
        <div
          key={position}
          role="row"
          id={`ladder-${position}`}
          aria-rowindex={position + 2}
          aria-selected={position === chosen || isChosen(one)}
          data-ladder={one?.kind}
          onClick={() => one !== null && void choose(one, position)}
          className={`ladder-row ${position === chosen || isChosen(one) ? 'row-chosen' : 'hover:bg-raised'}`}
          style={{ transform: `translateY(${top}px)` }}
        >
          {one === null ? (
            <span role="gridcell">…</span>
          ) : (
            <Step row={one} hasProxy={answer?.ends.proxy !== undefined} />
          )}
        </div>
      )}
    </FollowGrid>
  );
}

function Ends({ view }: { readonly view: LadderView | null }) {
  const ends = view?.ends ?? { client: null, server: null };
  const names = [
    { name: 'client', address: ends.client },
    ...(ends.proxy === undefined ? [] : [{ name: 'proxy', address: ends.proxy }]),
    { name: 'server', address: ends.server },
  ];
  const moved = view?.moved ?? 0;
  return (
    <div role="row" aria-rowindex={1} className="ladder-head">
      <span role="columnheader" className="text-right">
        time, s
      </span>
      <span role="columnheader" className="sr-only">
        from and to
      </span>
      <span role="columnheader" className="ladder-ends">
        {names.map(({ name, address }) => (
          <span key={name} title={address ?? undefined}>
            <b>{name}</b> <span className="text-faint max-sm:hidden">{address}</span>{' '}
            {name === 'server' && Math.abs(moved) >= 0.001 && (
              <span
                className="ml-2 text-warn"
                title="Another clock recorded this leg: its request was made to meet that of the client."
              >
                {`times moved by ${duration(Math.abs(moved))}`}
              </span>
            )}
          </span>
        ))}
      </span>
    </div>
  );
}

/** From and to, in words. */
function wayOf({ leg, sender }: LadderRow): string {
  const [near, far] =
    leg === 'whole' ? ['client', 'server'] : leg === 'front' ? ['client', 'proxy'] : ['proxy', 'server'];
  return sender === 'client' ? `${near} to ${far}` : `${far} to ${near}`;
}

function wordsOf(row: LadderRow): { readonly title: string; readonly rest: string } {
  switch (row.kind) {
    case 'head':
      return { title: row.text, rest: '' };
    case 'end':
      return row.end === 'rst'
        ? { title: 'RST', rest: 'resets the connection' }
        : { title: 'FIN', rest: 'ends its side' };
    case 'frame': {
      const { opcode, fin, length, preview, complete } = row.frame;
      const more = fin ? '' : ', more follows';
      const cut = complete ? '' : ', cut';
      return {
        title: opcodeName(opcode),
        rest: `${count(length, 'byte')}${more}${cut}${preview === '' ? '' : ` · ${preview}`}`,
      };
    }
  }
}

function Step({ row, hasProxy }: { readonly row: LadderRow; readonly hasProxy: boolean }) {
  const { title, rest } = wordsOf(row);
  const severity =
    row.kind === 'frame' ? row.frame.severity : row.kind === 'end' && row.end === 'rst' ? 'error' : null;
  const pause = row.after !== null && row.after >= shortestPause ? `after ${duration(row.after)}` : '';
  return (
    <>
      <span role="gridcell" className="ladder-time">
        {formatTime(row.time)}
        <span className="block text-2xs text-warn">{pause}</span>
      </span>
      <span role="gridcell" className="sr-only">
        {wayOf(row)}
      </span>
      <span role="gridcell" className="ladder-lanes" data-proxy={hasProxy}>
        <span
          className="ladder-step"
          data-leg={row.leg}
          data-sender={row.sender}
          data-bad={severity === 'error'}
        >
          <span className="ladder-label">
            {severity !== null && <SeverityMark severity={severity} />}
            <b>{title}</b> {rest}
          </span>
        </span>
      </span>
    </>
  );
}
