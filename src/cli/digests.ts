// SHA-256 of payloads and messages, read back from the file in slices.

import { createHash, type Hash } from 'node:crypto';
import { advance, payloadOffset } from '../decoder/model/coordinates.ts';
import type { Client } from '../worker/client.ts';
import type { FrameRecord, MessageRecord, PayloadKind } from '../worker/protocol.ts';

/** Hex digest of a frame's unmasked payload; `null` when the input does not hold all of it. */
export async function payloadSha256(
  client: Client,
  connection: number,
  frame: FrameRecord,
): Promise<string | null> {
  if (!frame.hasPayload) return null;
  const hash = createHash('sha256');
  if (frame.payloadLength > 0) await feed(client, { connection, frame: frame.index, of: 'unmasked' }, hash);
  return hash.digest('hex');
}

/** Hex digest of a message's application data; `null` when it cannot be read completely. */
export async function messageSha256(
  client: Client,
  connection: number,
  message: MessageRecord,
): Promise<string | null> {
  if (!message.complete || !message.hasPayload) return null;
  const hash = createHash('sha256');
  const isWhole = await feed(client, { connection, frame: message.frames[0], of: 'message' }, hash);
  return isWhole ? hash.digest('hex') : null;
}

interface Payload {
  readonly connection: number;
  readonly frame: number;
  readonly of: PayloadKind;
}

/** Gives a payload to `hash`. False when the payload is incomplete. */
async function feed(client: Client, payload: Payload, hash: Hash): Promise<boolean> {
  const end = payloadOffset(Number.POSITIVE_INFINITY);
  for (let start = payloadOffset(0); ; ) {
    const page = await client.call('payload', { ...payload, start, end });
    if (page.note !== null) return false;
    hash.update(page.bytes);
    start = advance(start, page.bytes.length);
    if (page.bytes.length === 0 || start >= page.total) return true;
  }
}
