// What Node.js prints for bytes: `<Buffer 81 05 ...>`, `Uint8Array(7) [ 129, 5, ... ]`, `ArrayBuffer { ... }`, and what
// JSON.stringify makes of them. Node cuts after 50 bytes or 100 items and says how many it left out.

import { scanHex } from '../text/hex-line.ts';
import { emitLiterals, type Literal } from '../text/literals.ts';
import { parseNumbers } from '../text/numbers.ts';
import { textImporter } from '../text/text-importer.ts';

const opening =
  /<(?:Slow)?Buffer(?=[\s>])|\[Uint8Contents\]:\s*<|(?:Uint8(?:Clamped)?Array|Int8Array|Buffer)\s*\(\d+\)\s*(?:\[Uint8Array\]\s*)?\[|(?:new (?:Uint8Array|Int8Array|Buffer)|(?:Buffer|Uint8Array)\.from)\(\s*\[|"type"\s*:\s*"Buffer"\s*,\s*"data"\s*:\s*\[|\{\s*"0"\s*:\s*(?=\d)/g;
const moreBytes = /\s*(?:\.\.\.|…)\s*(?:(\d+) more bytes?)?/y;

function hexLiteral(text: string, start: number, from: number): Literal {
  const close = text.indexOf('>', from);
  const end = close < 0 ? text.length : close;
  const dots = text.slice(from, end).indexOf('...');
  const scan = scanHex(text, from, dots >= 0 ? from + dots : end);
  moreBytes.lastIndex = scan.stop;
  const more = moreBytes.exec(text);
  const bad = scan.bad >= 0 ? { at: scan.bad, text: text[scan.bad] } : undefined;
  const bytes = scan.bytes.take();
  return {
    start,
    end: Math.min(text.length, end + 1),
    bytesStart: from,
    bytesEnd: scan.stop,
    // A digit alone is the last byte of a cut line.
    bytes: scan.singles > 0 ? bytes.subarray(0, bytes.length - 1) : bytes,
    more: more ? Number(more[1] ?? 0) : null,
    bad,
    open: close < 0,
  };
}

/** The part of a buffer that a view shows: `byteLength: 7, byteOffset: 8, buffer: ArrayBuffer {`. */
const viewOfBuffer = /byteLength: (\d+),\s*byteOffset: (\d+),\s*buffer: ArrayBuffer \{\s*$/;
const maxViewWords = 120;

/** The bytes of a view, where the words before its buffer say which they are and the buffer shows them. */
function partOfView(text: string, literal: Literal): Literal {
  const words = viewOfBuffer.exec(text.slice(Math.max(0, literal.start - maxViewWords), literal.start));
  if (words === null) return literal;
  const [length, offset] = [Number(words[1]), Number(words[2])];
  const bytes = literal.bytes.subarray(offset, offset + length);
  return { ...literal, bytes, more: bytes.length < length ? length - bytes.length : null };
}

function numberLiteral(text: string, start: number, from: number): Literal {
  const list = parseNumbers(text, from);
  const close = /\s*[\])}]*/y;
  close.lastIndex = list.stop;
  // The console of Chrome goes on with the properties of the array.
  const closed = /^\s*(?:\]|,\s*(?:buffer|byteLength|byteOffset|length): )/.test(
    text.slice(list.stop, list.stop + 50),
  );
  close.test(text);
  const end = Math.max(list.stop, close.lastIndex);
  const bad =
    list.bad >= 0
      ? { at: list.bad, text: list.badText }
      : !closed && list.stop < text.trimEnd().length
        ? { at: list.stop, text: text.slice(list.stop).trim().split(/\s/)[0].slice(0, 20) }
        : undefined;
  return {
    start,
    end,
    bytesStart: from,
    bytesEnd: list.stop,
    bytes: list.bytes,
    more: list.more,
    bad,
    open: !closed,
  };
}

/** A Buffer that is a member of a record, whose other members say more. */
const memberWithBuffer = /"\w+"\s*:\s*\{\s*"type"\s*:\s*"Buffer"/;

/** `{"0":129,"1":5}`: JSON.stringify of a Uint8Array. */
function indexedLiteral(text: string, start: number): Literal {
  const entry = /[\s,{]*"(\d+)"\s*:\s*(\d{1,3})(?=[\s,}])/y;
  const bytes: number[] = [];
  let stop = start;
  for (;;) {
    entry.lastIndex = stop;
    const match = entry.exec(text);
    if (!match || Number(match[1]) !== bytes.length || Number(match[2]) > 255) break;
    bytes.push(Number(match[2]));
    stop = entry.lastIndex;
  }
  const closed = /^\s*\}/.test(text.slice(stop, stop + 20));
  return {
    start,
    end: Math.min(text.length, Math.max(stop + 1, start + 1)),
    bytesStart: start,
    bytesEnd: stop,
    bytes: Uint8Array.from(bytes),
    open: !closed,
  };
}

function* literalsOf(text: string): Generator<Literal> {
  const find = new RegExp(opening);
  for (let match = find.exec(text); match; match = find.exec(text)) {
    const from = find.lastIndex;
    const isHex = match[0].startsWith('<') || match[0].endsWith('<');
    const literal = isHex
      ? partOfView(text, hexLiteral(text, match.index, from))
      : match[0].startsWith('{')
        ? indexedLiteral(text, match.index)
        : numberLiteral(text, match.index, from);
    if (literal.bytes.length > 0 || literal.bad) yield literal;
    find.lastIndex = Math.max(literal.end, from);
  }
}

/** Bytes as Node.js prints them. */
export const nodeBuffer = textImporter({
  id: 'node-buffer',
  name: 'Node.js Buffer or Uint8Array',
  grade: ({ text }) => {
    if (!new RegExp(opening).test(text)) return 'no';
    return memberWithBuffer.test(text) ? 'likely' : 'certain';
  },
  read: (text, out) => {
    out.describe('Node.js Buffer');
    emitLiterals(text, literalsOf(text), out);
  },
});
