// Erlang and Elixir binaries: `<<129,5,72>>`, `<<16#81,16#05>>`, `<<"Hello">>`, `<<0x81, 5, "Hello">>`. The
// shell cuts long ones with `...>>`. Segments with a size or a type (`<<1:16>>`) are refused.

import { ByteBuilder } from '../../bytes/byte-builder.ts';
import { readEscapes } from '../text/escapes.ts';
import { hexlifiedBytes } from '../text/hexlified.ts';
import { emitLiterals, type Literal } from '../text/literals.ts';
import { textImporter } from '../text/text-importer.ts';

/** The wire log of Apache HttpClient, `<< "[0x81][\r][\n]"`: its arrows look like a binary. */
const isWireLog = /(?:>>|<<) "[^\n]*(?:\[0x[\da-f]{1,2}\]|\[\\r\])/i;

/** An opening before a number that a separator or the end follows, a string, or nothing. */
const opening = /<<(?=\s*(?:(?:\d{1,3}|16#[\da-fA-F]{1,2}|0x[\da-fA-F]{1,2})\s*(?:[,:/]|\.\.\.|>>|$)|"|>>))/g;
const segment = /[\s,]*(?:16#([0-9a-fA-F]{1,2})|0x([0-9a-fA-F]{1,2})|(\d{1,3})|(\.\.\.)|(>>)|("))/y;

const comma = 44;

/** The offset after the decimal numbers at `from` that a comma follows. */
function readNumbers(text: string, from: number, bytes: ByteBuilder): number {
  for (let stop = from; ; ) {
    let i = stop;
    while (text.charCodeAt(i) === 32 || text.charCodeAt(i) === comma) i++;
    const first = i;
    let value = 0;
    for (; i < first + 3; i++) {
      const digit = text.charCodeAt(i) - 48;
      if (!(digit >= 0 && digit <= 9)) break;
      value = value * 10 + digit;
    }
    if (i === first || text.charCodeAt(i) !== comma || value > 255) return stop;
    bytes.push(value);
    stop = i;
  }
}

function literalAt(text: string, start: number, from: number): Literal {
  const bytes = new ByteBuilder();
  let stop = from;
  let more: number | null = null;
  for (;;) {
    stop = readNumbers(text, stop, bytes);
    segment.lastIndex = stop;
    const match = segment.exec(text);
    const rest = text.slice(stop).trimStart();
    if (!match || rest.startsWith(':') || rest.startsWith('/')) {
      const at = stop + (text.slice(stop).length - rest.length);
      const bad = rest === '' ? undefined : { at, text: rest.slice(0, 8) };
      return {
        start,
        end: stop,
        bytesStart: from,
        bytesEnd: stop,
        bytes: bytes.take(),
        more,
        bad,
        open: rest === '',
      };
    }
    if (match[5]) {
      return { start, end: segment.lastIndex, bytesStart: from, bytesEnd: stop, bytes: bytes.take(), more };
    }
    if (match[4]) more = 0;
    else if (match[6]) {
      const part = readEscapes(text, segment.lastIndex, text.length, '"');
      // What binary:encode_hex gives.
      const inHex = hexlifiedBytes(text.slice(segment.lastIndex, part.stop));
      bytes.append(inHex ?? part.bytes);
      stop = Math.min(text.length, part.stop + 1);
      if (!part.closed) {
        return {
          start,
          end: stop,
          bytesStart: from,
          bytesEnd: part.stop,
          bytes: bytes.take(),
          more,
          open: true,
        };
      }
      continue;
    } else {
      const value = (match[1] ?? match[2]) ? Number.parseInt(match[1] ?? match[2], 16) : Number(match[3]);
      if (value > 255) {
        const bad = { at: segment.lastIndex - match[0].trimStart().length, text: match[3] };
        return { start, end: stop, bytesStart: from, bytesEnd: stop, bytes: bytes.take(), bad };
      }
      bytes.push(value);
    }
    stop = segment.lastIndex;
  }
}

function* literalsOf(text: string): Generator<Literal> {
  const find = new RegExp(opening);
  for (let match = find.exec(text); match; match = find.exec(text)) {
    const literal = literalAt(text, match.index, find.lastIndex);
    yield literal;
    find.lastIndex = Math.max(find.lastIndex, literal.end);
  }
}

/** Binaries of Erlang and Elixir. */
export const erlangBinary = textImporter({
  id: 'erlang-binary',
  name: 'Erlang or Elixir binary',
  grade: ({ text }) => (new RegExp(opening).test(text) && !isWireLog.test(text) ? 'certain' : 'no'),
  read: (text, out) => {
    out.describe('Erlang binary');
    emitLiterals(text, literalsOf(text), out);
  },
});
