// Bytes as text: invalid UTF-8, invisible characters, and the layout of texts of megabytes.

import type { HeldBytes } from '../../app/payload-bytes.ts';
import { checkUtf8, decodeText, type Utf8Progress, utf8Start } from '../../decoder/bytes/utf8.ts';
import { count } from '../../decoder/model/words.ts';

/** Whether these bytes are the whole text, or part of a longer one. */
export interface TextEdges {
  readonly begins: boolean;
  readonly ends: boolean;
}

/**
 * Offset of the first byte that is not UTF-8, or -1; the length when the text ends inside a character. Part
 * of a text may begin and end inside one.
 */
export function firstBadUtf8(bytes: Uint8Array, { begins, ends }: TextEdges): number {
  const progress: Utf8Progress = { state: utf8Start, badAt: -1 };
  checkUtf8(bytes, begins ? 0 : restOfCharacter(bytes), bytes.length, progress);
  if (progress.badAt >= 0) return progress.badAt;
  return ends && progress.state !== utf8Start ? bytes.length : -1;
}

/** Count of leading bytes that belong to the character before. */
function restOfCharacter(bytes: Uint8Array): number {
  let length = 0;
  while (length < Math.min(3, bytes.length) && (bytes[length] & 0xc0) === 0x80) length++;
  return length;
}

/** A range of text, or of bytes that the capture lacks. */
export type TextRun =
  | { readonly kind: 'bytes'; readonly start: number; readonly end: number; readonly edges: TextEdges }
  | { readonly kind: 'lacking'; readonly start: number; readonly end: number };

/** Splits bytes, starting at 0, at the ranges that the capture lacks. */
export function textRuns({ bytes, holes }: HeldBytes, edges: TextEdges): TextRun[] {
  const runs: TextRun[] = [];
  let at = 0;
  const add = (end: number) => {
    if (end <= at) return;
    const own = { begins: at === 0 && edges.begins, ends: end === bytes.length && edges.ends };
    runs.push({ kind: 'bytes', start: at, end, edges: own });
  };
  for (const hole of holes) {
    if (hole.start >= bytes.length) break;
    add(hole.start);
    at = Math.min(hole.end, bytes.length);
    runs.push({ kind: 'lacking', start: hole.start, end: at });
  }
  add(bytes.length);
  return runs;
}

/** The first byte that is not UTF-8 among the captured bytes, or -1. */
export function firstBadOf(held: HeldBytes, edges: TextEdges): number {
  for (const run of textRuns(held, edges)) {
    if (run.kind === 'lacking') continue;
    const bad = firstBadUtf8(held.bytes.subarray(run.start, run.end), run.edges);
    if (bad >= 0) return run.start + bad;
  }
  return -1;
}

/** Placeholder in a text for bytes that the capture lacks. */
function lackingMark(length: number): string {
  return `[${count(length, 'byte')} not captured]`;
}

/** The text of bytes, starting at 0. A truncated last character is left out when more bytes will arrive. */
export function textOf(held: HeldBytes, edges: TextEdges): string {
  return textRuns(held, edges)
    .map((run) => {
      if (run.kind === 'lacking') return lackingMark(run.end - run.start);
      const bytes = held.bytes.subarray(run.start, run.end);
      const cut = run.end === held.bytes.length && !edges.ends;
      return cut
        ? new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes, { stream: true })
        : decodeText(bytes);
    })
    .join('');
}

/** Characters in one block: a browser lays out megabytes of text in one element slowly. */
const blockSize = 16384;

/** A text in blocks, split at line ends where possible; each block starts a new line. */
export function textBlocks(text: string): string[] {
  const blocks: string[] = [];
  for (let at = 0; at < text.length; ) {
    const limit = at + blockSize;
    if (limit >= text.length) {
      blocks.push(text.slice(at));
      break;
    }
    const lineEnd = text.lastIndexOf('\n', limit);
    if (lineEnd >= at) {
      blocks.push(text.slice(at, lineEnd));
      at = lineEnd + 1;
      continue;
    }
    // Keep surrogate pairs together.
    const code = text.charCodeAt(limit - 1);
    const end = code >= 0xd800 && code < 0xdc00 ? limit - 1 : limit;
    blocks.push(text.slice(at, end));
    at = end;
  }
  return blocks;
}
