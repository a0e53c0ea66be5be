// Whether hex digits in a line are bytes of a connection rather than numbers or words of a text.

import { readLead } from './directions.ts';
import { announcesBytes, beginsStream, holdsStream, isDigest, isOtherNumber } from './evidence.ts';
import type { Line } from './lines.ts';

/** Digits that were read as bytes. */
export interface FoundHex {
  readonly start: number;
  /** Just after the last byte's last digit. */
  readonly stop: number;
  readonly bytes: Uint8Array;
  /** The line holds more than these bytes after them: half a byte, or something that is no hex. */
  readonly isPart: boolean;
}

const hexToken = /^(?:0x|\\x)?(?:[0-9a-f]{2})+[,;:]?$/i;
/** Four decimal digits that are the header of a frame with a short payload. */
const headerOfTwo = /^(?:8[1289]|0[0-2])\d\d$/;
/** More of a line is not looked at. */
const lookLength = 400;

/**
 * Whether what was found after words is rather a number of theirs: `invalid opcode 3`, `closed: 1006`,
 * `receiver.js:290:14`. A header of two bytes (`recv: 8900`) is none.
 */
function isNumberOfWords(text: string, start: number, end: number): boolean {
  const tokens = text.slice(start, Math.min(end, start + 40)).match(/[0-9A-Za-z]+/g) ?? [];
  const other = tokens.findIndex((token) => !/^(?:\d{1,5}|0x[0-9a-f])$/i.test(token));
  if (other >= 0 && hexToken.test(tokens[other])) return false;
  const numbers = other < 0 ? tokens : tokens.slice(0, other);
  if (numbers.length === 0 || numbers.length > 2) return false;
  if (numbers.every((token) => token.length === 2)) return numbers.length === 1;
  return !headerOfTwo.test(numbers[0]) || !/[:=>]\s*$/.test(text.slice(Math.max(0, start - 8), start));
}

/** In a line of few bytes with a slip in it, such a share of the tokens is hex; of more bytes a smaller one will do. */
const fewBytes = 4;
const shareOfFew = 0.6;
const shareOfMany = 0.4;

/** The share of the tokens of a line that are whole bytes. */
function hexShare(text: string): number {
  const tokens = text.split(/[\s,:;-]+/).filter((token) => token !== '');
  return tokens.filter((token) => hexToken.test(token)).length / Math.max(1, tokens.length);
}

/**
 * Bytes that stand alone in their line, perhaps after a time or an arrow. `rest`: the line from the first of
 * them on.
 */
function standsAlone(run: string, rest: string, found: FoundHex): boolean {
  const { bytes } = found;
  if (isOtherNumber(run)) return false;
  // A number with a line of its own: a close code, a port.
  if (/^\d{1,5}$/.test(run)) return headerOfTwo.test(run);
  // Words of the letters a to f: "bad face", "add", "decade".
  if (!/\d/.test(run) && bytes.length < 8) return beginsStream(bytes);
  return !found.isPart || hexShare(rest) > (bytes.length < fewBytes ? shareOfFew : shareOfMany);
}

/** Whether the last sentence of a label says who sent what follows, and ends in a colon: `I get back:`. */
function endsInDirection(label: string): boolean {
  const sentence = label.slice(label.search(/[^.!?]*$/));
  return /:\s*$/.test(sentence) && readLead(sentence).sender !== null;
}

/** Bytes after words, which must announce them, or which must begin as a stream does. */
function followsWords(label: string, run: string, found: FoundHex): boolean {
  const { bytes, isPart } = found;
  if (isOtherNumber(run)) return false;
  const isAnnounced = announcesBytes(label) || endsInDirection(label);
  const isStream = isAnnounced ? beginsStream(bytes) : !isDigest(run) && holdsStream(bytes);
  if (isStream) return bytes.length > 3 || (isAnnounced && !isPart);
  if (isDigest(run)) return isAnnounced && !isPart && bytes.length !== 20;
  if (isPart) return bytes.length > 3 && isAnnounced;
  if (!/\d/.test(run) && bytes.length < 8) return false;
  if (isAnnounced) return true;
  // Pairs apart, in number, one of them with a letter: no list of numbers.
  return bytes.length > 5 && pairsApart.test(run) && /[a-f]/i.test(run);
}

const pairsApart = /^(?:0x|\\x)?[0-9a-f]{2}(?:[\s,:-]+(?:0x|\\x)?[0-9a-f]{2})+$/i;

/** One writer puts one thing between its bytes; dates and clocks in a row of values do not. */
function hasMixedSeparators(run: string): boolean {
  const kinds = [/\d:\d/, /\d-\d/, /\d\.\d/, /\d\/\d/, /,/, /\|/].filter((kind) => kind.test(run)).length;
  return kinds > 1;
}

/** Whether what was found in a line is bytes. */
export function showsBytes(text: string, line: Line, found: FoundHex): boolean {
  const { start, stop } = found;
  const label = text.slice(line.start, start);
  const run = text
    .slice(start, Math.min(stop, start + lookLength))
    .replace(/^[\s[("'<{]+|[\s\])"'>},;.:]+$/g, '');
  // The rest of a list of decimal numbers.
  if (/\d\s*,\s*$/.test(label) || hasMixedSeparators(run)) return false;
  // A pointer or a word of 32 bits.
  if (/^(?:0x)?[0-9a-f]{8}$/i.test(run) && (found.isPart || /[^\s"'<([{]/.test(label))) {
    return !found.isPart && beginsStream(found.bytes) && /[:=>]\s*["']?$/.test(label);
  }
  if (!/[g-z]/i.test(label))
    return standsAlone(run, text.slice(start, Math.min(line.end, start + lookLength)), found);
  return !isNumberOfWords(text, start, line.end) && followsWords(label, run, found);
}

/** A digest of MD5, SHA-1 or SHA-256, or the id of a machine, with nothing that can be read in it. */
export function isLoneDigest(line: string): boolean {
  const digits = line.trim();
  return (
    /^(?:[0-9a-f]{32}|[0-9a-f]{40}|[0-9a-f]{64})$/i.test(digits) &&
    !/^(?:[2-7][0-9a-f]|0[ad]){8}/i.test(digits)
  );
}
