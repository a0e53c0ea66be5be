// SHA-256 of payloads and messages, read back from the file in slices.

import { createHash } from 'node:crypto';
import type { OpenConnection } from '../worker/capture.ts';

const slice = 1 << 18;

/** Messages that inflate to more than this have no digest: 256 MiB. */
const inflatedLimit = 1 << 28;

/** Hex digest of a frame's unmasked payload; `null` when the input does not hold all of it. */
export async function payloadSha256(open: OpenConnection, frame: number): Promise<string | null> {
  if (!holdsPayload(open, frame)) return null;
  const hash = createHash('sha256');
  await feed(open, frame, (bytes) => hash.update(bytes));
  return hash.digest('hex');
}

/** Hex digest of a message's application data; `null` when it cannot be had whole. */
export async function messageSha256(open: OpenConnection, message: number): Promise<string | null> {
  const { messages } = open.connection;
  const frames = open.messages.framesOf(message);
  if (!messages.complete(message) || !frames.every((frame) => holdsPayload(open, frame))) return null;
  const hash = createHash('sha256');
  if (messages.compressed(message)) {
    const { bytes, note } = await open.messages.read(message, inflatedLimit);
    return note === null ? hash.update(bytes).digest('hex') : null;
  }
  for (const frame of frames) await feed(open, frame, (bytes) => hash.update(bytes));
  return hash.digest('hex');
}

function holdsPayload(open: OpenConnection, frame: number): boolean {
  const { frames, directions, fidelity } = open.connection;
  if (fidelity === 'frames' || !frames.complete(frame)) return false;
  const { map, base } = directions[frames.sender(frame)];
  const start = base + frames.offset(frame) + frames.headerLength(frame);
  return !map.hasHole(start, start + frames.payloadLength(frame));
}

async function feed(open: OpenConnection, frame: number, take: (bytes: Uint8Array) => void): Promise<void> {
  const length = open.connection.frames.payloadLength(frame);
  for (let at = 0; at < length; at += slice) take(await open.messages.payload(frame, at, at + slice));
}
