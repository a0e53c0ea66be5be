// Bytes as Java prints them (Arrays.toString): signed, `[-127, 5, 72]`; also `(byte) 0x81`, and Scala's
// `Array(-127, 5, 72)`. A list without a negative value cannot be told from others and is read as decimal
// numbers. Clojure prints them with blanks: `[-127 5 72]`.

import { emitLiterals, type Literal } from '../text/literals.ts';
import { parseNumbers } from '../text/numbers.ts';
import { textImporter } from '../text/text-importer.ts';

const opening =
  /[[{(]\s*(?=(?:\(byte\)\s*)?(?:0[xX][0-9a-fA-F]{1,2}|-?\d{1,3})\s*,)|[[(](?=-?\d{1,3}(?: -?\d{1,3}){3,}[\])])/g;
const negative =
  /[[{(,]\s*(?:\(byte\)\s*)?-\d{1,3}\s*[,\]})]|[[(](?:\d{1,3} )*-\d{1,3}(?: -?\d{1,3}){2,}[\])]/;
const scala = /\b(?:ByteString|ByteVector|Array|ArraySeq|List|Vector|Chunk)\((?=\s*-?\d{1,3}\s*,)/;
const cast = /\(byte\)\s*(?:0[xX][0-9a-fA-F]{1,2}|-?\d{1,3})/;

function* literalsOf(text: string): Generator<Literal> {
  const find = new RegExp(opening);
  let any = false;
  for (let match = find.exec(text); match; match = find.exec(text)) {
    any = true;
    const from = find.lastIndex;
    const list = parseNumbers(text, from);
    const closed = /^[\s,]*[\]})]/.test(text.slice(list.stop, list.stop + 20));
    const end = Math.min(text.length, list.stop + 1);
    yield {
      start: match.index,
      end,
      bytesStart: from,
      bytesEnd: list.stop,
      bytes: list.bytes,
      more: list.more,
      bad: list.bad >= 0 ? { at: list.bad, text: list.badText } : undefined,
      open: !closed,
    };
    find.lastIndex = end;
  }
  if (any) return;
  const at = text.search(/-?\d/);
  const list = parseNumbers(text, Math.max(0, at));
  const start = Math.max(0, at);
  const bad = list.bad >= 0 ? { at: list.bad, text: list.badText } : undefined;
  yield {
    start,
    end: list.stop,
    bytesStart: start,
    bytesEnd: list.stop,
    bytes: list.bytes,
    more: list.more,
    bad,
  };
}

/** Signed bytes. */
export const javaBytes = textImporter({
  id: 'java-bytes',
  name: 'Java bytes (signed)',
  grade: ({ text }) => {
    const find = new RegExp(opening);
    if (
      /[{[]/.test(text) &&
      negative.test(text) &&
      find.test(text) &&
      parseNumbers(text, find.lastIndex).bytes.length > 1
    )
      return 'certain';
    if (cast.test(text) || (scala.test(text) && negative.test(text))) return 'certain';
    return /^\s*-?\d{1,3}(?:(?:\s*,\s*|\s+)-?\d{1,3})+\s*$/.test(text) && /(?:^|[\s,])-\d/.test(text)
      ? 'certain'
      : 'no';
  },
  read: (text, out) => {
    out.describe('Java bytes');
    emitLiterals(text, literalsOf(text), out);
  },
});
