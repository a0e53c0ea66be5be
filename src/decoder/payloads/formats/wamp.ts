// WAMP 2 (wamp-proto.org): arrays that begin with a message type, as JSON, MessagePack or CBOR.

import type { PayloadFormat } from '../format.ts';
import { addMessageJson, joinWords, nameChildren, nameNumber } from '../json-messages.ts';
import type { PayloadSample } from '../sample.ts';
import { type OpenNode, PayloadTree } from '../tree.ts';
import { CborReader } from '../values/cbor.ts';
import { MessagePackReader } from '../values/messagepack.ts';

interface Message {
  readonly name: string;
  readonly fields: readonly string[];
}

const messages: Readonly<Record<number, Message>> = {
  1: { name: 'HELLO', fields: ['realm', 'details'] },
  2: { name: 'WELCOME', fields: ['session', 'details'] },
  3: { name: 'ABORT', fields: ['details', 'reason'] },
  4: { name: 'CHALLENGE', fields: ['method', 'extra'] },
  5: { name: 'AUTHENTICATE', fields: ['signature', 'extra'] },
  6: { name: 'GOODBYE', fields: ['details', 'reason'] },
  8: {
    name: 'ERROR',
    fields: ['request type', 'request', 'details', 'error', 'arguments', 'named arguments'],
  },
  16: { name: 'PUBLISH', fields: ['request', 'options', 'topic', 'arguments', 'named arguments'] },
  17: { name: 'PUBLISHED', fields: ['request', 'publication'] },
  32: { name: 'SUBSCRIBE', fields: ['request', 'options', 'topic'] },
  33: { name: 'SUBSCRIBED', fields: ['request', 'subscription'] },
  34: { name: 'UNSUBSCRIBE', fields: ['request', 'subscription'] },
  35: { name: 'UNSUBSCRIBED', fields: ['request', 'details'] },
  36: { name: 'EVENT', fields: ['subscription', 'publication', 'details', 'arguments', 'named arguments'] },
  48: { name: 'CALL', fields: ['request', 'options', 'procedure', 'arguments', 'named arguments'] },
  49: { name: 'CANCEL', fields: ['request', 'options'] },
  50: { name: 'RESULT', fields: ['request', 'details', 'arguments', 'named arguments'] },
  64: { name: 'REGISTER', fields: ['request', 'options', 'procedure'] },
  65: { name: 'REGISTERED', fields: ['request', 'registration'] },
  66: { name: 'UNREGISTER', fields: ['request', 'registration'] },
  67: { name: 'UNREGISTERED', fields: ['request', 'details'] },
  68: { name: 'INVOCATION', fields: ['request', 'registration', 'details', 'arguments', 'named arguments'] },
  69: { name: 'INTERRUPT', fields: ['request', 'options'] },
  70: { name: 'YIELD', fields: ['request', 'options', 'arguments', 'named arguments'] },
};
const typeWords = (type: number): string => messages[type]?.name ?? '';
const subprotocols = ['wamp.2.json', 'wamp.2.msgpack', 'wamp.2.cbor'];

/** Adds the message by the serialization that was agreed. */
function addMessage(tree: PayloadTree, sample: PayloadSample): OpenNode | null {
  if (sample.facts.kind === 'text') return addMessageJson(tree);
  const reader = sample.speaks('wamp.2.cbor') ? new CborReader(tree) : new MessagePackReader(tree);
  return reader.value(null, 'message');
}

/** Whether a value is a message: a known type, and as many fields as it has at most. */
function isMessage(values: readonly unknown[]): boolean {
  const message = messages[Number(values[0])];
  return message !== undefined && values.length >= 2 && values.length <= message.fields.length + 1;
}

export const wampFormat: PayloadFormat = {
  id: 'wamp',
  name: 'WAMP',
  layer: 'protocol',

  recognise(sample) {
    const isAgreed = sample.speaks(...subprotocols);
    if (sample.facts.kind === 'binary') {
      if (!isAgreed) return 'no';
      const node = addMessage(new PayloadTree(sample.bytes), sample);
      return node?.value.startsWith('[') && messages[Number(node.children[0]?.value)]
        ? 'certain'
        : 'possible';
    }
    const values = sample.array;
    if (values === null || typeof values[0] !== 'number' || !isMessage(values)) return 'no';
    if (isAgreed) return 'certain';
    const isHello =
      values[0] === 1 && typeof values[1] === 'string' && JSON.stringify(values[2] ?? '').includes('"roles"');
    return isHello ? 'likely' : 'possible';
  },

  parse(tree, sample) {
    const node = addMessage(tree, sample);
    if (!node?.value.startsWith('[')) return 'message';
    const message = messages[Number(node.children[0]?.value)];
    nameChildren(node, ['message type', ...(message?.fields ?? [])]);
    nameNumber(node.children[0], typeWords);
    const word = ['realm', 'topic', 'procedure', 'error', 'reason']
      .map((label) => node.children.find((one) => one.label === label)?.value)
      .find((value) => value !== undefined);
    const request = node.children.find(({ label }) => label === 'request')?.value;
    return joinWords(message?.name ?? 'message', request === undefined ? '' : `#${request}`, word ?? '');
  },
};
