// Bare hex in a line: any spacing, `0x`, `\x`, `%`, commas, colons, dashes, quotes and brackets.

import { ByteBuilder } from '../../bytes/byte-builder.ts';
import { hexDigit } from '../../bytes/hex.ts';

/** What a line held, read from one place. */
export interface HexScan {
  readonly bytes: ByteBuilder;
  /** Tokens of a single digit; kept as one byte each. */
  singles: number;
  /** A two-digit token that begins with 0: the writer pads. */
  padded: boolean;
  /** Index of a digit without its partner, or -1. */
  half: number;
  /** Index of the first character that does not belong, or -1. */
  bad: number;
  /** Just after the last byte's last digit. */
  stop: number;
  /** Where each single-digit byte stands, to point at it when singles turn out to be halves. */
  readonly singleAt: number[];
}

const between = ' \t,;:-|._[]{}()<>"\'`+&\u00a0\u2013';

/** Reads hex in `[from, end)` until something else comes. A comment (`#`, `//`, `/*`) after a byte ends the line. */
export function scanHex(text: string, from: number, end: number): HexScan {
  const scan: HexScan = {
    bytes: new ByteBuilder(),
    singles: 0,
    padded: false,
    half: -1,
    bad: -1,
    stop: from,
    singleAt: [],
  };
  let i = from;
  while (i < end) {
    const char = text[i];
    if (between.includes(char)) {
      i++;
      continue;
    }
    if (
      scan.bytes.length > 0 &&
      (char === '#' || (char === '/' && (text[i + 1] === '/' || text[i + 1] === '*')))
    )
      return scan;
    if (char === '0' && (text[i + 1] === 'x' || text[i + 1] === 'X')) i += 2;
    else if (char === '\\' && (text[i + 1] === 'x' || text[i + 1] === 'X')) i += 2;
    else if ((char === '%' || char === '$') && hexDigit(text.charCodeAt(i + 1)) >= 0) i += 1;
    else if (char === '\\' && i + 1 >= end) return scan;
    const start = i;
    while (i < end && hexDigit(text.charCodeAt(i)) >= 0) i++;
    const digits = i - start;
    if (digits === 0) {
      scan.bad = i;
      return scan;
    }
    // Words of assembler: 81h.
    const suffix =
      i < end && (text[i] === 'h' || text[i] === 'H') && (i + 1 >= end || between.includes(text[i + 1]));
    if (i < end && !suffix && !between.includes(text[i]) && !'\\%$#/'.includes(text[i])) {
      scan.bad = i;
      if (digits > 1) takePairs(text, start, digits - (digits & 1), scan);
      return scan;
    }
    if (digits === 1) {
      scan.singles++;
      scan.singleAt.push(start);
      scan.bytes.push(hexDigit(text.charCodeAt(start)));
      scan.stop = i;
    } else {
      takePairs(text, start, digits - (digits & 1), scan);
      if (digits & 1) {
        scan.half = i - 1;
        return scan;
      }
    }
    if (suffix) i++;
  }
  return scan;
}

function takePairs(text: string, start: number, length: number, scan: HexScan): void {
  for (let k = start; k < start + length; k += 2) {
    scan.bytes.push((hexDigit(text.charCodeAt(k)) << 4) | hexDigit(text.charCodeAt(k + 1)));
  }
  if (text[start] === '0') scan.padded = true;
  scan.stop = start + length;
}

const arrow =
  /\s*(?:[[(]?(?:[<>]{1,3}|-{1,2}>|<-{1,2}|={1,2}>|<={1,2}|[→←⇒⇐↑↓▲▼⬆⬇]|[CSIOciso](?=\s*:?\s|>))[\])]?:?)(?=\s)\s*/y;
const hexToken = /^(?:0x|\\x)?(?:[0-9a-f]{2})+[,;:]?$/i;

/** Whether the words before the bytes are words: not bytes themselves, and with a letter that is no hex digit. */
function isLabel(label: string): boolean {
  const tokens = label.split(/\s+/).filter((token) => token !== '');
  const bytes = tokens.filter((token) => hexToken.test(token)).length;
  // A long run of hex is never a word of a label.
  if (tokens.some((token) => token.length >= 8 && hexToken.test(token) && /[a-f]/i.test(token))) return false;
  return /[g-z>\]|→←]/i.test(label) && bytes * 2 < tokens.length;
}

/** Where the hex of a line may begin: after its direction, at its start, after the words of a log. The likeliest first. */
export function* hexStarts(text: string, start: number, end: number): Generator<number> {
  arrow.lastIndex = start;
  if (arrow.test(text) && arrow.lastIndex < end) {
    yield arrow.lastIndex;
    return;
  }
  yield start;
  const until = Math.min(end, start + 240);
  for (let i = start; i < until; i++) {
    const code = text.charCodeAt(i);
    if ((code === 32 || code === 9 || code === 58 || code === 61) && isLabel(text.slice(start, i + 1)))
      yield i + 1;
  }
}
