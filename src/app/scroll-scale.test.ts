import { describe, expect, it } from 'vitest';
import {
  clampTop,
  isScaled,
  listHeight,
  rowsInView,
  type ScrollScale,
  scrollOfTop,
  spacerHeight,
  spacerLimit,
  topOfScroll,
  topToShow,
} from './scroll-scale.ts';

const small: ScrollScale = { rowCount: 100, rowHeight: 26, viewHeight: 260 };
const huge: ScrollScale = { rowCount: 5_000_000, rowHeight: 26, viewHeight: 260 };

describe('scroll scale', () => {
  it('does not scale a list that fits', () => {
    expect(isScaled(small)).toBe(false);
    expect(spacerHeight(small)).toBe(2600);
    for (const top of [0, 1, 777, 2340]) {
      expect(topOfScroll(small, top)).toBe(top);
      expect(scrollOfTop(small, top)).toBe(top);
    }
  });

  it('reaches the first and the last of five million rows', () => {
    expect(isScaled(huge)).toBe(true);
    expect(spacerHeight(huge)).toBe(spacerLimit);
    const bottom = topOfScroll(huge, spacerLimit - huge.viewHeight);
    expect(rowsInView(huge, bottom, 0).end).toBe(5_000_000);
    expect(rowsInView(huge, topOfScroll(huge, 0), 0).first).toBe(0);
  });

  it('converts positions of the list to the scroll bar and back', () => {
    for (const row of [0, 1, 123_456, 2_500_000, 4_999_989]) {
      const top = row * huge.rowHeight;
      expect(topOfScroll(huge, scrollOfTop(huge, top))).toBeCloseTo(clampTop(huge, top), 3);
    }
  });

  it('draws only the rows in view', () => {
    const { first, end } = rowsInView(huge, 65_000_013, 3);
    expect(end - first).toBeLessThanOrEqual(10 + 1 + 6);
    expect(first).toBe(2_500_000 - 3);
  });

  it('moves as little as needed to show a row, or puts it in the middle', () => {
    expect(topToShow(small, 0, 5, false)).toBe(0);
    expect(topToShow(small, 0, 10, false)).toBe(26);
    expect(topToShow(small, 1000, 3, false)).toBe(78);
    expect(topToShow(small, 0, 50, true)).toBe(50 * 26 - 117);
    expect(topToShow(small, 0, 99, true)).toBe(listHeight(small) - 260);
  });

  it('works for an empty list and for one shorter than its view', () => {
    const empty: ScrollScale = { rowCount: 0, rowHeight: 26, viewHeight: 260 };
    expect(rowsInView(empty, 0, 3)).toEqual({ first: 0, end: 0 });
    expect(topOfScroll(empty, 50)).toBe(0);
    expect(clampTop({ ...empty, rowCount: 2 }, 100)).toBe(0);
  });
});
