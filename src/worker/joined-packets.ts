// MQTT packets that go over the borders of messages: some clients send each field in a message of its own.

import { concat } from '../decoder/bytes/concat.ts';
import { packetEnd } from '../decoder/payloads/mqtt-packets.ts';
import type { JoinedPackets } from '../decoder/payloads/sample.ts';
import type { OpenConnection } from './capture.ts';

/** Messages that are read to find where a packet begins. */
const maxMessages = 4000;
/** Largest packet that is put together, in bytes. */
const maxPacket = 256 * 1024;
/** Bytes that are read in all. */
const maxBytes = 8 * 1024 * 1024;

/** Offset after the last whole packet; `null` where the bytes are not packets. */
function wholeUntil(bytes: Uint8Array): number | null {
  let at = 0;
  while (at < bytes.length) {
    const end = packetEnd(bytes, at);
    if (end === null) return null;
    if (end > bytes.length) break;
    at = end;
  }
  return at;
}

/** The packets of which a message has a part; `null` where it begins and ends at a packet, or that is not known. */
export async function joinedPackets(open: OpenConnection, message: number): Promise<JoinedPackets | null> {
  const { messages, handshake } = open.connection;
  if (!/^mqtt(?:v3\.1)?$/i.test(handshake?.subprotocol?.trim() ?? '')) return null;
  const sender = messages.sender(message);
  let held: Uint8Array = new Uint8Array(0);
  let messageStart = -1;
  let total = 0;
  const end = Math.min(messages.length, maxMessages);
  for (let i = 0; i < end; i++) {
    if (messages.sender(i) !== sender || messages.kind(i) !== 'binary') continue;
    const { bytes, note } = await open.messages.read(i, maxPacket);
    total += bytes.length;
    if (note !== null || total > maxBytes || held.length > maxPacket) return null;
    if (i === message) messageStart = held.length;
    const joined = held.length === 0 ? bytes : concat([held, bytes]);
    const until = wholeUntil(joined);
    if (until === null) return null;
    const isWhole = until === joined.length;
    if (messageStart >= 0 && isWhole) {
      return i === message && messageStart === 0 ? null : { bytes: joined, messageStart };
    }
    held = messageStart >= 0 ? joined : joined.slice(until);
  }
  return null;
}
