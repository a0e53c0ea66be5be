// Go: `[]byte{0x81, 0x5, 0x48}` (%#v), `[]uint8{...}`, `[]byte("\x81\x05Hello")`, and %v with its type:
// `[]byte [129 5 72]`. A bare
// `[129 5 72]` is read as decimal numbers, encoding/hex.Dump is laid out as hexdump -C.

import { readEscapes } from '../text/escapes.ts';
import { emitLiterals, type Literal } from '../text/literals.ts';
import { parseNumbers } from '../text/numbers.ts';
import { textImporter } from '../text/text-importer.ts';

const opening = /\[\d*\](?:byte|uint8)\s*(?:\{|\[|\(\s*["`])/g;

function* literalsOf(text: string): Generator<Literal> {
  const find = new RegExp(opening);
  for (let match = find.exec(text); match; match = find.exec(text)) {
    const from = find.lastIndex;
    const last = match[0][match[0].length - 1];
    if (last === '"' || last === '`') {
      const part = readEscapes(text, from, text.length, last);
      const end = Math.min(text.length, part.stop + 1);
      yield {
        start: match.index,
        end,
        bytesStart: from,
        bytesEnd: part.stop,
        bytes: part.bytes,
        open: !part.closed,
      };
      find.lastIndex = Math.max(from, end);
      continue;
    }
    const list = parseNumbers(text, from);
    const bad = list.bad >= 0 ? { at: list.bad, text: list.badText } : undefined;
    const open = !/^[\s,]*[\]}]/.test(text.slice(list.stop, list.stop + 20));
    yield {
      start: match.index,
      end: list.stop,
      bytesStart: from,
      bytesEnd: list.stop,
      bytes: list.bytes,
      more: list.more,
      bad,
      open,
    };
    find.lastIndex = Math.max(from, list.stop);
  }
}

/** Byte slices of Go. */
export const goBytes = textImporter({
  id: 'go-bytes',
  name: 'Go byte slice',
  grade: ({ text }) => (new RegExp(opening).test(text) ? 'certain' : 'no'),
  read: (text, out) => {
    out.describe('Go bytes');
    emitLiterals(text, literalsOf(text), out);
  },
});
