// The tree of a payload as rows: those whose parents are all open.

import type { PayloadNode } from '../../worker/protocol.ts';

/** A row of the tree. */
export interface ContentsRow {
  readonly node: PayloadNode;
  /** Position among its siblings from the root, as `0.3.1`: the same for the same payload. */
  readonly path: string;
  /** From 1. */
  readonly level: number;
  /** From 1, and number of siblings. */
  readonly position: number;
  readonly siblings: number;
}

/** Rows that are open at first, at most. */
const maxOpenAtFirst = 40;

/** The paths of the nodes that are open at first: level by level, while few rows are shown. */
export function openAtFirst(roots: readonly PayloadNode[]): ReadonlySet<string> {
  const open = new Set<string>();
  let rows = roots.length;
  let level = roots.map((node, i) => ({ node, path: String(i) }));
  while (level.length > 0) {
    const next: typeof level = [];
    for (const { node, path } of level) {
      if (node.children.length === 0 || rows + node.children.length > maxOpenAtFirst) continue;
      rows += node.children.length;
      open.add(path);
      for (const [i, child] of node.children.entries()) next.push({ node: child, path: `${path}.${i}` });
    }
    level = next;
  }
  return open;
}

/** The rows that are shown, at most `limit`; `more` says that there are others. */
export function rowsOf(
  roots: readonly PayloadNode[],
  open: ReadonlySet<string>,
  limit: number,
): { readonly rows: readonly ContentsRow[]; readonly more: boolean } {
  const rows: ContentsRow[] = [];
  let more = false;
  const add = (nodes: readonly PayloadNode[], parent: string, level: number): void => {
    for (const [i, node] of nodes.entries()) {
      if (rows.length >= limit) {
        more = true;
        return;
      }
      const path = parent === '' ? String(i) : `${parent}.${i}`;
      rows.push({ node, path, level, position: i + 1, siblings: nodes.length });
      if (open.has(path)) add(node.children, path, level + 1);
    }
  };
  add(roots, '', 1);
  return { rows, more };
}

/** Where the key moves the focus: the path of a row, or a row to fold or unfold. */
export type KeyResult =
  | { readonly kind: 'focus'; readonly path: string }
  | { readonly kind: 'open' | 'close'; readonly path: string };

/** What a key does in a tree (WAI-ARIA Authoring Practices, tree view); `null` where it does nothing. */
export function keyResult(
  key: string,
  rows: readonly ContentsRow[],
  at: number,
  open: ReadonlySet<string>,
): KeyResult | null {
  const row = rows[at];
  if (row === undefined) return null;
  const focus = (target: ContentsRow | undefined): KeyResult | null =>
    target === undefined ? null : { kind: 'focus', path: target.path };
  const isParent = row.node.children.length > 0;
  const isOpen = open.has(row.path);
  switch (key) {
    case 'ArrowDown':
      return focus(rows[at + 1]);
    case 'ArrowUp':
      return focus(rows[at - 1]);
    case 'Home':
      return focus(rows[0]);
    case 'End':
      return focus(rows.at(-1));
    case 'ArrowRight':
      if (!isParent) return null;
      return isOpen ? focus(rows[at + 1]) : { kind: 'open', path: row.path };
    case 'ArrowLeft':
      if (isParent && isOpen) return { kind: 'close', path: row.path };
      return focus(rows.slice(0, at).findLast(({ level }) => level < row.level));
    default:
      return key.length === 1 ? focus(nextNamed(rows, at, key)) : null;
  }
}

/** The next row whose label begins with a letter, from the start again after the last. */
function nextNamed(rows: readonly ContentsRow[], at: number, letter: string): ContentsRow | undefined {
  const begins = ({ node }: ContentsRow) => node.label.toLowerCase().startsWith(letter.toLowerCase());
  return [...rows.slice(at + 1), ...rows.slice(0, at)].find(begins);
}
