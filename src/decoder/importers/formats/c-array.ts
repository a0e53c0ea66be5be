// C and its relatives: `unsigned char buf[] = { 0x81, 0x05 };` by xxd -i, decimal lists, C#'s and Java's `new
// byte[] {...}` without negative values, Rust's `vec![0x81, 0x05]`, Swift's `Data([...])`, Kotlin's
// `byteArrayOf(0x81.toByte(), ...)`; Wireshark's "C Arrays", where peer0_0 was sent by the first to speak.

import type { Sender } from '../../model/basics.ts';
import { emitLiterals, type Literal } from '../text/literals.ts';
import { parseNumbers } from '../text/numbers.ts';
import { textImporter } from '../text/text-importer.ts';

const openings = [
  // C, C++, C# and Java: a type, a name, a brace. No blank can belong to two parts, and no part is long: else
  // what nearly fits would be tried in every way.
  /(?:(?:unsigned\s+)?(?:char|byte|uint8_t|u_char|BYTE|std::byte|u8|QByteArray)\b[\w\s*&:]{0,80}(?:\[[^\]]{0,40}\][\w\s:]{0,60}(?:\[[^\]]{0,40}\]\s{0,8})?)?(?:=\s{0,40})?(?:new\s+byte\s*\[[^\]]{0,40}\]\s{0,8})?\{)/,
  /std::(?:vector|array)<[^>]{0,80}>[\w\s]{0,80}(?:=\s{0,8})?\{/,
  // C# 12
  /\bbyte\[\]\s*\w+\s*=\s*\[/,
  // Rust
  /&?\[u8(?:;\s*\d+)?\]\s*=\s*&?\[|\bvec!\s*\[|=\s*&?\[(?=0x[0-9a-fA-F]{1,2}_?u8)/,
  // Julia
  /\bUInt8\s*\[/,
  // Swift
  /\bData\(\[|\[UInt8\](?:\s*=\s*|\()\[/,
  // Kotlin
  /\bu?[bB]yteArrayOf\(/,
];
const opening = new RegExp(
  `(?<!\\])(?:${openings.map(({ source }) => source).join('|')})(?:\\s*/\\*[^*]*\\*/)?(?=\\s*(?://[^\\n]*\\n\\s*)*(?:\\(byte\\)\\s*)?[-0-9'])`,
  'g',
);
const bare = /\{\s*(?:\(byte\)\s*)?(?:0[xX][0-9a-fA-F]{1,2}|\d{1,3})\s*(?=,)/g;

/** Just after the comment that begins with the slash at `at`; `at` where it begins none. */
function commentEnd(text: string, at: number, lastClose: number): number {
  if (text[at + 1] === '/') {
    const end = text.indexOf('\n', at);
    return end < 0 ? text.length : end;
  }
  return text[at + 1] === '*' && at + 2 <= lastClose ? text.indexOf('*/', at + 2) + 2 : at;
}

/** Comments as blanks, so that places in the text stay the same. */
function withoutComments(text: string): string {
  const parts: string[] = [];
  const lastClose = text.lastIndexOf('*/');
  let from = 0;
  for (let at = text.indexOf('/'); at >= 0; at = text.indexOf('/', at)) {
    const end = commentEnd(text, at, lastClose);
    if (end > at) {
      parts.push(text.slice(from, at), text.slice(at, end).replace(/[^\n]/g, ' '));
      from = end;
    }
    at = Math.max(end, at + 1);
  }
  return from === 0 ? text : parts.join('') + text.slice(from);
}

/** Who sent an array, by its name. */
function senderOf(declaration: string): Sender | undefined {
  if (
    /\bpeer0_|\b(?:tx|sent|send|request|out|outgoing)(?:_?(?:buf|buffer|data|bytes|frame))?\b/i.test(
      declaration,
    )
  )
    return 'client';
  if (
    /\bpeer1_|\b(?:rx|recv|received|response|reply|in|incoming)(?:_?(?:buf|buffer|data|bytes|frame))?\b/i.test(
      declaration,
    )
  )
    return 'server';
  return undefined;
}

function* literalsOf(text: string): Generator<Literal> {
  const clean = withoutComments(text);
  let find = new RegExp(opening);
  if (!find.test(clean)) find = new RegExp(bare);
  find.lastIndex = 0;
  for (let match = find.exec(clean); match; match = find.exec(clean)) {
    const bracket = Math.max(match[0].indexOf('{'), match[0].lastIndexOf('['));
    const from = match.index + (bracket < 0 ? match[0].length : bracket + 1);
    const list = parseNumbers(clean, from);
    const rest = /^[\s,]*([\]})])?/.exec(clean.slice(list.stop, list.stop + 400));
    const closed = rest?.[1] !== undefined;
    const end = list.stop + (rest?.[0].length ?? 0);
    const bad =
      list.bad >= 0
        ? { at: list.bad, text: list.badText }
        : !closed && end < clean.trimEnd().length
          ? { at: end, text: clean.slice(end, end + 20).split(/[\s,}]/)[0] }
          : undefined;
    // "peer1_3" of Wireshark's C arrays.
    yield {
      start: match.index,
      end: Math.max(end, find.lastIndex),
      bytesStart: from,
      bytesEnd: list.stop,
      bytes: list.bytes,
      more: list.more,
      bad,
      open: !closed,
      sender: senderOf(match[0]),
    };
    find.lastIndex = Math.max(end, find.lastIndex);
  }
}

/** Byte arrays of C and its relatives. */
export const cArray = textImporter({
  id: 'c-array',
  name: 'C array (xxd -i, Wireshark)',
  grade: ({ text }) => {
    const clean = withoutComments(text);
    if (/\(byte\)\s*[-\d]/.test(clean)) return 'possible';
    if (new RegExp(opening).test(clean)) return 'certain';
    return new RegExp(bare).test(clean) && !/"[^"]*"\s*:|\]byte|\]uint8/.test(clean) ? 'certain' : 'no';
  },
  read: (text, out) => {
    out.describe('C array');
    emitLiterals(text, literalsOf(text), out);
  },
});
