// Hovering highlights the same bits in the grid, the fields and the hex view. It runs on every pointer move over
// thousands of cells, so it works without React: cells name their bits in `data-from` and `data-to`; lit
// cells get `data-lit`.

let lit: Element[] = [];

/** Highlights every cell under `root` that shares a bit with `[from, to)`. */
export function light(root: Element, from: number, to: number): void {
  unlight();
  for (const cell of root.querySelectorAll<HTMLElement>('[data-from]')) {
    if (Number(cell.dataset.from) < to && Number(cell.dataset.to) > from) {
      cell.dataset.lit = '';
      lit.push(cell);
    }
  }
}

/** Removes all highlights. */
export function unlight(): void {
  for (const cell of lit) cell.removeAttribute('data-lit');
  lit = [];
}

/** Highlights the bits of the cell under the pointer or with focus. */
export function lightFrom(root: Element, target: EventTarget | null): void {
  const cell = target instanceof Element ? target.closest<HTMLElement>('[data-from]') : null;
  if (!cell || !root.contains(cell)) unlight();
  else light(root, Number(cell.dataset.from), Number(cell.dataset.to));
}
