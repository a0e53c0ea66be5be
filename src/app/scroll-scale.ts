// Scrolls through more rows than a browser has pixels for. The engines limit the height of an element to 17
// to 33 million pixels, so the scrolled height is limited well below that and the scroll bar is scaled: its
// position is a share of the list. `top` counts pixels of the whole list and decides; the scroll bar follows
// it.

/** Largest height of an element, in CSS pixels. */
export const spacerLimit = 8_000_000;

export interface ScrollScale {
  readonly rowCount: number;
  readonly rowHeight: number;
  readonly viewHeight: number;
}

/** Height of the whole list, without the limit. */
export function listHeight(scale: ScrollScale): number {
  return scale.rowCount * scale.rowHeight;
}

/** Height of the element that gives the scroll bar its length. */
export function spacerHeight(scale: ScrollScale): number {
  return Math.min(listHeight(scale), spacerLimit);
}

/** Whether one pixel of the scroll bar is more than one pixel of the list. */
export function isScaled(scale: ScrollScale): boolean {
  return listHeight(scale) > spacerLimit;
}

/** `top` kept within the list. */
export function clampTop(scale: ScrollScale, top: number): number {
  return Math.max(0, Math.min(top, listHeight(scale) - scale.viewHeight));
}

/** Position of the list for a position of the scroll bar. */
export function topOfScroll(scale: ScrollScale, scrollTop: number): number {
  const track = spacerHeight(scale) - scale.viewHeight;
  if (track <= 0) return 0;
  return clampTop(scale, (scrollTop * (listHeight(scale) - scale.viewHeight)) / track);
}

/** Position of the scroll bar for a position of the list. */
export function scrollOfTop(scale: ScrollScale, top: number): number {
  const room = listHeight(scale) - scale.viewHeight;
  if (room <= 0) return 0;
  return (clampTop(scale, top) * (spacerHeight(scale) - scale.viewHeight)) / room;
}

/** Rows to draw, half-open, with `extra` rows on each side. */
export function rowsInView(scale: ScrollScale, top: number, extra: number): { first: number; end: number } {
  const first = Math.floor(top / scale.rowHeight) - extra;
  const end = Math.ceil((top + scale.viewHeight) / scale.rowHeight) + extra;
  return { first: Math.max(0, first), end: Math.min(scale.rowCount, Math.max(0, end)) };
}

/**
 * Moves the list as little as needed to show a row whole; `centre` puts a row that was out of view in the
 * middle.
 */
export function topToShow(scale: ScrollScale, top: number, row: number, centre: boolean): number {
  const start = row * scale.rowHeight;
  const end = start + scale.rowHeight;
  if (start >= top && end <= top + scale.viewHeight) return top;
  if (centre) return clampTop(scale, start - (scale.viewHeight - scale.rowHeight) / 2);
  return clampTop(scale, start < top ? start : end - scale.viewHeight);
}
