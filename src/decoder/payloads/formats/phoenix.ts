// Phoenix channels: version 2 as arrays of five and as binary pushes, version 1 as objects (hexdocs.pm/phoenix).

import { FieldReader } from '../fields.ts';
import type { PayloadFormat } from '../format.ts';
import { addMessageJson, addNamedArray, joinWords, shown } from '../json-messages.ts';
import type { PayloadSample } from '../sample.ts';
import type { PayloadTree } from '../tree.ts';

const names = ['join ref', 'ref', 'topic', 'event', 'payload'];
const ownEvents = new Set(['phx_join', 'phx_leave', 'phx_reply', 'phx_error', 'phx_close', 'heartbeat']);
const kinds: Readonly<Record<number, string>> = { 0: 'push', 1: 'reply', 2: 'broadcast' };
/** Texts whose lengths stand at the beginning of a binary message, by its kind. */
const binaryTexts: Readonly<Record<number, readonly string[]>> = {
  0: ['join ref', 'ref', 'topic', 'event'],
  1: ['join ref', 'ref', 'topic', 'status'],
  2: ['topic', 'event'],
};

function isPhoenixPath(sample: PayloadSample): boolean {
  return sample.asksFor(/\/websocket\?(?:.*&)?vsn=/);
}

function isRef(value: unknown): boolean {
  return value === null || typeof value === 'string' || typeof value === 'number';
}

function parseBinary(tree: PayloadTree): string {
  const reader = new FieldReader(tree);
  const kind = reader.number(null, 'kind', 1, { words: kinds });
  // A push of the server has no ref: the length of the ref is left out with it.
  const texts = binaryTexts[kind ?? -1];
  if (texts === undefined) return 'binary message';
  const lengths = texts.map((label) => reader.number(null, `length of ${label}`, 1));
  const values = texts.map((label, i) => reader.text(null, label, lengths[i] ?? 0)?.value ?? '');
  if (reader.left > 0) reader.textOrBytes(null, 'payload', reader.left);
  return joinWords(kinds[kind ?? -1] ?? '', ...values.slice(-2));
}

export const phoenixFormat: PayloadFormat = {
  id: 'phoenix',
  name: 'Phoenix channels',
  layer: 'protocol',

  recognise(sample) {
    if (sample.facts.kind === 'binary') {
      return isPhoenixPath(sample) && sample.bytes[0] <= 2 ? 'likely' : 'no';
    }
    const values = sample.array ?? objectValues(sample);
    if (values === null || values.length !== 5) return 'no';
    const [joinRef, ref, topic, event, payload] = values;
    const isShape =
      isRef(joinRef) &&
      isRef(ref) &&
      typeof topic === 'string' &&
      typeof event === 'string' &&
      payload !== undefined;
    if (!isShape) return 'no';
    if (isPhoenixPath(sample)) return 'certain';
    return ownEvents.has(String(event)) ? 'likely' : 'possible';
  },

  parse(tree, sample) {
    if (sample.facts.kind === 'binary') return parseBinary(tree);
    const values = sample.array ?? objectValues(sample);
    if (sample.array === null) addMessageJson(tree);
    else addNamedArray(tree, names);
    return values === null ? 'message' : joinWords(shown(values[3]), 'on', shown(values[2]));
  },
};

/** A message of version 1 in the order of version 2. */
function objectValues(sample: PayloadSample): readonly unknown[] | null {
  const message = sample.object;
  if (message === null || !('topic' in message && 'event' in message && 'payload' in message)) return null;
  return [message.join_ref ?? null, message.ref ?? null, message.topic, message.event, message.payload];
}
