// RFB, the protocol of VNC (RFC 6143), as noVNC and websockify carry it: a stream that is cut into messages anywhere.
// Its beginning is read from both sides; a later message by itself: what began in an earlier one cannot be told.

import { FieldReader } from '../fields.ts';
import type { PayloadFormat } from '../format.ts';
import { type RfbHandshake, readRfbHandshake, rfbVersion } from '../rfb-handshake.ts';
import { addClientMessages, addServerMessages, areClientMessages } from '../rfb-messages.ts';
import type { PayloadSample } from '../sample.ts';
import type { PayloadTree } from '../tree.ts';

const versionLength = 12;
const maxLookedAt = 4096;
/** Fields that the summary names. */
const named = 3;

function isVncRequest(sample: PayloadSample): boolean {
  return sample.asksFor(/\/websockify\b|\/vnc\b/i) || sample.speaks('binary');
}

function handshakeOf({ facts }: PayloadSample): RfbHandshake {
  const bytesOf = (said: string | null) => Uint8Array.from(said ?? '', (one) => one.charCodeAt(0));
  return readRfbHandshake(bytesOf(facts.opening), bytesOf(facts.serverOpening));
}

/** Adds the fields of the beginning that lie in the message. Returns the place after them. */
function addBeginning(tree: PayloadTree, sample: PayloadSample, { fields }: RfbHandshake): number {
  const { position, sender } = sample.facts;
  let at = 0;
  for (const field of position === null ? [] : fields) {
    const start = field.start - (position ?? 0);
    const end = field.end - (position ?? 0);
    if (field.sender !== sender || start < 0 || end > tree.bytes.length) continue;
    tree.add(null, field.label, field.value, start, end);
    at = Math.max(at, end);
  }
  return at;
}

/** Whether the messages of the sender begin in this message, or began before it. */
function hasMessages({ facts }: PayloadSample, { messagesAt }: RfbHandshake, length: number): boolean {
  const { position, sender } = facts;
  return position === null || (messagesAt !== null && messagesAt[sender] < position + length);
}

export const rfbFormat: PayloadFormat = {
  id: 'rfb',
  name: 'RFB (VNC)',
  layer: 'protocol',

  recognise(sample) {
    const { bytes, facts } = sample;
    if (facts.kind !== 'binary' || bytes.length === 0) return 'no';
    if (bytes.length === versionLength && rfbVersion.test(sample.text ?? '')) return 'certain';
    if (rfbVersion.test(facts.opening ?? '')) return 'likely';
    if (!isVncRequest(sample)) return 'no';
    return facts.sender === 'server' || areClientMessages(bytes.subarray(0, maxLookedAt)) ? 'possible' : 'no';
  },

  parse(tree, sample) {
    const { sender } = sample.facts;
    if (tree.bytes.length === versionLength && rfbVersion.test(sample.text ?? '')) {
      tree.add(null, 'version', tree.text(0, versionLength - 1), 0, versionLength);
      return `version ${tree.text(4, 11)}`;
    }
    const handshake = handshakeOf(sample);
    const from = addBeginning(tree, sample, handshake);
    const words = tree.roots.map(({ label, value }) => `${label} ${value}`);
    if (from < tree.bytes.length && !hasMessages(sample, handshake, tree.bytes.length)) {
      new FieldReader(tree, from).bytes(null, 'bytes', tree.bytes.length - from);
      words.push('part of the beginning');
    } else if (from < tree.bytes.length && sender === 'server') {
      words.push(...addServerMessages(tree, from, handshake.screen));
    } else if (from < tree.bytes.length) {
      words.push(...(addClientMessages(tree, from) ?? ['part of the stream']));
    }
    return words.slice(0, named).join('; ');
  },
};
