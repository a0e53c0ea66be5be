// What of a part is read: all of its characters, or the pieces of it that are the bytes and their labels.

import type { Part } from './recognition.ts';

/** Characters `[start, end)` of a text. */
export interface Range {
  readonly start: number;
  readonly end: number;
}

/** The ranges of a part that are read. */
export function piecesOf(part: Range & Pick<Part, 'pieces'>): readonly Range[] {
  return part.pieces ?? [part];
}

const blanks = (text: string) => text.replace(/[^\r\n]/g, ' ');

/** What stands between two pieces: blanks, and a line end, so that each piece has lines of its own. */
function between(gap: string): string {
  const blank = blanks(gap);
  return /\n/.test(blank) || blank === '' ? blank : `${blank.slice(0, -1)}\n`;
}

/** `text` with blanks for all that is not read of a part: every place stays the same. */
export function partAlone(text: string, part: Range & Pick<Part, 'pieces'>): string {
  let alone = '';
  let at = 0;
  for (const [index, { start, end }] of piecesOf(part).entries()) {
    const gap = text.slice(at, start);
    alone += (index === 0 ? blanks(gap) : between(gap)) + text.slice(start, end);
    at = end;
  }
  return alone + blanks(text.slice(at));
}

/** The pieces of a part, a line each, without what stands between them. */
export function piecesText(text: string, pieces: readonly Range[]): string {
  return pieces.map(({ start, end }) => text.slice(start, end).replace(/\n$/, '')).join('\n');
}
