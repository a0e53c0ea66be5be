import { type CSSProperties, type KeyboardEvent, useEffect, useRef, useState } from 'react';
import { connectionOf, isProgressive, listLength } from '../../app/selectors.ts';
import type { FilterHint } from '../../decoder/frame-filter/hint.ts';
import { formatCount } from '../../decoder/model/words.ts';
import { useActions, useApp, useAppState, useRowVersion, useSelection } from '../app-context.ts';
import { GridHead } from '../shared/GridHead.tsx';
import { useScrolledRows } from '../shared/use-scrolled-rows.ts';
import { FrameRow, rowId } from './FrameRow.tsx';

const rowHeight = 26;
const headHeight = 28;
/** The list is as tall as its rows, up to this many rows. */
const maxListRows = 60;

/** The frame list: any number of rows, of which only those in view are rendered. */
export function FrameTable() {
  const { rows } = useApp();
  const actions = useActions();
  useRowVersion();
  const count = useAppState(listLength);
  const chosen = useSelection(({ frame }) => frame?.row ?? -1);
  const jumps = useSelection((selection) => selection.jumps);
  const timed = useAppState((state) => connectionOf(state)?.firstTime != null);
  const filter = useSelection(({ filter }) => filter.text);
  const total = useAppState((state) => connectionOf(state)?.frames ?? 0);
  // While the file is read, the list has its full height from the start: no layout shift.
  const tallFor = useAppState((state) => (isProgressive(state) ? maxListRows : total));
  const counting = useSelection(({ filter }) => filter.text !== '' && filter.count === null);
  const scroller = useRef<HTMLDivElement>(null);
  const list = useScrolledRows(scroller, count, rowHeight, headHeight);
  const { first, end, showRow, viewHeight } = list;

  useEffect(() => {
    if (end > first) rows.want(first, end);
  });

  // biome-ignore lint/correctness/useExhaustiveDependencies: a jump to the row that is chosen already shows it again
  useEffect(() => {
    if (chosen >= 0) showRow(chosen, true);
  }, [chosen, jumps, showRow, viewHeight]);

  const onKeyDown = useListKeys(first, list.pageRows, count);
  const visible: number[] = [];
  for (let row = first; row < end; row++) visible.push(row);
  const inView = chosen >= first && chosen < end;

  return (
    <div
      className="frame-list @container relative border-y border-line bg-panel"
      style={
        {
          '--list-height': `${headHeight + 2 + Math.max(2, Math.min(tallFor, maxListRows)) * rowHeight}px`,
        } as CSSProperties
      }
    >
      <div
        ref={scroller}
        role="grid"
        aria-label="Frames"
        aria-rowcount={count + 1}
        aria-colcount={8}
        aria-activedescendant={inView ? rowId(chosen) : undefined}
        tabIndex={0}
        data-timed={timed}
        style={{ '--digits': `${formatCount(Math.max(0, total - 1)).length * 8 + 8}px` } as CSSProperties}
        data-testid="frame-list"
        data-list
        onScroll={list.onScroll}
        onKeyDown={onKeyDown}
        className="absolute inset-0 overflow-x-hidden overflow-y-auto outline-none"
      >
        <GridHead parts="flags" content="payload" />
        <div style={{ height: list.spacerHeight }}>
          <div className="sticky top-7 overflow-clip" style={{ height: list.viewHeight }}>
            {visible.map((row) => (
              <FrameRow
                key={row}
                position={row}
                offset={row * rowHeight - list.top}
                row={rows.get(row)}
                chosen={row === chosen}
                onChoose={actions.selectRow}
              />
            ))}
          </div>
        </div>
      </div>
      {count === 0 && (
        <div className="pointer-events-none absolute inset-x-0 top-10 px-4 text-center text-dim">
          {counting ? (
            'Counting…'
          ) : filter !== '' ? (
            <NoMatch filter={filter} />
          ) : (
            'No frames in this connection.'
          )}
        </div>
      )}
      <span className="sr-only" aria-live="polite">
        {filter !== '' && !counting ? `${formatCount(count)} frames` : ''}
      </span>
    </div>
  );
}

/** Says that no frame passes the filter, and what may be meant. */
function NoMatch({ filter }: { filter: string }) {
  const { setFilter } = useActions();
  const problem = useSelection((selection) => selection.filter.problem);
  const [hint, setHint] = useState<FilterHint | null>(null);
  useEffect(() => {
    let here = true;
    setHint(null);
    // Where it cannot be fetched the sentence stands alone.
    if (problem === null)
      import('../../decoder/frame-filter/hint.ts').then(
        ({ filterHint }) => here && setHint(filterHint(filter)),
        () => {},
      );
    return () => {
      here = false;
    };
  }, [filter, problem]);
  return (
    <p data-testid="no-match">
      No frame passes this filter. {hint?.text}{' '}
      {hint !== null && hint.filter !== null && (
        <button
          type="button"
          className="btn pointer-events-auto font-mono text-xs"
          onClick={() => setFilter(hint.filter ?? '')}
        >
          {hint.filter}
        </button>
      )}
    </p>
  );
}

/** Keys of the list. `first`: the first row in view, the start when no row is selected. */
function useListKeys(first: number, pageRows: number, count: number): (event: KeyboardEvent) => void {
  const actions = useActions();
  const chosen = useSelection(({ frame }) => frame?.row ?? -1);
  return (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const at = chosen < 0 ? first : chosen;
    const moves: Record<string, number> = {
      ArrowDown: chosen < 0 ? at : at + 1,
      ArrowUp: at - 1,
      PageDown: at + pageRows,
      PageUp: at - pageRows,
      Home: 0,
      End: count - 1,
    };
    if (event.key in moves) void actions.selectRow(moves[event.key]);
    else if (event.key === 'Enter') {
      actions.setPanel('frame');
      requestAnimationFrame(() => document.querySelector<HTMLElement>('[data-bit][tabindex="0"]')?.focus());
    } else return;
    event.preventDefault();
  };
}
