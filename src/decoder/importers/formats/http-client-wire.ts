// The wire log of Apache's HttpClient: `>> "GET / HTTP/1.1[\r][\n]"` is what the client wrote, `<< "[0x81][0x5]Hello"`
// what it read. What cannot be printed stands in brackets: `[\r]`, `[\n]`, `[0x81]`.

import { encodeText } from '../../bytes/utf8.ts';
import { emitLiterals, type Literal } from '../text/literals.ts';
import { textImporter } from '../text/text-importer.ts';

/** Group 1: the direction. Group 2: the bytes. */
const wireLine = /(?:^|[\s:\]])(>>|<<) "(.*)"\s*$/gm;
const bracketed = /\[(?:\\([rn])|0x([\da-f]{1,8}))\]/gi;
/** What only such a log writes. */
const sign =
  /(?:>>|<<) "[^\n]*\[(?:\\r\]\[\\n|0x[\da-f]{1,8})\]|\bhttp-outgoing-\d+ (?:>>|<<) "|\bhttp\.wire\b.*(?:>>|<<) "/i;

/** The bytes of a line. A byte may have been printed as a negative number of 32 bits: its last digits count. */
function bytesOf(words: string): Uint8Array {
  const bytes: number[] = [];
  let from = 0;
  for (const match of words.matchAll(bracketed)) {
    bytes.push(...encodeText(words.slice(from, match.index)));
    const [whole, letter, digits] = match;
    bytes.push(digits === undefined ? (letter === 'r' ? 13 : 10) : Number.parseInt(digits, 16) & 255);
    from = match.index + whole.length;
  }
  bytes.push(...encodeText(words.slice(from)));
  return Uint8Array.from(bytes);
}

/** What the log says itself, in quotes as well. */
const ownWords = /^(?:end of stream|\[(?:read|write|flush|close|available)\] I\/O error ?: .*)$/;

function* literalsOf(text: string): Generator<Literal> {
  for (const match of text.matchAll(wireLine)) {
    const [whole, direction, words] = match;
    if (ownWords.test(words)) continue;
    const bytesStart = match.index + whole.indexOf('"') + 1;
    const bytesEnd = bytesStart + words.length;
    yield {
      start: match.index + whole.indexOf(direction),
      end: bytesEnd + 1,
      bytesStart,
      bytesEnd,
      bytes: bytesOf(words),
      sender: direction === '>>' ? 'client' : 'server',
    };
  }
}

/** The wire log of Apache's HttpClient. */
export const httpClientWire = textImporter({
  id: 'http-client-wire',
  name: 'wire log of Apache HttpClient',
  grade: ({ text }) => (sign.test(text) && text.match(wireLine) !== null ? 'certain' : 'no'),
  read: (text, out) => {
    out.describe('wire log of HttpClient');
    emitLiterals(text, literalsOf(text), out);
  },
});
