// Protocol Buffers without a schema. They have no signature: without texts inside they cannot be told from other bytes.

import { count } from '../../model/words.ts';
import type { PayloadFormat } from '../format.ts';
import { addMessage, signsOfMessage } from '../values/protobuf.ts';

const maxLookedAt = 65_536;
/** Field numbers above are rare in hand-written schemas. */
const highestUsualField = 100;
const minTextBytes = 6;

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
    const isUsual = fields >= 2 && highestField <= highestUsualField;
    return isUsual && textBytes >= minTextBytes ? 'likely' : 'possible';
  },

  parse(tree) {
    addMessage(tree, null, 0, tree.bytes.length);
    return `message of ${count(tree.roots.length, 'field')}, without a schema`;
  },
};
