// Lines of a log that say how many bytes follow, or number them, before the bytes: `client 25 81 93 ...`,
// `server port 80 81 12 ...`. Such a number looks like a byte.

import { holdsStream } from './evidence.ts';
import { scanHex } from './hex-line.ts';

/** Words, a number, and bytes as pairs of digits to the end of the line. */
const countedLine =
  /^(?<words>[^\n]{0,200}?[a-z>→←)\]-][\s:=(<[]*)(?<number>0x[\da-f]{1,6}|\d{1,7}|[\da-f]{4})(?<gap>[)>\]]?:?\s+)(?=(?:0x|\\x)?[\da-f]{2}(?:[\s,]|$))/i;
/** A letter that is no hex digit, or an arrow. */
const saysSomething = /[g-z]|->|<-|[→←]/i;
/** Words that name a number: it counts no bytes. */
const namesNumber =
  /\b(?:port|packet|pkt|frame|line|no\.?|seq|id|conn(?:ection)?|message|msg|chunk|stream|record)\s*[#:=]?\s*$/i;
/** Words and a number that end in two bytes, `sent 8a 05`, `sent fe 05`, or in one, `sent c7`. */
const endsInBytes =
  /(?:^|[\s:=(<[,])(?:0x|\\x)?(?:(?=[\da-f]?\d)[\da-f]{2}[ \t]+\d{2}|[a-f]{2}[ \t]+0\d|[a-f]\d)$/i;
const pairsAlone = /^\s*(?:(?:0x|\\x)?[\da-f]{2}[\s,]*)+$/i;
/** Lines that are looked at; in such a share of those with a number it is the count of the bytes. */
const maxLines = 200;
const minShare = 0.6;

interface Counted {
  /** What the number may mean: written in decimal, or in hex. */
  readonly counts: readonly number[];
  readonly words: string;
  /** Where the bytes begin. */
  readonly start: number;
}

/** The number before the bytes of a line, or `null`. */
function numberIn(line: string): Counted | null {
  const found = countedLine.exec(line.slice(0, 400))?.groups;
  // Hex digits before it are bytes.
  if (found === undefined || !saysSomething.test(found.words)) return null;
  const { words, number, gap } = found;
  const start = words.length + number.length + gap.length;
  // A number that may be a byte is none where a connection begins after it.
  const beginsBehind = () => holdsStream(scanHex(line, start, line.length).bytes.take());
  if (endsInBytes.test(words + number) && !beginsBehind()) return null;
  const counts = [Number(number), Number.parseInt(number.replace(/^0x/i, ''), 16)];
  return { counts, words, start };
}

const countBytes = (line: string, start: number) => scanHex(line, start, line.length).bytes.length;

/** What the numbers before the bytes of a text are. */
export type NumbersBefore = 'counts' | 'names' | 'none';

/**
 * Whether the numbers before the bytes of most lines are the counts of these bytes, rows below a line included; if not,
 * whether some number names something, as in `port 80`.
 */
export function numbersBefore(lines: readonly string[]): NumbersBefore {
  let numbered = 0;
  let counted = 0;
  let named = 0;
  const used = lines.slice(0, maxLines);
  for (const [i, line] of used.entries()) {
    const found = numberIn(line);
    if (found === null) continue;
    numbered++;
    if (namesNumber.test(found.words)) named++;
    let count = countBytes(line, found.start);
    for (let next = i + 1; next < used.length; next++) {
      // A table that was copied from a page may have a blank line after each row.
      if (used[next].trim() === '') continue;
      if (!pairsAlone.test(used[next].slice(0, 400))) break;
      count += countBytes(used[next], 0);
    }
    if (found.counts.includes(count)) counted++;
  }
  if (counted > 0 && counted >= numbered * minShare) return 'counts';
  return named > 0 ? 'names' : 'none';
}

/** Where the bytes of a line begin after such a number; -1 where none is seen. */
export function startAfterNumber(line: string, numbers: NumbersBefore): number {
  const found = numbers === 'none' ? null : numberIn(line);
  if (found === null) return -1;
  if (numbers === 'counts') return found.start;
  if (!namesNumber.test(found.words)) return -1;
  return holdsStream(scanHex(line, found.start, line.length).bytes.take()) ? found.start : -1;
}
