// Engine.IO packets, protocol 3 and 4 (github.com/socketio/engine.io-protocol), and the Socket.IO packets in their
// messages (github.com/socketio/socket.io-protocol).

import type { PayloadSample } from './sample.ts';
import type { OpenNode, PayloadTree } from './tree.ts';
import { addJson } from './values/json.ts';

const engineTypes = ['open', 'close', 'ping', 'pong', 'message', 'upgrade', 'noop'];
export const socketTypes = [
  'CONNECT',
  'DISCONNECT',
  'EVENT',
  'ACK',
  'CONNECT_ERROR',
  'BINARY_EVENT',
  'BINARY_ACK',
];
const zero = 0x30;
/** Byte before a binary message in protocol 3. */
const binaryMessage = 4;

/** Whether the request names the protocol. */
export function isEngineRequest(sample: PayloadSample): boolean {
  return sample.asksFor(/[?&]EIO=\d/);
}

/** A Socket.IO packet inside a text that begins with its Engine.IO type `4`. */
export const socketPattern = /^4([0-6])(?:(\d+)-)?(?:(\/[^,]*)(?:,|$))?(\d*)(?=[[{]|$|")/;

/** Number of binary attachments of the last Socket.IO packet before, less those that came since. */
export function attachmentIndex(sample: PayloadSample): { index: number; count: number } | null {
  for (const [since, { kind, bytes }] of sample.facts.before.entries()) {
    if (kind === 'binary') continue;
    let text = '';
    for (const byte of bytes.subarray(0, 24)) text += String.fromCharCode(byte);
    const count = Number(/^4[56](\d{1,6})-/.exec(text)?.[1] ?? 0);
    return since < count ? { index: since, count } : null;
  }
  return null;
}

/** Adds the type of an Engine.IO text packet. Returns its number, or -1. */
export function addEngineType(tree: PayloadTree): number {
  const type = (tree.bytes[0] ?? 0) - zero;
  const name = engineTypes[type];
  const node = tree.add(
    null,
    'packet type',
    name === undefined ? tree.text(0, 1) : `${type} (${name})`,
    0,
    1,
  );
  if (name !== undefined) return type;
  node.problem = 'Expected a packet type from 0 to 6, at 0x0.';
  return -1;
}

/** The name of an Engine.IO packet type. */
export function engineTypeName(type: number): string {
  return engineTypes[type] ?? 'unknown type';
}

/** Adds what follows the type of a packet that is not a message. */
export function addEngineBody(tree: PayloadTree, type: number): void {
  const { length } = tree.bytes;
  if (length < 2) return;
  if (type === 0) addJson(tree, null, 'handshake', 1, length);
  else tree.add(null, 'data', tree.text(1, length), 1, length);
}

/** Adds a binary packet: an attachment, after its type in protocol 3. Returns its node. */
export function addEngineBinary(tree: PayloadTree, sample: PayloadSample): OpenNode {
  const isOld = sample.asksFor(/[?&]EIO=3/) && tree.bytes[0] === binaryMessage;
  if (isOld) tree.add(null, 'packet type', '4 (message)', 0, 1);
  return tree.add(null, 'data', '', isOld ? 1 : 0, tree.bytes.length);
}
