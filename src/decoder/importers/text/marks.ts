import type { TextMark } from '../../model/importer.ts';

/** More marks than this and the rest is left out: nobody reads that far, and the page must draw them. */
export const markLimit = 20_000;

/** Collects what the characters of a text were taken for. */
export class MarkList {
  readonly marks: TextMark[] = [];

  add(start: number, end: number, as: TextMark['as']): void {
    if (end <= start || this.marks.length >= markLimit) return;
    const last = this.marks[this.marks.length - 1];
    // Whoever looks at a range again knows better.
    if (last && last.start === start && last.end === end)
      this.marks[this.marks.length - 1] = { start, end, as };
    else if (last && last.as === as && last.end === start)
      this.marks[this.marks.length - 1] = { ...last, end };
    else this.marks.push({ start, end, as });
  }
}
