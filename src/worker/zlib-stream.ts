// One zlib stream over all messages of a sender: what a message adds to it.

import { concat } from '../decoder/bytes/concat.ts';
import { Inflater } from '../decoder/websocket/inflate.ts';
import type { OpenConnection } from './capture.ts';

/** Largest input that is inflated to reach a message, in bytes. */
const maxInput = 16 * 1024 * 1024;
/** Largest output of the message. */
const maxOutput = 4 * 1024 * 1024;
/** Each message ends with an empty block (RFC 1951 3.2.4). */
const flush = [0x00, 0x00, 0xff, 0xff];
const headLength = 2;

function endsAtFlush(bytes: Uint8Array): boolean {
  return flush.every((byte, i) => bytes[bytes.length - flush.length + i] === byte);
}

function isZlibHead(bytes: Uint8Array): boolean {
  return bytes.length > headLength && (bytes[0] & 15) === 8 && ((bytes[0] << 8) | bytes[1]) % 31 === 0;
}

/** Index of the first binary message of the same sender. */
function firstOf({ connection }: OpenConnection, message: number): number {
  const { messages } = connection;
  const sender = messages.sender(message);
  for (let i = 0; i < message; i++) {
    if (messages.sender(i) === sender && messages.kind(i) === 'binary') return i;
  }
  return message;
}

/** The inflated bytes of a message; `null` where its sender writes no zlib stream. */
export async function inflatedOfStream(
  open: OpenConnection,
  message: number,
  bytes: Uint8Array,
): Promise<Uint8Array | null> {
  const { messages } = open.connection;
  if (messages.kind(message) !== 'binary' || !endsAtFlush(bytes)) return null;
  const first = firstOf(open, message);
  const head = await open.messages.read(first, headLength + 1);
  if (!isZlibHead(head.bytes)) return null;
  const parts: Uint8Array[] = [];
  let room = 0;
  const inflater = new Inflater((output, start, end) => {
    const take = Math.min(end - start, room);
    if (take > 0) parts.push(output.slice(start, start + take));
    room -= take;
  });
  let input = 0;
  for (let i = first; i <= message; i++) {
    if (messages.sender(i) !== messages.sender(message) || messages.kind(i) !== 'binary') continue;
    const { bytes: part } = await open.messages.read(i, maxInput);
    input += part.length;
    if (input > maxInput) return null;
    if (i === message) room = maxOutput;
    if (!inflater.push(part, i === first ? headLength : 0, part.length)) return null;
    inflater.flush();
  }
  return concat(parts);
}
