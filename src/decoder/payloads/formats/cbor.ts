// CBOR (RFC 8949): one data item, or a sequence of them (RFC 8742). It has no signature but the tag 55799.

import { startsWith } from '../../bytes/starts-with.ts';
import type { PayloadFormat } from '../format.ts';
import { PayloadTree } from '../tree.ts';
import { CborReader } from '../values/cbor.ts';
import { valueSummary } from '../values/messagepack.ts';

const maxLookedAt = 65_536;
const minTextBytes = 4;
/** Tag 55799: self-described CBOR. */
const signature = '\u00d9\u00d9\u00f7';

function read(tree: PayloadTree): CborReader {
  const reader = new CborReader(tree);
  for (let i = 0; reader.left > 0; i++) reader.value(null, i === 0 ? 'value' : `value ${i}`);
  return reader;
}

export const cborFormat: PayloadFormat = {
  id: 'cbor',
  name: 'CBOR',
  layer: 'encoding',

  recognise(sample) {
    const { bytes, facts } = sample;
    if (facts.kind === 'text' || bytes.length === 0) return 'no';
    const tree = new PayloadTree(bytes.subarray(0, maxLookedAt));
    const { failed, signs } = read(tree);
    if (failed && tree.limit === null && bytes.length <= maxLookedAt) return 'no';
    if (startsWith(bytes, signature) || sample.speaks('cbor')) return 'certain';
    const isContainer = tree.roots.length === 1 && tree.roots[0].children.length > 0;
    const hasText = signs.textBytes >= minTextBytes && signs.textBytes * 4 >= tree.bytes.length / 4;
    return isContainer && hasText && signs.oddNames === 0 ? 'likely' : 'possible';
  },

  parse(tree) {
    read(tree);
    const more = tree.roots.length > 1 ? `, and ${tree.roots.length - 1} more` : '';
    return `${valueSummary(tree.roots[0])}${more}`;
  },
};
