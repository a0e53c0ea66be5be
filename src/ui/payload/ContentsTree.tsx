import { type KeyboardEvent, useRef, useState } from 'react';
import { visibleLine } from '../../decoder/model/visible-text.ts';
import { formatCount } from '../../decoder/model/words.ts';
import type { PayloadNode } from '../../worker/protocol.ts';
import { Icon } from '../shared/Icon.tsx';
import { type ContentsRow, keyResult, openAtFirst, rowsOf } from './contents-rows.ts';

const firstRows = 300;

interface ContentsTreeProps {
  readonly label: string;
  readonly roots: readonly PayloadNode[];
  /** Path of the row whose bytes are marked, or `null`. */
  readonly chosen: string | null;
  readonly onChoose: (row: ContentsRow) => void;
}

/** Values that fold, as a tree with one tab stop. A click or Enter chooses a value. */
export function ContentsTree({ label, roots, chosen, onChoose }: ContentsTreeProps) {
  const [open, setOpen] = useState(() => openAtFirst(roots));
  const [focused, setFocused] = useState('0');
  const [limit, setLimit] = useState(firstRows);
  const list = useRef<HTMLDivElement>(null);
  const { rows, more } = rowsOf(roots, open, limit);
  const at = Math.max(
    0,
    rows.findIndex(({ path }) => path === focused),
  );

  function fold(path: string, isOpen: boolean): void {
    const next = new Set(open);
    if (isOpen) next.add(path);
    else next.delete(path);
    setOpen(next);
    // A row that is folded away cannot keep the focus.
    if (!isOpen && focused.startsWith(`${path}.`)) setFocused(path);
  }

  function onKeyDown(event: KeyboardEvent): void {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === 'Enter' || event.key === ' ') {
      event.preventDefault();
      event.stopPropagation();
      if (rows[at]) onChoose(rows[at]);
      return;
    }
    const result = keyResult(event.key, rows, at, open);
    const isOwn = result !== null || /^(?:Arrow|Home|End)/.test(event.key);
    if (!isOwn) return;
    event.preventDefault();
    event.stopPropagation();
    if (result?.kind === 'focus') {
      setFocused(result.path);
      list.current?.querySelector<HTMLElement>(`[data-path="${result.path}"]`)?.focus();
    } else if (result !== null) fold(result.path, result.kind === 'open');
  }

  return (
    <>
      <div ref={list} role="tree" aria-label={label} onKeyDown={onKeyDown} className="font-mono text-xs">
        {rows.map((row, index) => (
          <TreeRow
            key={row.path}
            row={row}
            isOpen={open.has(row.path)}
            isChosen={row.path === chosen}
            isFocusable={index === at}
            onFold={() => fold(row.path, !open.has(row.path))}
            onFocus={() => setFocused(row.path)}
            onChoose={() => onChoose(row)}
          />
        ))}
      </div>
      {more && (
        <button type="button" className="btn mt-2" onClick={() => setLimit(limit * 4)}>
          Show more than {formatCount(limit)} values
        </button>
      )}
    </>
  );
}

interface TreeRowProps {
  readonly row: ContentsRow;
  readonly isOpen: boolean;
  readonly isChosen: boolean;
  readonly isFocusable: boolean;
  readonly onFold: () => void;
  readonly onFocus: () => void;
  readonly onChoose: () => void;
}

function TreeRow({ row, isOpen, isChosen, isFocusable, onFold, onFocus, onChoose }: TreeRowProps) {
  const { node, path, level, position, siblings } = row;
  const isParent = node.children.length > 0;
  return (
    <div
      role="treeitem"
      data-path={path}
      aria-level={level}
      aria-posinset={position}
      aria-setsize={siblings}
      aria-expanded={isParent ? isOpen : undefined}
      aria-selected={isChosen}
      tabIndex={isFocusable ? 0 : -1}
      onFocus={onFocus}
      onClick={onChoose}
      className={`flex min-h-6 cursor-pointer items-start rounded pr-1 leading-6 ${
        isChosen ? 'bg-raised ring-1 ring-accent ring-inset' : 'hover:bg-raised'
      }`}
      style={{ paddingLeft: `${Math.min(level - 1, 12) * 14}px` }}
    >
      {/* The arrow is for the pointer: the keyboard and screen readers fold by the arrow keys. */}
      <span
        aria-hidden="true"
        className={`grid h-6 w-6 shrink-0 place-items-center text-faint ${isParent ? '' : 'invisible'}`}
        onClick={(event) => {
          if (!isParent) return;
          event.stopPropagation();
          onFold();
        }}
      >
        <Icon name={isOpen ? 'down' : 'right'} size={12} />
      </span>
      <span className="min-w-0 grow [overflow-wrap:anywhere]">
        <span className="text-accent">{visibleLine(node.label)}</span>
        {node.value !== '' && <span className="ml-2 text-ink">{visibleLine(node.value)}</span>}
        {node.problem !== null && <span className="ml-2 text-warn">{visibleLine(node.problem)}</span>}
      </span>
    </div>
  );
}
