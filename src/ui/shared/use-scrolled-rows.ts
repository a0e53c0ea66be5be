import { type RefObject, useCallback, useEffect, useLayoutEffect, useRef, useState } from 'react';
import {
  clampTop,
  isScaled,
  rowsInView,
  type ScrollScale,
  scrollOfTop,
  spacerHeight,
  topOfScroll,
  topToShow,
} from '../../app/scroll-scale.ts';
import { observeSize } from './use-width.ts';

export interface ScrolledRows {
  /** First row to draw and the one after the last. */
  readonly first: number;
  readonly end: number;
  /** Scroll position: pixels of the list above the view. A row starts at `row * rowHeight - top` in the view. */
  readonly top: number;
  readonly viewHeight: number;
  /** Count of rows that fit in the view completely. */
  readonly pageRows: number;
  readonly spacerHeight: number;
  onScroll(): void;
  /** Scrolls to `top` pixels, clamped to the list. */
  moveTo(top: number): void;
  showRow(row: number, centre: boolean): void;
}

const lineHeight = 20;

/**
 * Moves the list by wheel and touch where the scroll bar is scaled: one pixel of the bar is many rows there.
 * `now` holds the scale and the scroll position of the last render.
 */
function useDirectScroll(
  scroller: RefObject<HTMLElement | null>,
  now: RefObject<{ readonly scale: ScrollScale; readonly top: number }>,
  moveTo: (top: number) => void,
): void {
  useEffect(() => {
    const element = scroller.current;
    if (!element) return;
    let finger: number | null = null;
    const onWheel = (event: WheelEvent) => {
      if (event.ctrlKey || event.deltaY === 0 || !isScaled(now.current.scale)) return;
      event.preventDefault();
      const unit =
        event.deltaMode === 1 ? lineHeight : event.deltaMode === 2 ? now.current.scale.viewHeight : 1;
      moveTo(now.current.top + event.deltaY * unit);
    };
    const onTouch = (event: TouchEvent) => {
      const at = event.touches[0]?.clientY ?? null;
      if (event.type === 'touchmove' && finger !== null && at !== null && isScaled(now.current.scale)) {
        event.preventDefault();
        moveTo(now.current.top + finger - at);
      }
      finger = at;
    };
    element.addEventListener('wheel', onWheel, { passive: false });
    element.addEventListener('touchstart', onTouch, { passive: true });
    element.addEventListener('touchmove', onTouch, { passive: false });
    return () => {
      element.removeEventListener('wheel', onWheel);
      element.removeEventListener('touchstart', onTouch);
      element.removeEventListener('touchmove', onTouch);
    };
  }, [scroller, now, moveTo]);
}

/** Virtual scrolling for any number of rows. `headHeight`: pixels of the sticky header. */
export function useScrolledRows(
  scroller: RefObject<HTMLElement | null>,
  rowCount: number,
  rowHeight: number,
  headHeight: number,
): ScrolledRows {
  const [top, setTop] = useState(0);
  const [viewHeight, setViewHeight] = useState(0);
  const scale: ScrollScale = { rowCount, rowHeight, viewHeight };
  const now = useRef({ scale, top });
  now.current = { scale, top };
  // The scrollTop that this hook set: the scroll event that it causes is ignored.
  const own = useRef(-1);

  useLayoutEffect(() => {
    const element = scroller.current;
    if (!element) return;
    return observeSize(element, () => setViewHeight(Math.max(0, element.clientHeight - headHeight)));
  }, [scroller, headHeight]);

  const moveTo = useCallback(
    (wanted: number) => {
      const element = scroller.current;
      const { scale } = now.current;
      const clamped = clampTop(scale, wanted);
      now.current.top = clamped;
      setTop(clamped);
      if (!element) return;
      element.scrollTop = scrollOfTop(scale, clamped);
      own.current = element.scrollTop;
    },
    [scroller],
  );

  // Scroll back when the list became shorter.
  useLayoutEffect(() => {
    const limit = Math.max(0, rowCount * rowHeight - viewHeight);
    if (viewHeight > 0 && now.current.top > limit) moveTo(limit);
  }, [rowCount, rowHeight, viewHeight, moveTo]);

  useDirectScroll(scroller, now, moveTo);

  const onScroll = useCallback(() => {
    const element = scroller.current;
    if (!element || Math.abs(element.scrollTop - own.current) < 1) return;
    own.current = -1;
    const wanted = topOfScroll(now.current.scale, element.scrollTop);
    now.current.top = wanted;
    setTop(wanted);
  }, [scroller]);

  const showRow = useCallback(
    (row: number, centre: boolean) => {
      const { scale, top } = now.current;
      if (scale.viewHeight <= 0) return;
      const wanted = topToShow(scale, top, row, centre);
      if (wanted !== top) moveTo(wanted);
    },
    [moveTo],
  );

  return {
    ...rowsInView(scale, top, 3),
    top,
    viewHeight,
    pageRows: Math.max(1, Math.floor(viewHeight / rowHeight)),
    spacerHeight: spacerHeight(scale),
    onScroll,
    moveTo,
    showRow,
  };
}
