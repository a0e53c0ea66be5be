// One zlib stream over all messages of a sender (`compress=zlib-stream`): each message ends at a flush. What this
// message adds was inflated with the messages before it.

import { formatBytes } from '../../model/words.ts';
import type { PayloadFormat } from '../format.ts';
import { inflatedFrom } from '../unpack.ts';

export const zlibStreamFormat: PayloadFormat = {
  id: 'zlib-stream',
  name: 'zlib stream over messages',
  layer: 'encoding',
  recognise: ({ facts }) => (facts.inflated !== null ? 'certain' : 'no'),

  parse(tree, { facts }) {
    const { length } = tree.bytes;
    const node = tree.add(null, 'inflated', '', 0, length);
    if (facts.inflated === null) {
      node.problem = 'Expected a part of a zlib stream, found other bytes.';
      return 'no part of a stream';
    }
    node.value = formatBytes(facts.inflated.length);
    tree.work += facts.inflated.length;
    if (facts.inflated.length > 0) tree.addUnpacked(node, inflatedFrom(facts.inflated, 0, length));
    return `${formatBytes(length)} inflate to ${formatBytes(facts.inflated.length)}`;
  },
};
