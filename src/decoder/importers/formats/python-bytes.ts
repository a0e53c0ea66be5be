// Python: b'\x81\x05Hello' (after \x exactly two digits, so '\x857' is 0x85 and "7"), bytearray(b'...'),
// memoryview(...), bytes([129, 5]), bytes.fromhex('81 05'), also over several lines. Lists without `bytes`
// are read as decimal numbers, .hex(' ') as hex.

import { readEscapes } from '../text/escapes.ts';
import { scanHex } from '../text/hex-line.ts';
import { hexlifiedBytes } from '../text/hexlified.ts';
import { lineEndFrom } from '../text/lines.ts';
import { emitLiterals, type Literal } from '../text/literals.ts';
import { parseNumbers } from '../text/numbers.ts';
import { textImporter } from '../text/text-importer.ts';

const opening =
  /\b(?:fromhex|unhexlify)\(\s*b?['"]|(?<![\w\\])(?:[rR]?[bB][rR]?)(?:'''|"""|'|")|\b(?:bytes|bytearray)\(\[/g;

function* literalsOf(text: string): Generator<Literal> {
  const find = new RegExp(opening);
  let lineEnd = -1;
  for (let match = find.exec(text); match; match = find.exec(text)) {
    const from = find.lastIndex;
    if (match[0].endsWith('[')) {
      const list = parseNumbers(text, from);
      const bad = list.bad >= 0 ? { at: list.bad, text: list.badText } : undefined;
      const open = !/^[\s,]*\]/.test(text.slice(list.stop, list.stop + 20));
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
      continue;
    }
    const quote = match[0][match[0].length - 1];
    if (match[0].includes('(')) {
      const literal = hexLiteral(text, match.index, from, quote);
      yield literal;
      find.lastIndex = Math.max(from, literal.end);
      continue;
    }
    const triple = match[0].endsWith(quote.repeat(3));
    if (lineEnd < from) lineEnd = lineEndFrom(text, from);
    const limit = triple ? text.length : lineEnd;
    const part = readEscapes(text, from, limit, quote);
    const inHex = hexlifiedBytes(text.slice(from, part.stop));
    const after = text.slice(part.stop + 1, part.stop + 4);
    yield {
      start: match.index,
      end: Math.min(text.length, part.stop + 1),
      bytesStart: from,
      bytesEnd: part.stop,
      bytes: inHex ?? part.bytes,
      more: after.startsWith('...') ? 0 : null,
      open: !part.closed,
    };
    find.lastIndex = Math.max(from, part.stop + 1);
  }
}

/** The digits of `fromhex('81 05')`, which begin at `from`. */
function hexLiteral(text: string, start: number, from: number, quote: string): Literal {
  const closing = text.indexOf(quote, from);
  const bytesEnd = closing < 0 ? text.length : closing;
  const { bytes, bad, half } = scanHex(text, from, bytesEnd);
  const at = bad >= 0 ? bad : half;
  return {
    start,
    end: Math.min(text.length, bytesEnd + 1),
    bytesStart: from,
    bytesEnd,
    bytes: bytes.take(),
    bad: at >= 0 ? { at, text: text[at] } : undefined,
    open: closing < 0,
  };
}

/** Logs that print each frame more than once have an importer of their own. */
const frameLog = /\+\+(?:Sent|Rcv) (?:raw|decoded): |\bFrame\(fin=(?:True|False), opcode=/;

/** Byte strings of Python. */
export const pythonBytes = textImporter({
  id: 'python-bytes',
  name: 'Python bytes',
  grade: ({ text }) => {
    const seen = [...literalsOf(text.slice(0, 65536))];
    if (!seen.some((literal) => literal.bytes.length > 0)) return 'no';
    // In a JSON document, whose keys have double quotes, b" is more likely the end of something else.
    return /^\s*(?:\{|\[\s*\{)\s*(?!['\s])/.test(text) || frameLog.test(text) ? 'possible' : 'certain';
  },
  read: (text, out) => {
    out.describe('Python bytes');
    emitLiterals(text, literalsOf(text), out);
  },
});
