// Bytes among characters that stand for themselves, as text formats encode them: `%81%05Hello` of addresses and forms,
// `=81=05Hello` of mails (quoted-printable), `&#x81;&#x05;Hello` of HTML, `<81>^EHello` of less and vim.

import { ByteBuilder } from '../../bytes/byte-builder.ts';
import { encodeText, firstNotUtf8 } from '../../bytes/utf8.ts';
import { areWholeFrames } from '../json/frame-run.ts';
import { emitLiterals, type Literal } from '../text/literals.ts';
import { textImporter } from '../text/text-importer.ts';

/** An encoding. */
interface Encoding {
  /** Group 1 is hex, group 2 decimal, group 3 a control character after a caret; none of them: nothing. */
  readonly code: RegExp;
  /** How a run begins: its first byte has the highest bit, or is a fragment's. */
  readonly first: RegExp;
  /** What ends a run. */
  readonly end: RegExp;
  readonly plain?: Readonly<Record<string, string>>;
}

const encodings: readonly Encoding[] = [
  {
    code: /%([\da-f]{2})/iy,
    first: /%[8-9c0][\da-f]/gi,
    end: /[\s"'<>`&)\]},;]|$/g,
    plain: { '+': ' ' },
  },
  { code: /=(?:([\da-f]{2})|\r?\n)/iy, first: /=[8-9c0][\da-f]/gi, end: /(?<!=)\r?\n|$/g },
  {
    code: /&#(?:x([\da-f]{1,2})|(\d{1,3}));/iy,
    first: /&#(?:x[8-9c0]?[\da-f]|1\d\d|\d);/gi,
    end: /[\r\n"<>]|$/g,
    plain: { '&amp;': '&', '&lt;': '<', '&gt;': '>', '&quot;': '"', '&#39;': "'" },
  },
  { code: /<([\da-f]{2})>|\^()([@-_?])/iy, first: /<[8-9c][\da-f]>/gi, end: /\r?\n|$/g },
];

/** More runs are not read, and a run has at least so many characters that are encoded. */
const maxRuns = 1000;
const minCodes = 2;
const controlBits = 64;

/** The bytes of `[start, end)`, or `null` where too few of them are encoded. */
function decoded(
  text: string,
  start: number,
  end: number,
  { code, plain = {} }: Encoding,
): Uint8Array | null {
  const bytes = new ByteBuilder();
  const words = Object.entries(plain);
  let codes = 0;
  for (let at = start; at < end; ) {
    code.lastIndex = at;
    const match = code.exec(text);
    if (match !== null) {
      const [written, hex, decimal, control] = match;
      const value = control
        ? control.charCodeAt(0) ^ controlBits
        : hex
          ? Number.parseInt(hex, 16)
          : decimal
            ? Number(decimal)
            : -1;
      if (value > 255) return null;
      if (value >= 0) {
        bytes.push(value);
        codes++;
      }
      at += written.length;
      continue;
    }
    const word = words.find(([name]) => text.startsWith(name, at));
    if (word !== undefined) {
      bytes.append(encodeText(word[1]));
      at += word[0].length;
      continue;
    }
    const point = text.codePointAt(at) ?? 0;
    // A character that is not ASCII would be encoded.
    if (point > 126) return null;
    bytes.push(point);
    at++;
  }
  return codes >= minCodes ? bytes.take() : null;
}

/** Whether bytes are whole frames and no text: text in other scripts is encoded in the same way. */
const areFrames = (bytes: Uint8Array) => firstNotUtf8(bytes) >= 0 && areWholeFrames(bytes, null);

function literalsIn(text: string, encoding: Encoding): Literal[] {
  const literals: Literal[] = [];
  const first = new RegExp(encoding.first);
  const last = new RegExp(encoding.end);
  for (let match = first.exec(text); match && literals.length < maxRuns; match = first.exec(text)) {
    const start = match.index;
    last.lastIndex = first.lastIndex;
    const end = last.exec(text)?.index ?? text.length;
    const bytes = decoded(text, start, end, encoding);
    if (bytes !== null && areFrames(bytes))
      literals.push({ start, end, bytesStart: start, bytesEnd: end, bytes });
    first.lastIndex = Math.max(end, first.lastIndex);
  }
  return literals;
}

function found(text: string): Literal[] {
  for (const encoding of encodings) {
    const literals = literalsIn(text, encoding);
    if (literals.length > 0) return literals;
  }
  return [];
}

/** Encoded bytes among characters. */
export const encodedCharacters = textImporter({
  id: 'encoded-characters',
  name: 'percent-encoded or quoted-printable bytes',
  grade: ({ text }) => (found(text).length > 0 ? 'certain' : 'no'),
  read: (text, out) => {
    out.describe('encoded bytes');
    emitLiterals(text, found(text), out);
  },
});
