// Name and content of a payload that is saved as a file.

import type { PayloadBytes } from '../../app/payload-bytes.ts';
import { decodeText } from '../../decoder/bytes/utf8.ts';
import type { FrameView } from '../../worker/protocol.ts';
import { firstBadOf } from './payload-text.ts';

/** Largest file that is saved, in bytes. */
export const saveLimit = 256 * 1024 * 1024;

/** Content of the file. */
export interface PayloadFile {
  readonly blob: Blob;
  /** File extension for the content. */
  readonly ending: 'txt' | 'json' | 'bin';
  /** Count of bytes that the capture lacks; they are saved as zeros. */
  readonly lacking: number;
}

/** `frame-12`, `frame-12-wire`, `message-3`. */
export function fileStem(frame: FrameView, payload: PayloadBytes): string {
  if (payload.kind === 'message' && frame.message) return `message-${frame.message.index}`;
  return `frame-${frame.row.index}${payload.kind === 'wire' ? '-wire' : ''}`;
}

/** True when the bytes are readable text, judged by message kind and first bytes. */
export function isTextual(frame: FrameView, payload: PayloadBytes): boolean {
  const { message, row } = frame;
  const asSent = payload.kind === 'wire' ? row.masked : payload.kind === 'unmasked' && message?.compressed;
  if (asSent) return false;
  if (message?.kind === 'text') return true;
  if (row.opcode === 8) return false;
  const { head } = payload;
  if (head.bytes.some((byte) => byte === 0x7f || (byte < 32 && byte !== 9 && byte !== 10 && byte !== 13))) {
    return false;
  }
  return firstBadOf(head, { begins: row.opcode !== 0, ends: payload.small }) < 0;
}

/** Reads a whole payload; `null` when it is not available or exceeds the limit. */
export async function readFile(
  payload: PayloadBytes,
  textual: boolean,
  onProgress: (share: number) => void,
): Promise<PayloadFile | null> {
  const parts: Blob[] = [];
  let length = 0;
  let lacking = 0;
  let last = new Uint8Array(0) as Uint8Array;
  const pieces = payload.pieces(0, saveLimit + 1);
  for (;;) {
    const next = await pieces.next();
    if (next.done) {
      if (!next.value) return null;
      break;
    }
    const { bytes, holes, total } = next.value;
    if (total > saveLimit) return null;
    // One Blob for each chunk: the browser may move it to disk while the next is read.
    parts.push(new Blob([bytes as Uint8Array<ArrayBuffer>]));
    length += bytes.length;
    lacking += holes.reduce((sum, hole) => sum + hole.end - hole.start, 0);
    last = bytes;
    onProgress(length / total);
  }
  const blob = new Blob(parts, { type: 'application/octet-stream' });
  return { blob, lacking, ending: textual ? (looksLikeJson(payload, last) ? 'json' : 'txt') : 'bin' };
}

/** Judged by first and last characters: the text may be too long to parse. */
function looksLikeJson(payload: PayloadBytes, last: Uint8Array): boolean {
  const first = decodeText(payload.head.bytes.subarray(0, 256)).trimStart()[0];
  const end = decodeText(last.subarray(-256)).trimEnd().at(-1);
  return (first === '{' && end === '}') || (first === '[' && end === ']');
}
