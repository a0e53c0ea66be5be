// Bytes in Foundation's description (NSData of Objective-C, Data bridged from Swift): `<81054865 6c6c6f>`,
// and since 2019
// `{length = 7, bytes = 0x81054865 6c6c6f}`, which omits the middle of more than 24 bytes. Swift's own "7
// bytes" holds none.

import { parseHex } from '../../bytes/hex.ts';
import { emitLiterals, type Literal } from '../text/literals.ts';
import { textImporter } from '../text/text-importer.ts';

const described = /\{\s*length = (\d{1,9}), bytes = 0x([0-9a-f ]+)(?:(\.{3}|…)([0-9a-f ]*))?(\}?)/gi;
/** Groups of four bytes, the last one shorter. */
const grouped =
  /<[0-9a-f]{8}(?: [0-9a-f]{8})*(?: (?:[0-9a-f]{2}){1,4})?>|<(?=[a-f]*\d)(?:[0-9a-f]{2}){2,4}>/gi;
const sureGroups = /<[0-9a-f]{8} (?:[0-9a-f]{8} )*(?:[0-9a-f]{2}){1,4}>/i;

function bytesOf(digits: string): Uint8Array {
  const plain = digits.replaceAll(' ', '');
  return parseHex(plain.slice(0, plain.length & ~1)) ?? new Uint8Array(0);
}

function* describedLiterals(text: string): Generator<Literal> {
  for (const match of text.matchAll(described)) {
    const [all, length, digits, dots, rest = '', close] = match;
    const bytesStart = match.index + all.indexOf('0x') + 2;
    const bytesEnd = bytesStart + digits.trimEnd().length;
    const bytes = bytesOf(digits);
    const tail = bytesOf(rest);
    const missing = dots ? Math.max(0, Number(length) - bytes.length - tail.length) : null;
    const end = match.index + all.length;
    yield {
      start: match.index,
      end: tail.length > 0 ? bytesEnd : end,
      bytesStart,
      bytesEnd,
      bytes,
      more: missing,
      moreText: `The description leaves out ${missing} bytes in the middle. Print all of them, for instance with data.map { String(format: "%02x", $0) }.joined().`,
      open: close === '' && !dots,
    };
    if (tail.length === 0) continue;
    const tailStart = bytesStart + digits.length + (dots?.length ?? 0);
    yield { start: tailStart, end, bytesStart: tailStart, bytesEnd: tailStart + rest.length, bytes: tail };
  }
}

function* literalsOf(text: string): Generator<Literal> {
  if (new RegExp(described).test(text)) {
    yield* describedLiterals(text);
    return;
  }
  for (const match of text.matchAll(grouped)) {
    const bytesStart = match.index + 1;
    const end = match.index + match[0].length;
    yield { start: match.index, end, bytesStart, bytesEnd: end - 1, bytes: bytesOf(match[0].slice(1, -1)) };
  }
}

/** Descriptions of NSData. */
export const nsdata = textImporter({
  id: 'nsdata',
  name: 'NSData or Data (Foundation)',
  grade: ({ text }) => (new RegExp(described).test(text) || sureGroups.test(text) ? 'certain' : 'no'),
  read: (text, out) => {
    out.describe('NSData');
    emitLiterals(text, literalsOf(text), out);
  },
});
