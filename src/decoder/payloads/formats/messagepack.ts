// MessagePack: values one after another. It has no signature, so that short or random bytes are often well-formed.

import { hexOffset } from '../../model/words.ts';
import type { PayloadFormat } from '../format.ts';
import { PayloadTree } from '../tree.ts';
import { readMessagePack, valueSummary } from '../values/messagepack.ts';

/** Bytes that are looked at to recognise it. */
const maxLookedAt = 65_536;
/** Texts of this many bytes are hardly there by chance. */
const minTextBytes = 4;

export const messagePackFormat: PayloadFormat = {
  id: 'messagepack',
  name: 'MessagePack',
  layer: 'encoding',

  recognise(sample) {
    const { bytes, facts } = sample;
    const isAgreed = sample.speaks('msgpack', 'messagepack');
    if (facts.kind === 'text' || bytes.length === 0) return 'no';
    const tree = new PayloadTree(bytes.subarray(0, maxLookedAt));
    const { failed, signs } = readMessagePack(tree, null, 0, tree.bytes.length);
    const isCut = tree.limit !== null || bytes.length > maxLookedAt;
    if (failed && !isCut) return 'no';
    if (isAgreed) return 'certain';
    const isContainer = tree.roots.length === 1 && tree.roots[0].children.length > 0;
    const hasText = signs.textBytes >= minTextBytes && signs.textBytes * 4 >= tree.bytes.length / 4;
    return isContainer && hasText && signs.oddNames === 0 ? 'likely' : 'possible';
  },

  parse(tree) {
    const reader = readMessagePack(tree, null, 0, tree.bytes.length);
    if (reader.failed && tree.limit === null && tree.roots.length === 0) {
      tree.addProblem(
        null,
        `Expected a MessagePack value, found other bytes, at ${hexOffset(0)}.`,
        0,
        reader.end,
      );
    }
    const more = tree.roots.length > 1 ? `, and ${tree.roots.length - 1} more` : '';
    return `${valueSummary(tree.roots[0])}${more}`;
  },
};
