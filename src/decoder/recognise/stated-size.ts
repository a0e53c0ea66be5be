// The count of bytes that a log states before a dump: when it is larger than what the dump shows, the rest is missing.

import type { TextMark } from '../model/importer.ts';

/** `read 125 bytes:`, `(192 bytes)`, `length=125`, `len: 125`. */
const statedSize =
  /\b(\d{1,8}) ?(?:bytes?|octets?)\b|\b(?:len|length|size|bytes)[ \t]*[=:][ \t]*(\d{1,8})\b/gi;
/** Characters before the first byte in which a count is looked for: its line and the line above. */
const lookLength = 300;
/** More runs of bytes, which are the rows of a long dump, are not looked at. */
const maxRuns = 4096;

/** The words before the first byte of a dump, in its line and in the line above. */
function wordsBefore(text: string, start: number): string {
  const lineStart = text.lastIndexOf('\n', start - 1) + 1;
  const above = text.lastIndexOf('\n', lineStart - 2) + 1;
  return text.slice(Math.max(above, start - lookLength), start);
}

/**
 * A sentence on a dump that shows fewer bytes than the words before it state; `null` when they state as many.
 * `shownCount`: the bytes that were read.
 */
export function statedSizeNote(text: string, marks: readonly TextMark[], shownCount: number): string | null {
  const runs = marks.filter(({ as }) => as === 'bytes').slice(0, maxRuns);
  const [first] = runs;
  if (first === undefined || shownCount === 0) return null;
  const counts = [...wordsBefore(text, first.start).matchAll(statedSize)].map(([, a, b]) => Number(a ?? b));
  // Several counts before one dump: it is not known which of them is that of the bytes.
  if (counts.length !== 1 || counts[0] <= shownCount) return null;
  // Another count later belongs to another run of bytes.
  const rest = text.slice(first.start, runs[runs.length - 1].start);
  if (new RegExp(statedSize).test(rest)) return null;
  return `The log states ${counts[0]} bytes, ${shownCount} are shown: the rest is missing from the text.`;
}
