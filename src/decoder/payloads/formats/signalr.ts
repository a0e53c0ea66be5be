// SignalR hub protocol (github.com/dotnet/aspnetcore, HubProtocol.md): JSON records that end in 0x1e, or MessagePack
// arrays with their length before.

import { hexOffset } from '../../model/words.ts';
import type { PayloadFormat } from '../format.ts';
import { child, joinWords, nameChildren, nameNumber } from '../json-messages.ts';
import type { PayloadSample } from '../sample.ts';
import { type OpenNode, PayloadTree } from '../tree.ts';
import { addJson } from '../values/json.ts';
import { MessagePackReader } from '../values/messagepack.ts';

const separator = 0x1e;
const types: Readonly<Record<number, string>> = {
  1: 'Invocation',
  2: 'StreamItem',
  3: 'Completion',
  4: 'StreamInvocation',
  5: 'CancelInvocation',
  6: 'Ping',
  7: 'Close',
  8: 'Ack',
  9: 'Sequence',
};
const packFields: Readonly<Record<number, readonly string[]>> = {
  1: ['headers', 'invocation id', 'target', 'arguments', 'stream ids'],
  2: ['headers', 'invocation id', 'item'],
  3: ['headers', 'invocation id', 'result kind', 'result'],
  4: ['headers', 'invocation id', 'target', 'arguments', 'stream ids'],
  5: ['headers', 'invocation id'],
  7: ['error', 'allow reconnect'],
  8: ['sequence id'],
  9: ['sequence id'],
};

function messageWords(node: OpenNode | null): string {
  if (node === null) return 'record';
  const type = child(node, 'type');
  if (type === undefined) {
    if (child(node, 'protocol') !== undefined) return `handshake ${child(node, 'protocol')?.value}`;
    return child(node, 'error') === undefined ? 'handshake response' : `error ${child(node, 'error')?.value}`;
  }
  const id = child(node, 'invocationId')?.value ?? child(node, 'invocation id')?.value ?? '';
  const error = child(node, 'error')?.value ?? '';
  return joinWords(
    nameNumber(type, types) || `type ${type.value}`,
    id === '' || id === 'nil' ? '' : `#${id.replace(/[“”]/g, '')}`,
    child(node, 'target')?.value ?? '',
    error === 'nil' ? '' : error,
  );
}

/** Adds the records of a text. Returns what they are. */
function addRecords(tree: PayloadTree): string[] {
  const { bytes } = tree;
  const found: string[] = [];
  for (let at = 0; at < bytes.length && !tree.isFull; ) {
    const stop = bytes.indexOf(separator, at);
    const end = stop < 0 ? bytes.length : stop;
    const node = addJson(tree, null, `record ${found.length + 1}`, at, end);
    found.push(messageWords(node));
    if (stop < 0) {
      tree.addProblem(node, `Expected 0x1e after the record, found the end, at ${hexOffset(end)}.`, at, end);
    }
    at = end + 1;
  }
  return found;
}

/** The length before a MessagePack message: 7 bits a byte, at most 5 bytes. */
function lengthAt(bytes: Uint8Array, at: number): { length: number; next: number } | null {
  let length = 0;
  for (let i = 0; i < 5 && at + i < bytes.length; i++) {
    length += (bytes[at + i] & 127) * 2 ** (7 * i);
    if (bytes[at + i] < 128) return { length, next: at + i + 1 };
  }
  return null;
}

/** Adds the MessagePack messages. Returns what they are; `null` where the bytes are none. */
function addPacked(tree: PayloadTree): string[] | null {
  const { bytes } = tree;
  const found: string[] = [];
  for (let at = 0; at < bytes.length && !tree.isFull; ) {
    const head = lengthAt(bytes, at);
    if (head === null || head.length === 0 || head.next + head.length > bytes.length) return null;
    const end = head.next + head.length;
    const reader = new MessagePackReader(tree, head.next, end);
    const node = reader.value(null, `message ${found.length + 1}`);
    if (node === null || (reader.failed && tree.limit === null) || reader.left > 0) return null;
    const type = Number(node.children[0]?.value);
    if (!node.value.startsWith('[') || types[type] === undefined) return null;
    node.start = at;
    nameChildren(node, ['type', ...(packFields[type] ?? [])]);
    found.push(messageWords(node));
    at = end;
  }
  return found;
}

function isAgreed(sample: PayloadSample): boolean {
  const { opening } = sample.facts;
  return opening !== null && /^\{"protocol":"(?:json|messagepack)","version":\d+\}\u001e/.test(opening);
}

export const signalrFormat: PayloadFormat = {
  id: 'signalr',
  name: 'SignalR',
  layer: 'protocol',

  recognise(sample) {
    const { bytes, facts, text } = sample;
    if (facts.kind === 'control' || bytes.length === 0) return 'no';
    if (bytes.at(-1) === separator && text?.startsWith('{')) {
      return isAgreed(sample) || /^\{"type":[1-9]\b|^\{"protocol":|^\{\}\u001e$/.test(text)
        ? 'certain'
        : 'likely';
    }
    if (facts.kind === 'text') return 'no';
    if (addPacked(new PayloadTree(bytes.subarray(0, 65_536))) === null) return 'no';
    return isAgreed(sample) ? 'certain' : 'possible';
  },

  parse(tree, sample) {
    const isText = sample.bytes[0] === 0x7b;
    const found = isText ? addRecords(tree) : addPacked(tree);
    if (found === null) {
      tree.addProblem(
        null,
        'Expected messages with their length before, found other bytes.',
        0,
        tree.bytes.length,
      );
      return 'message';
    }
    return found.length > 3
      ? `${found.slice(0, 3).join(', ')} and ${found.length - 3} more`
      : found.join(', ');
  },
};
