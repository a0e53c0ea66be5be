// Bytes with signs in place of what cannot be printed: `M-^A^EHello` of cat -v, `\M^A\^EHello` of vis.

import { ByteBuilder } from '../../bytes/byte-builder.ts';
import { encodeText } from '../../bytes/utf8.ts';
import { areWholeFrames } from '../json/frame-run.ts';
import { isStream } from './evidence.ts';
import type { Literal } from './literals.ts';

/** vis puts a backslash before each sign and doubles its own; cat does neither. */
export type Writer = 'vis' | 'cat';

/** A byte with its highest bit set, which begins a frame. */
const firstByte: Readonly<Record<Writer, RegExp>> = {
  vis: /\\M\^[@-J]/,
  cat: /M-\^[@-J]/,
};
const token: Readonly<Record<Writer, RegExp>> = {
  vis: /\\(?:M\^([@-_?])|M-([!-~])|\^([@-_?])|([0-3][0-7]{2})|([abfnrstv0\\]))/y,
  cat: /M-\^([@-_?])|M-([ -~])|\^([@-_?])/y,
};
const cEscapes: Readonly<Record<string, number>> = {
  a: 7,
  b: 8,
  f: 12,
  n: 10,
  r: 13,
  s: 32,
  t: 9,
  v: 11,
  0: 0,
  '\\': 92,
};

/** Which of the two wrote a text, as far as its signs tell; `null` for a text with none. */
export function writerOf(text: string): Writer | null {
  if (firstByte.vis.test(text)) return 'vis';
  return firstByte.cat.test(text) ? 'cat' : null;
}

function controlOf(sign: string): number {
  return sign === '?' ? 127 : sign.charCodeAt(0) - 64;
}

function bytesOf(written: string, writer: Writer): Uint8Array {
  const bytes = new ByteBuilder();
  const sign = token[writer];
  for (let at = 0; at < written.length; ) {
    sign.lastIndex = at;
    const match = sign.exec(written);
    if (match === null) {
      const end = at + ((written.codePointAt(at) ?? 0) > 0xffff ? 2 : 1);
      bytes.append(encodeText(written.slice(at, end)));
      at = end;
      continue;
    }
    const [all, highControl, high, control, octal, letter] = match;
    if (highControl !== undefined) bytes.push(controlOf(highControl) | 128);
    else if (high !== undefined) bytes.push(high.charCodeAt(0) | 128);
    else if (control !== undefined) bytes.push(controlOf(control));
    else if (octal !== undefined) bytes.push(Number.parseInt(octal, 8));
    else bytes.push(cEscapes[letter]);
    at += all.length;
  }
  return bytes.take();
}

/** cat -A puts a dollar sign at the end of each line. */
const lineEndSign = /\$(?=\r?\n|$)/g;

/** From the first frame of a text to its end, or of each of its lines that has one. */
function pieces(text: string, writer: Writer, areLines: boolean): Literal[] {
  const found: Literal[] = [];
  const end = text.trimEnd().length;
  for (let from = 0; from < end; ) {
    const newline = text.indexOf('\n', from);
    const to = areLines && newline >= 0 && newline < end ? newline : end;
    const line = text.slice(from, to).replace(/\r$/, '');
    const first = line.search(firstByte[writer]);
    if (first >= 0) {
      const start = from + first;
      const bytes = bytesOf(line.slice(first), writer);
      found.push({ start, end: to, bytesStart: start, bytesEnd: to, bytes });
    }
    from = to + 1;
  }
  return found;
}

/**
 * The bytes that signs stand for. Those of vis mean one byte each. Those of cat may be characters of the payload as
 * well: they are bytes where the frames end just where the text does.
 */
export function visibleBytes(text: string): Literal[] {
  const writer = writerOf(text);
  if (writer === null) return [];
  const isMarked = text
    .trim()
    .split(/\r?\n/)
    .every((line) => line.endsWith('$'));
  const plain = writer === 'cat' && isMarked ? text.replace(lineEndSign, '') : text;
  if (plain !== text && plain.trim().includes('\n')) return [];
  const areFrames = (one: Literal) => areWholeFrames(one.bytes, null);
  for (const areLines of [true, false]) {
    const found = pieces(plain, writer, areLines);
    if (found.every(areFrames)) return found;
    if (writer === 'vis' && found.every(({ bytes }) => isStream(bytes))) return found;
  }
  return [];
}
