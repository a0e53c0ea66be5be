import { type KeyboardEvent, useEffect, useRef } from 'react';
import type { ByteView } from '../../app/payload-bytes.ts';
import { useByteVersion } from '../shared/use-payload-bytes.ts';
import { useScrolledRows } from '../shared/use-scrolled-rows.ts';
import { useWidth } from '../shared/use-width.ts';
import { type ByteLook, HexLine } from './HexLine.tsx';

const lineHeight = 22;
const shownLines = 12;
/** Pixels above the first line and below the last. */
const edge = 4;
/** Width in pixels of a line of 16 bytes with offset and characters. */
const wideWidth = 560;

export interface HexLinesProps extends ByteLook {
  readonly label: string;
  readonly view: ByteView;
  /** Offset shown for the first byte. */
  readonly start: number;
  /** Scrolls the highlight into view again when this changes. */
  readonly markRun?: number;
  /** Also scrolls the page around, so that the highlight is visible. */
  readonly reveal?: boolean;
  readonly onByte?: (index: number) => void;
}

/** Bytes in lines with offsets and characters. Only the lines in view are rendered and loaded. */
export function HexLines({ label, view, start, markRun, reveal, onByte, ...look }: HexLinesProps) {
  const box = useRef<HTMLDivElement>(null);
  useByteVersion(view);
  const width = useWidth(box);
  const perLine = width === 0 || width >= wideWidth ? 16 : 8;
  const count = Math.max(1, Math.ceil(view.length / perLine));
  const list = useScrolledRows(box, count, lineHeight, 2 * edge);
  const { first, end, showRow, viewHeight } = list;
  const digits = Math.max(4, Math.max(0, start + view.length).toString(16).length);

  useEffect(() => {
    if (viewHeight > 0) view.want(first * perLine, end * perLine);
  });

  const markStart = look.mark?.start ?? -1;
  const revealed = useRef('');
  useEffect(() => {
    // The height is known only after the first layout.
    if (markStart < 0 || viewHeight === 0) return;
    showRow(Math.floor(markStart / perLine), true);
    const run = `${markStart} ${markRun}`;
    if (reveal && revealed.current !== run) box.current?.scrollIntoView({ block: 'nearest' });
    revealed.current = run;
  }, [markStart, markRun, reveal, perLine, showRow, viewHeight]);

  // The browser's scroll keys move the scroll bar by pixels, and one pixel may be many lines.
  function onKeyDown(event: KeyboardEvent): void {
    if (event.ctrlKey || event.metaKey || event.altKey || event.target !== box.current) return;
    const page = list.pageRows * lineHeight;
    const moves: Record<string, number> = {
      ArrowDown: list.top + lineHeight,
      ArrowUp: list.top - lineHeight,
      PageDown: list.top + page,
      PageUp: list.top - page,
      ' ': list.top + (event.shiftKey ? -page : page),
      Home: 0,
      End: count * lineHeight,
    };
    const to = moves[event.key];
    if (to === undefined || count <= shownLines) return;
    event.preventDefault();
    list.moveTo(to);
  }

  function name(at: number): string {
    const value = start + at;
    return value < 0 ? `-${(-value).toString(16)}` : value.toString(16).padStart(digits, '0');
  }

  const lines: number[] = [];
  for (let line = first; line < end; line++) lines.push(line);

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
      onKeyDown={onKeyDown}
      className="overflow-x-hidden overflow-y-auto rounded-md border border-line bg-panel font-mono text-xs"
      style={{
        height: Math.min(count, shownLines) * lineHeight + 2 * edge + 2,
        paddingBlock: edge,
        overflowAnchor: 'none',
      }}
    >
      <div style={{ height: list.spacerHeight }}>
        <div className="sticky overflow-clip" style={{ top: edge, height: list.viewHeight }}>
          {lines.map((line) => (
            <div
              key={line}
              className="absolute inset-x-0 flex items-center whitespace-pre"
              style={{ height: lineHeight, transform: `translateY(${line * lineHeight - list.top}px)` }}
            >
              <span
                className="shrink-0 pr-[1.5ch] text-right text-faint select-none"
                style={{ width: `${Math.max(9, digits + 2.5)}ch` }}
              >
                {name(line * perLine)}
              </span>
              <HexLine view={view} from={line * perLine} perLine={perLine} look={look} />
            </div>
          ))}
        </div>
      </div>
    </div>
  );
}
