// SHA-256 of payloads and messages, read back from the file in slices.

import { advance, payloadOffset } from '../decoder/model/coordinates.ts';
import type { Client } from '../worker/client.ts';
import type { FrameRecord, MessageRecord, PayloadKind } from '../worker/protocol.ts';

/** A SHA-256 that is being computed. */
export interface RunningHash {
  update(bytes: Uint8Array): void;
  hex(): string;
}

/** Starts a SHA-256. */
export type StartHash = () => RunningHash;

/** Where payloads are read, and how they are hashed. */
export interface DigestSource {
  readonly client: Client;
  readonly connection: number;
  readonly startHash: StartHash;
}

/** Hex digest of a frame's unmasked payload; `null` when the input does not hold all of it. */
export async function payloadSha256(
  { client, connection, startHash }: DigestSource,
  frame: FrameRecord,
): Promise<string | null> {
  if (!frame.hasPayload) return null;
  const hash = startHash();
  if (frame.payloadLength > 0) await feed(client, { connection, frame: frame.index, of: 'unmasked' }, hash);
  return hash.hex();
}

/** Hex digest of a message's application data; `null` when it cannot be read completely. */
export async function messageSha256(
  { client, connection, startHash }: DigestSource,
  message: MessageRecord,
): Promise<string | null> {
  if (!message.complete || !message.hasPayload) return null;
  const hash = startHash();
  const isWhole = await feed(client, { connection, frame: message.frames[0], of: 'message' }, hash);
  return isWhole ? hash.hex() : null;
}

interface Payload {
  readonly connection: number;
  readonly frame: number;
  readonly of: PayloadKind;
}

/** Gives a payload to `hash`. False when the payload is incomplete. */
async function feed(client: Client, payload: Payload, hash: RunningHash): Promise<boolean> {
  const end = payloadOffset(Number.POSITIVE_INFINITY);
  for (let start = payloadOffset(0); ; ) {
    const page = await client.call('payload', { ...payload, start, end });
    if (page.note !== null) return false;
    hash.update(page.bytes);
    start = advance(start, page.bytes.length);
    if (page.bytes.length === 0 || start >= page.total) return true;
  }
}
