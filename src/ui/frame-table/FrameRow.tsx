import { memo } from 'react';
import { opcodeName } from '../../decoder/model/opcode.ts';
import { formatCount } from '../../decoder/model/words.ts';
import type { FrameRowView } from '../../worker/protocol.ts';
import { arrowOf, formatTime } from '../shared/format.ts';
import { SeverityMark } from '../shared/SeverityMark.tsx';

/** DOM id of a row, by its position in the list. */
export function rowId(position: number): string {
  return `frame-row-${position}`;
}

/** Names of the set header bits, as in the RFC. */
function flagsOf(row: FrameRowView): string[] {
  return [
    row.fin ? 'FIN' : '',
    row.rsv & 4 ? 'RSV1' : '',
    row.rsv & 2 ? 'RSV2' : '',
    row.rsv & 1 ? 'RSV3' : '',
    row.masked ? 'MASK' : '',
  ].filter((flag) => flag !== '');
}

const confidenceWords = {
  sound: null,
  'after-break': { sign: '≈', text: 'After a break: decoded as a frame, may not be one' },
  guessed: { sign: '?', text: 'Guessed: found by searching after a break' },
} as const;

interface FrameRowProps {
  readonly position: number;
  readonly offset: number;
  readonly row: FrameRowView | null;
  readonly chosen: boolean;
  readonly onChoose: (position: number) => void;
}

/** One row of the frame list, or a placeholder while it loads. */
export const FrameRow = memo(function FrameRow({ position, offset, row, chosen, onChoose }: FrameRowProps) {
  const broken = row?.severity === 'error';
  const confidence = row ? confidenceWords[row.confidence] : null;
  const look = `${broken ? 'row-broken' : confidence ? 'row-after' : ''} ${chosen ? 'row-chosen' : 'hover:bg-raised'}`;
  return (
    <div
      role="row"
      id={rowId(position)}
      aria-rowindex={position + 2}
      aria-selected={chosen}
      data-frame={row?.index}
      data-row={position}
      onClick={() => onChoose(position)}
      className={`frame-grid absolute inset-x-0 h-[26px] cursor-default ${look}`}
      style={{ transform: `translateY(${offset}px)` }}
    >
      {row ? (
        <>
          <span role="gridcell" className="flex items-center justify-center gap-0.5">
            {row.severity && <SeverityMark severity={row.severity} />}
            {confidence && (
              <span className="font-semibold text-warn" title={confidence.text}>
                <span aria-hidden="true">{confidence.sign}</span>
                <span className="sr-only">{confidence.text}</span>
              </span>
            )}
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
          <span role="gridcell" className={broken ? 'font-semibold text-bad' : 'text-op'}>
            {opcodeName(row.opcode)}
            {!row.complete && <span className="tag ml-1.5 font-normal text-warn">cut</span>}
          </span>
          <span role="gridcell" className="col-flags text-2xs text-dim">
            {flagsOf(row).join(' ')}
          </span>
          <span role="gridcell" className="text-right tabular-nums">
            {formatCount(row.length)}
          </span>
          <span role="gridcell" className="col-payload truncate font-mono text-xs text-dim">
            {row.preview}
          </span>
        </>
      ) : (
        <span role="gridcell" className="col-span-2 text-right text-faint tabular-nums">
          …
        </span>
      )}
    </div>
  );
});
