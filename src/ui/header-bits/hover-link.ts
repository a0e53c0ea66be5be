// Hover ties bits, fields and bytes together. It runs on every move of the pointer over thousands of cells, so it stays out
// of React: cells carry the bits that they stand for in `data-from` and `data-to`, and the lit ones get `data-lit`.

let lit: Element[] = [];

/** Lights every cell under `root` that shares a bit with `[from, to)`. */
export function light(root: Element, from: number, to: number): void {
  unlight();
  for (const cell of root.querySelectorAll<HTMLElement>('[data-from]')) {
    if (Number(cell.dataset.from) < to && Number(cell.dataset.to) > from) {
      cell.dataset.lit = '';
      lit.push(cell);
    }
  }
}

/** Puts every light out. */
export function unlight(): void {
  for (const cell of lit) cell.removeAttribute('data-lit');
  lit = [];
}

/** Lights what belongs to the cell under the pointer or with the focus. */
export function lightFrom(root: Element, target: EventTarget | null): void {
  const cell = target instanceof Element ? target.closest<HTMLElement>('[data-from]') : null;
  if (!cell || !root.contains(cell)) unlight();
  else light(root, Number(cell.dataset.from), Number(cell.dataset.to));
}
