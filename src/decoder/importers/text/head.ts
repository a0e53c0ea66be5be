// What a text importer sees of an input when it is asked for a grade: the first bytes as text, or nothing for binary.

import type { InputHint } from '../../model/importer.ts';
import { dedent } from './dedent.ts';
import { risingOffsets } from './offsets.ts';
import { isBareStream } from './plausible.ts';

/** The first characters of an input that is text. */
export interface TextHead {
  readonly text: string;
  /** Its lines, the last one left out when the head may end inside it. */
  readonly lines: readonly string[];
  /** The head is the whole input. */
  readonly whole: boolean;
  /** Its lines are the rows of a dump, with offsets that rise: what their text column spells is no literal of a program. */
  readonly isDump: boolean;
}

/** Sniffing looks at no more than this. */
export const headLimit = 65536;

/** The name of the encoding that a byte order mark declares, UTF-8 without one. */
export function encodingOf(head: Uint8Array): 'utf-8' | 'utf-16le' | 'utf-16be' {
  if (head[0] === 0xff && head[1] === 0xfe) return 'utf-16le';
  if (head[0] === 0xfe && head[1] === 0xff) return 'utf-16be';
  return 'utf-8';
}

const escapes = /\x1b\[[0-9;]*[A-Za-z]/g;

/** `text` without terminal colours (`xxd -R always`). */
export function withoutColours(text: string): string {
  return text.includes('\x1b[') ? text.replace(escapes, '') : text;
}

/** Control bytes and bytes that no UTF-8 text has: a few may come with an odd gutter, many mean a binary file. */
function looksBinary(head: Uint8Array, text: string): boolean {
  let odd = 0;
  for (let i = 0; i < head.length; i++) {
    const byte = head[i];
    if (byte === 0) return true;
    if (byte < 9 || (byte > 13 && byte < 32 && byte !== 27)) odd++;
  }
  if (odd > head.length / 500) return true;
  let bad = 0;
  for (let i = text.indexOf('\ufffd'); i >= 0; i = text.indexOf('\ufffd', i + 1)) bad++;
  return bad > head.length / 10;
}

let lastHead: Uint8Array | null = null;
let lastText: TextHead | null = null;

/** The head as text, or `null` when it is binary. The last answer is kept: every text importer asks for the same head. */
export function textHead(head: Uint8Array, hint: InputHint): TextHead | null {
  if (head === lastHead) return lastText;
  lastHead = head;
  const encoding = encodingOf(head);
  const text = dedent(withoutColours(new TextDecoder(encoding).decode(head))).text;
  if (encoding === 'utf-8' && (looksBinary(head, text) || (!hint.pasted && isBareStream(head)))) {
    lastText = null;
    return null;
  }
  const whole = hint.size !== null ? hint.size <= head.length : head.length < headLimit;
  const lines = text.split(/\r\n|\n|\r/);
  if (!whole && lines.length > 1) lines.pop();
  const offsets = risingOffsets(lines);
  lastText = { text, lines, whole, isDump: offsets.rows > 3 && offsets.share > 0.5 };
  return lastText;
}
