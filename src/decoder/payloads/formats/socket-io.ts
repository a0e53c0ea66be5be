// Socket.IO over Engine.IO: events, acknowledgements, and attachments that follow as binary messages.

import {
  addEngineBinary,
  addEngineBody,
  addEngineType,
  attachmentIndex,
  engineTypeName,
  isEngineRequest,
  socketPattern,
  socketTypes,
} from '../engine-packets.ts';
import { hexOf } from '../fields.ts';
import type { PayloadFormat } from '../format.ts';
import type { PayloadSample } from '../sample.ts';
import type { OpenNode, PayloadTree } from '../tree.ts';
import { addJson } from '../values/json.ts';

const zero = 0x30;
const nine = 0x39;

/** The place after the digits at `at`. */
function afterDigits(bytes: Uint8Array, at: number): number {
  let end = at;
  while (bytes[end] >= zero && bytes[end] <= nine) end++;
  return end;
}

/** Adds the Socket.IO packet of a message, and says what it is. */
function addPacket(tree: PayloadTree): string {
  const { bytes } = tree;
  const type = bytes[1] - zero;
  const name = socketTypes[type] ?? 'unknown type';
  const typeNode = tree.add(null, 'Socket.IO type', `${type} (${name})`, 1, 2);
  if (socketTypes[type] === undefined) typeNode.problem = 'Expected a Socket.IO type from 0 to 6, at 0x1.';
  let at = 2;
  const attachmentsEnd = afterDigits(bytes, at);
  if (attachmentsEnd > at && bytes[attachmentsEnd] === 0x2d) {
    tree.add(null, 'attachments', tree.text(at, attachmentsEnd), at, attachmentsEnd);
    at = attachmentsEnd + 1;
  }
  let namespace = '/';
  if (bytes[at] === 0x2f) {
    const comma = bytes.indexOf(0x2c, at);
    const end = comma < 0 ? bytes.length : comma;
    namespace = tree.text(at, end);
    tree.add(null, 'namespace', namespace, at, end);
    at = comma < 0 ? end : end + 1;
  }
  const idEnd = afterDigits(bytes, at);
  if (idEnd > at) tree.add(null, 'acknowledgement id', tree.text(at, idEnd), at, idEnd);
  const data = idEnd < bytes.length ? addJson(tree, null, 'data', idEnd, bytes.length) : null;
  return summaryOf(name, namespace, data);
}

function summaryOf(name: string, namespace: string, data: OpenNode | null): string {
  const where = namespace === '/' ? '' : ` in ${namespace}`;
  const values = data?.value.startsWith('[') ? data.children : [];
  if (name.endsWith('EVENT') && values.length > 0) {
    const [event, ...rest] = values;
    event.label = 'event';
    for (const [i, argument] of rest.entries()) argument.label = `argument ${i + 1}`;
    return `${name} ${event.value}${where}, ${rest.length} argument${rest.length === 1 ? '' : 's'}`;
  }
  const message = data?.children.find(({ label }) => label === 'message')?.value;
  return `${name}${where}${message === undefined ? '' : `: ${message}`}`;
}

function parseBinary(tree: PayloadTree, sample: PayloadSample): string {
  const data = addEngineBinary(tree, sample);
  data.value = hexOf(tree.bytes.subarray(data.start));
  const place = attachmentIndex(sample);
  if (place === null) return 'attachment of an earlier packet';
  data.label = `attachment ${place.index}`;
  return `attachment ${place.index + 1} of ${place.count}`;
}

export const socketIoFormat: PayloadFormat = {
  id: 'socket.io',
  name: 'Socket.IO',
  layer: 'protocol',

  recognise(sample) {
    const { facts, text } = sample;
    const isAsked = isEngineRequest(sample) && sample.asksFor(/socket\.io/);
    if (facts.kind === 'binary') {
      if (attachmentIndex(sample) !== null) return isAsked ? 'certain' : 'likely';
      return isAsked ? 'possible' : 'no';
    }
    if (facts.kind === 'control' || text === null) return 'no';
    const isPacket = socketPattern.test(text) || /^(?:0\{|[12356](?:probe)?$|[23]probe$)/.test(text);
    if (isAsked) return isPacket ? 'certain' : /^[0-6]/.test(text) ? 'possible' : 'no';
    const hasValues = /^4[0-6](?:\d+-)?(?:\/[^,]*,)?\d*[[{]/.test(text) && /[\]}]$/.test(text);
    if (hasValues || (isEngineRequest(sample) && isPacket)) return 'likely';
    return /^0\{"sid":"/.test(text) && /"pingInterval"/.test(text) ? 'likely' : isPacket ? 'possible' : 'no';
  },

  parse(tree, sample) {
    if (sample.facts.kind === 'binary') return parseBinary(tree, sample);
    const type = addEngineType(tree);
    if (type === 4 && tree.bytes.length > 1) return addPacket(tree);
    addEngineBody(tree, type);
    return `Engine.IO ${engineTypeName(type)}`;
  },
};
