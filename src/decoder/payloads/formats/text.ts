// Text in UTF-8 without a format that is known here.

import { firstNotUtf8 } from '../../bytes/utf8.ts';
import { count, hexOffset } from '../../model/words.ts';
import { isPrintableText, quoted } from '../fields.ts';
import type { PayloadFormat } from '../format.ts';

/** Lines that have a node each. */
const maxLines = 500;

export const textFormat: PayloadFormat = {
  id: 'text',
  name: 'Text',
  layer: 'plain',

  recognise({ bytes, facts }) {
    if (isPrintableText(bytes)) return 'certain';
    return facts.kind === 'text' && firstNotUtf8(bytes) < 0 ? 'certain' : 'no';
  },

  parse(tree) {
    const { bytes } = tree;
    let lines = 0;
    for (let at = 0; at < bytes.length && !tree.isFull; lines++) {
      if (lines === maxLines) {
        tree.limit = `The first ${count(maxLines, 'line')}. The rest of the text is not listed.`;
        break;
      }
      const found = bytes.indexOf(0x0a, at);
      const end = found < 0 ? bytes.length : found;
      tree.work += end - at + 1;
      const text = tree.text(at, bytes[end - 1] === 0x0d && found >= 0 ? end - 1 : end);
      tree.add(null, `line ${lines + 1}`, quoted(text), at, found < 0 ? end : end + 1);
      at = end + 1;
    }
    const bad = firstNotUtf8(bytes);
    if (bad >= 0) {
      tree.addProblem(null, `Expected UTF-8, found other bytes, at ${hexOffset(bad)}.`, bad, bytes.length);
    }
    return bytes.length === 0 ? 'empty' : quoted(tree.text(0, Math.min(bytes.length, 120)));
  },
};
