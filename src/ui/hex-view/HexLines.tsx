import { useEffect, useRef } from 'react';
import { useScrolledRows } from '../shared/use-scrolled-rows.ts';
import { useWidth } from '../shared/use-width.ts';
import { asciiOf } from './hex-lines.ts';

export const lineHeight = 22;
const shownLines = 12;
/** Pixels that 16 bytes a line need, offsets and characters included. */
const wideWidth = 560;

interface HexLinesProps {
  readonly label: string;
  readonly bytes: Uint8Array;
  /** What the first byte is called in the offset column. */
  readonly start: number;
  /** The byte that bit 0 of the frame's cells belongs to, or `null` when the cells are tied to nothing. */
  readonly bitsFrom: number | null;
  readonly fieldOf: (index: number) => string;
  readonly isBad?: (index: number) => boolean;
  /** Half-open run to mark and bring into view. */
  readonly mark?: { readonly start: number; readonly end: number } | null;
  readonly isChosen?: (index: number) => boolean;
  readonly onByte?: (index: number) => void;
}

/** Bytes in lines with offsets and characters. Only the lines in view exist. */
export function HexLines(props: HexLinesProps) {
  const { label, bytes, start, bitsFrom, fieldOf, isBad, mark, isChosen, onByte } = props;
  const box = useRef<HTMLDivElement>(null);
  const width = useWidth(box);
  const perLine = width === 0 || width >= wideWidth ? 16 : 8;
  const count = Math.max(1, Math.ceil(bytes.length / perLine));
  const list = useScrolledRows(box, count, lineHeight, 0);
  const { showRow, viewHeight } = list;
  const digits = Math.max(4, Math.max(0, start + bytes.length).toString(16).length);

  const markStart = mark?.start ?? -1;
  // biome-ignore lint/correctness/useExhaustiveDependencies: the height is known only after the first layout
  useEffect(() => {
    if (markStart >= 0) showRow(Math.floor(markStart / perLine), true);
  }, [markStart, perLine, showRow, viewHeight]);

  function name(at: number): string {
    const value = start + at;
    return value < 0 ? `-${(-value).toString(16)}` : value.toString(16).padStart(digits, '0');
  }

  const lines: number[] = [];
  for (let line = list.first; line < list.end; line++) lines.push(line);

  return (
    <div
      ref={box}
      role="group"
      aria-label={label}
      tabIndex={0}
      onScroll={list.onScroll}
      onClick={(event) => {
        const cell = (event.target as Element).closest<HTMLElement>('[data-i]');
        if (cell) onByte?.(Number(cell.dataset.i));
      }}
      onKeyDown={() => {}}
      className="overflow-x-hidden overflow-y-auto rounded-md border border-line bg-panel font-mono text-xs"
      style={{ height: Math.min(count, shownLines) * lineHeight + 10, overflowAnchor: 'none' }}
    >
      <div style={{ height: list.spacerHeight }}>
        <div className="sticky top-0 overflow-clip" style={{ height: list.viewHeight }}>
          {lines.map((line) => {
            const from = line * perLine;
            const part = Array.from(bytes.subarray(from, from + perLine));
            const cells = (text: (value: number) => string, className: string, outline: boolean) =>
              part.map((value, column) => {
                const index = from + column;
                const marked = mark && index >= mark.start && index < mark.end;
                return (
                  <span
                    key={index}
                    data-i={index}
                    data-f={fieldOf(index)}
                    data-from={bitsFrom === null ? undefined : (bitsFrom + index) * 8}
                    data-to={bitsFrom === null ? undefined : (bitsFrom + index) * 8 + 8}
                    data-chosen={isChosen?.(index) || undefined}
                    className={`${className} ${outline && isBad?.(index) ? 'hexbyte-bad' : ''} ${marked ? 'hexbyte-mark' : ''}`}
                  >
                    {text(value)}
                  </span>
                );
              });
            return (
              <div
                key={line}
                className="absolute inset-x-0 flex items-center whitespace-pre"
                style={{ height: lineHeight, transform: `translateY(${line * lineHeight - list.top + 4}px)` }}
              >
                <span className="w-[9ch] shrink-0 pr-[1.5ch] text-right text-faint select-none">
                  {name(from)}
                </span>
                <span className="flex shrink-0" style={{ width: `${perLine * 3 + (perLine > 8 ? 1 : 0)}ch` }}>
                  {cells(
                    (value) => value.toString(16).padStart(2, '0'),
                    'hexbyte px-[0.5ch] nth-[9]:ml-[1ch]',
                    true,
                  )}
                </span>
                <span className="ml-[1.5ch] flex text-dim">{cells(asciiOf, 'hexchar', false)}</span>
              </div>
            );
          })}
        </div>
      </div>
    </div>
  );
}
