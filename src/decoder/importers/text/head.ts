// What a text importer sees of an input when it is asked for a grade: the first bytes as text, or nothing for binary.

import type { InputHint } from '../../model/importer.ts';
import { dedent } from './dedent.ts';
import { type LogPrefix, learnPrefix, numbersOfLines, withoutPrefix } from './log-prefix.ts';
import { risingOffsets } from './offsets.ts';
import { isBareStream } from './plausible.ts';

/** The first characters of an input that is text. */
export interface TextHead {
  readonly text: string;
  /** Its lines, as `headLines` has them. */
  readonly lines: readonly string[];
  /** The head is the whole input. */
  readonly whole: boolean;
  /**
   * Its lines are the rows of a dump, with offsets that rise: what their text column spells is no literal of
   * a program.
   */
  readonly isDump: boolean;
  /** Its lines are what a log has after its prefix. */
  readonly isStripped: boolean;
}

/** A head without the prefix of a log. */
export interface StrippedHead {
  readonly prefix: LogPrefix;
  readonly head: TextHead;
}

const strippedHeads = new WeakMap<TextHead, StrippedHead | null>();

/** The head without what a log writes before each line; `null` when the lines share nothing. */
export function strippedHead(head: TextHead): StrippedHead | null {
  const known = strippedHeads.get(head);
  if (known !== undefined) return known;
  const prefix = learnPrefix(head.lines) ?? numbersOfLines(head.lines);
  let stripped: StrippedHead | null = null;
  if (prefix !== null) {
    const text = dedent(withoutPrefix(head.text, prefix).text).text;
    stripped = { prefix, head: headOfText(text, head.whole, true) };
  }
  strippedHeads.set(head, stripped);
  return stripped;
}

/** The lines of a head. A last one that may be cut counts when it is most of the head: one long line of bytes. */
export function headLines(text: string, whole: boolean): string[] {
  const lines = text.split(/\r\n|\n|\r/);
  if (!whole && lines[lines.length - 1].length * 2 <= text.length) lines.pop();
  return lines;
}

/** What importers see of a text. */
export function headOfText(text: string, whole: boolean, isStripped = false): TextHead {
  const lines = headLines(text, whole);
  const offsets = risingOffsets(lines);
  return { text, lines, whole, isDump: offsets.rows > 3 && offsets.share > 0.5, isStripped };
}

/** Sniffing looks at no more than this. */
export const headLimit = 65536;

/** The name of the encoding that a byte order mark declares, UTF-8 without one. */
export function encodingOf(head: Uint8Array): 'utf-8' | 'utf-16le' | 'utf-16be' {
  if (head[0] === 0xff && head[1] === 0xfe) return 'utf-16le';
  if (head[0] === 0xfe && head[1] === 0xff) return 'utf-16be';
  return 'utf-8';
}

const escapes = /\x1b\[[0-9;]*[A-Za-z]/g;

/** `text` without terminal colours (`xxd -R always`). */
export function withoutColours(text: string): string {
  return text.includes('\x1b[') ? text.replace(escapes, '') : text;
}

const ownBlanks = /[\u00a0\u2007\u202f]/g;
const curledQuote = /[\u2018\u2019\u201c\u201d](?=\\x[\da-f]{2})/i;
/** A row of a viewer that frames its columns. */
const framedRow = /^\u2502[\da-f]{8}\u2502/m;

/**
 * `text` with the signs that programs write, where pages, chats and viewers put others in their place: blanks that do
 * not break, curled quotes around bytes, lines between columns. Each stays one character.
 */
export function withPlainSigns(text: string): string {
  let plain = text;
  const own = text.match(ownBlanks)?.length ?? 0;
  if (own > 0 && own > text.split(' ').length - 1) plain = plain.replace(ownBlanks, ' ');
  if (curledQuote.test(plain)) plain = plain.replace(/[\u2018\u2019]/g, "'").replace(/[\u201c\u201d]/g, '"');
  if (framedRow.test(plain)) plain = plain.replace(/\u2502/g, '|').replace(/\u250a/g, ' ');
  return plain;
}

/** Leads from a place in `withoutColours(text)` to the place of the same character in `text`. */
export function colourPlaces(text: string): (at: number) => number {
  if (!text.includes('\x1b[')) return (at) => at;
  /** Places without colours from which on `removed` characters are missing. */
  const starts: number[] = [];
  const removed: number[] = [];
  let total = 0;
  for (const match of text.matchAll(escapes)) {
    starts.push(match.index - total);
    total += match[0].length;
    removed.push(total);
  }
  return (at) => {
    let low = 0;
    let high = starts.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (starts[middle] <= at) low = middle + 1;
      else high = middle;
    }
    return at + (low === 0 ? 0 : removed[low - 1]);
  };
}

/** A file of text has next to no control characters; messages that somebody copied may each end in one. */
const maxControlShare = 1 / 500;
const maxControlShareOfPaste = 1 / 40;

const recordSeparator = 0x1e;
const closingBrace = 0x7d;

/** Control bytes and bytes that no UTF-8 text has: a few may come with an odd gutter, many mean a binary file. */
function looksBinary(head: Uint8Array, text: string, isPasted: boolean): boolean {
  let odd = 0;
  for (let i = 0; i < head.length; i++) {
    const byte = head[i];
    if (byte === 0) return true;
    // SignalR ends each JSON text with a record separator, and its logs show it.
    if (byte === recordSeparator && head[i - 1] === closingBrace) continue;
    if (byte < 9 || (byte > 13 && byte < 32 && byte !== 27)) odd++;
  }
  if (odd > head.length * (isPasted ? maxControlShareOfPaste : maxControlShare)) return true;
  let bad = 0;
  for (let i = text.indexOf('\ufffd'); i >= 0; i = text.indexOf('\ufffd', i + 1)) bad++;
  return bad > head.length / 10;
}

/** The head of each input as text: every text importer asks for the same one. */
const heads = new WeakMap<Uint8Array, TextHead | null>();

/** The head as text, or `null` when it is binary. */
export function textHead(head: Uint8Array, hint: InputHint): TextHead | null {
  const known = heads.get(head);
  if (known !== undefined) return known;
  const read = readHead(head, hint);
  heads.set(head, read);
  return read;
}

function readHead(head: Uint8Array, hint: InputHint): TextHead | null {
  const encoding = encodingOf(head);
  const text = dedent(withPlainSigns(withoutColours(new TextDecoder(encoding).decode(head)))).text;
  if (
    encoding === 'utf-8' &&
    (looksBinary(head, text, hint.pasted === true) || (!hint.pasted && isBareStream(head)))
  ) {
    return null;
  }
  const whole = hint.size !== null ? hint.size <= head.length : head.length < headLimit;
  return headOfText(text, whole);
}
