import { type RefObject, useLayoutEffect, useState } from 'react';
import { flushSync } from 'react-dom';

/**
 * Calls `measure` before the first paint and before each paint that follows a change of size,
 * so that what is drawn from the size never moves under the pointer. Skips an element that is hidden.
 */
export function observeSize(target: HTMLElement, measure: () => void): () => void {
  measure();
  const observer = new ResizeObserver(() => {
    if (target.getClientRects().length > 0) flushSync(measure);
  });
  observer.observe(target);
  return () => observer.disconnect();
}

/** The inner width of an element in pixels, as it was when it was last visible; 0 before that. */
export function useWidth(element: RefObject<HTMLElement | null>): number {
  const [width, setWidth] = useState(0);
  useLayoutEffect(() => {
    const target = element.current;
    return target ? observeSize(target, () => setWidth(target.clientWidth)) : undefined;
  }, [element]);
  return width;
}
