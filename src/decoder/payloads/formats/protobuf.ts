// Protocol Buffers, with a schema where the user gave one. They have no signature: without a schema and without texts
// inside they cannot be told from other bytes.

import { count } from '../../model/words.ts';
import type { PayloadFormat } from '../format.ts';
import type { PayloadSample } from '../sample.ts';
import { bestFit, type ProtoMessage } from '../values/proto-schema.ts';
import { addProtoMessage } from '../values/proto-tree.ts';
import { addMessage, signsOfMessage } from '../values/protobuf.ts';

const maxLookedAt = 65_536;
/** Field numbers above are rare in hand-written schemas. */
const highestUsualField = 100;
const minTextBytes = 6;

/** The message of the schema that was chosen, or that has all fields of the payload. */
function messageOf({ bytes, facts }: PayloadSample): ProtoMessage | null {
  if (facts.schema === null) return null;
  const { schema, message } = facts.schema;
  return message === null ? bestFit(schema, bytes) : (schema.messages.get(message) ?? null);
}

export const protobufFormat: PayloadFormat = {
  id: 'protobuf',
  name: 'Protocol Buffers',
  layer: 'encoding',

  recognise(sample) {
    const { bytes, facts } = sample;
    if (facts.kind === 'text' || bytes.length === 0 || bytes.length > maxLookedAt) return 'no';
    const { isWhole, fields, highestField, textBytes } = signsOfMessage(bytes);
    if (!isWhole) return 'no';
    if (sample.speaks('protobuf')) return 'certain';
    // Who gives a schema says that there are messages of it.
    if (facts.schema !== null) return 'likely';
    const isUsual = fields >= 2 && highestField <= highestUsualField;
    return isUsual && textBytes >= minTextBytes ? 'likely' : 'possible';
  },

  parse(tree, sample) {
    const message = messageOf(sample);
    if (message !== null && sample.facts.schema !== null) {
      const { schema } = sample.facts.schema;
      addProtoMessage(tree, null, { start: 0, end: tree.bytes.length }, { schema, message });
      return `${message.name}, ${count(tree.roots.length, 'field')}`;
    }
    addMessage(tree, null, 0, tree.bytes.length);
    const fields = `message of ${count(tree.roots.length, 'field')}`;
    return sample.facts.schema === null
      ? `${fields}, without a schema`
      : `${fields}: no message of the schema has them all`;
  },
};
