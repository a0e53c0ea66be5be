import { useCallback } from 'react';
import { formatCount } from '../../decoder/model/words.ts';
import type { ConnectionView, MessageRowView } from '../../worker/protocol.ts';
import { useActions, useApp, useSelection } from '../app-context.ts';
import { arrowOf, formatTime } from '../shared/format.ts';
import { GridHead } from '../shared/GridHead.tsx';
import { SeverityMark } from '../shared/SeverityMark.tsx';
import { FollowGrid } from './FollowGrid.tsx';
import { usePages } from './use-pages.ts';

const rowHeight = 26;

interface MessageListProps {
  readonly connection: ConnectionView;
  readonly filter: string;
}

/** The messages of a connection, joined, unmasked and inflated: those with a frame that passes the filter. */
export function MessageList({ connection, filter }: MessageListProps) {
  const { client } = useApp();
  const { selectFrame } = useActions();
  const message = useSelection(({ frameView }) => frameView?.message?.index ?? -1);
  const { id } = connection;
  const load = useCallback(
    (from: number, count: number, signal: AbortSignal) =>
      client.call('messageRows', { connection: id, filter, from, count }, { signal }),
    [client, id, filter],
  );
  const pages = usePages(load);
  // With a filter the place of a message in the list is known only where its row was read.
  const chosen = filter === '' ? message : pages.find(({ index }) => index === message);
  return (
    <FollowGrid
      label="Messages"
      testId="message-list"
      pages={pages}
      rowHeight={rowHeight}
      chosen={chosen}
      largest={connection.messages}
      timed={connection.firstTime !== null}
      columns={8}
      head={<GridHead parts="frames" content="message" />}
      empty={
        filter === '' ? 'No message in this connection.' : 'No message has a frame that passes this filter.'
      }
      onChoose={(row) => void selectFrame(row.firstFrame, { keepPanel: true })}
    >
      {(row, position, { isChosen, top }) => (
        <div
          key={position}
          role="row"
          id={`message-list-${position}`}
          aria-rowindex={position + 2}
          aria-selected={isChosen}
          data-message={row?.index}
          onClick={() => row !== null && void selectFrame(row.firstFrame, { keepPanel: true })}
          className={`frame-grid absolute inset-x-0 h-[26px] cursor-default ${
            row?.severity === 'error' ? 'row-broken' : ''
          } ${isChosen ? 'row-chosen' : 'hover:bg-raised'}`}
          style={{ transform: `translateY(${top}px)` }}
        >
          {row === null ? <span role="gridcell">…</span> : <MessageCells row={row} />}
        </div>
      )}
    </FollowGrid>
  );
}

/** `1`, `3 in 2.1 s`, with a word when it is compressed. */
function framesText({ frames, lasts, compressed }: MessageRowView): string {
  const time = frames > 1 && lasts !== null && lasts >= 0.1 ? ` in ${lasts.toFixed(1)} s` : '';
  return `${formatCount(frames)}${time}${compressed ? ' · deflate' : ''}`;
}

function MessageCells({ row }: { readonly row: MessageRowView }) {
  return (
    <>
      <span role="gridcell" className="flex items-center justify-center">
        {row.severity && <SeverityMark severity={row.severity} />}
      </span>
      <span role="gridcell" className="text-right text-dim tabular-nums">
        {formatCount(row.index)}
      </span>
      <span role="gridcell" className="col-time text-right text-dim tabular-nums">
        {formatTime(row.time)}
      </span>
      <span role="gridcell" data-sender={row.sender} className="sender">
        <span aria-hidden="true">{arrowOf(row.sender)}</span> {row.sender}
      </span>
      <span role="gridcell" className="text-op">
        {row.kind}
        {!row.complete && <span className="tag ml-1.5 font-normal text-warn">no end</span>}
      </span>
      <span role="gridcell" className="col-flags text-2xs text-dim">
        {framesText(row)}
      </span>
      <span
        role="gridcell"
        className="text-right tabular-nums"
        title={row.compressed ? `${formatCount(row.wireLength)} bytes as sent` : undefined}
      >
        {row.length === null ? `(${formatCount(row.wireLength)})` : formatCount(row.length)}
      </span>
      <span role="gridcell" className="col-payload truncate font-mono text-xs text-dim">
        {row.preview}
      </span>
    </>
  );
}
