import { type CSSProperties, type KeyboardEvent, type ReactNode, useEffect, useRef } from 'react';
import { formatCount } from '../../decoder/model/words.ts';
import { useActions } from '../app-context.ts';
import { useScrolledRows } from '../shared/use-scrolled-rows.ts';
import type { Pages } from './use-pages.ts';

const headHeight = 28;
/** The list is as tall as its rows, up to this many pixels. */
const maxListHeight = 1600;

interface FollowGridProps<Row> {
  readonly label: string;
  readonly testId: string;
  readonly pages: Pages<{ total: number; rows: readonly Row[] }>;
  readonly rowHeight: number;
  /** The row that shows the chosen frame, or -1. */
  readonly chosen: number;
  /** Largest number that a row shows: its digits set the width of the column. */
  readonly largest: number;
  readonly timed: boolean;
  readonly columns: number;
  readonly head: ReactNode;
  /** Said in place of a list without rows. */
  readonly empty: string;
  readonly className?: string;
  onChoose(row: Row, position: number): void;
  children(
    row: Row | null,
    position: number,
    place: { readonly isChosen: boolean; readonly top: number },
  ): ReactNode;
}

/** A list of any length of which only the rows in view are rendered, by mouse and keyboard. */
export function FollowGrid<Row>(props: FollowGridProps<Row>) {
  const { label, testId, pages, rowHeight, chosen, largest, timed, columns, head, empty, className } = props;
  const actions = useActions();
  const scroller = useRef<HTMLDivElement>(null);
  const total = pages.answer?.total ?? 0;
  const list = useScrolledRows(scroller, total, rowHeight, headHeight);
  const { first, end, showRow, viewHeight } = list;
  const { want } = pages;

  useEffect(() => {
    if (end > first) want(first, end);
  }, [first, end, want]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: a view that appears shows the chosen row
  useEffect(() => {
    if (chosen >= 0) showRow(chosen, true);
  }, [chosen, showRow, viewHeight]);

  function onKeyDown(event: KeyboardEvent): void {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const at = chosen < 0 ? first - 1 : chosen;
    const moves: Record<string, number> = {
      ArrowDown: at + 1,
      ArrowUp: Math.max(0, at - 1),
      PageDown: at + list.pageRows,
      PageUp: at - list.pageRows,
      Home: 0,
      End: total - 1,
    };
    if (!(event.key in moves) || total === 0) return;
    event.preventDefault();
    const row = Math.max(0, Math.min(total - 1, moves[event.key]));
    showRow(row, false);
    pages.fetch(row).then(
      (there) => there !== null && props.onChoose(there, row),
      (error) => actions.fail(error, 'reading a list'),
    );
  }

  const visible: number[] = [];
  for (let row = first; row < end; row++) visible.push(row);
  const height = headHeight + 2 + Math.max(2 * rowHeight, Math.min(maxListHeight, total * rowHeight));
  return (
    <div
      className={`frame-list @container relative border-y border-line bg-panel ${className ?? ''}`}
      style={{ '--list-height': `${height}px` } as CSSProperties}
    >
      <div
        ref={scroller}
        role="grid"
        aria-label={label}
        aria-rowcount={total + 1}
        aria-colcount={columns}
        aria-activedescendant={chosen >= first && chosen < end ? `${testId}-${chosen}` : undefined}
        tabIndex={0}
        data-timed={timed}
        data-testid={testId}
        data-list
        style={{ '--digits': `${formatCount(Math.max(0, largest)).length * 8 + 8}px` } as CSSProperties}
        onScroll={list.onScroll}
        onKeyDown={onKeyDown}
        className="absolute inset-0 overflow-x-hidden overflow-y-auto outline-none"
      >
        {head}
        <div style={{ height: list.spacerHeight }}>
          <div className="sticky top-7 overflow-clip" style={{ height: list.viewHeight }}>
            {visible.map((row) => {
              const place = { isChosen: row === chosen, top: row * rowHeight - list.top };
              return props.children(pages.get(row), row, place);
            })}
          </div>
        </div>
      </div>
      {pages.answer !== null && total === 0 && (
        <p className="pointer-events-none absolute inset-x-0 top-10 px-4 text-center text-dim">{empty}</p>
      )}
    </div>
  );
}
