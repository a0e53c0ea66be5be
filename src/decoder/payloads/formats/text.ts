// Text in UTF-8 without a format that is known here.

import { firstNotUtf8 } from '../../bytes/utf8.ts';
import { count, hexOffset } from '../../model/words.ts';
import { isPrintableText, quoted } from '../fields.ts';
import type { PayloadFormat } from '../format.ts';
import type { PayloadTree } from '../tree.ts';

/** Lines that have a node each. */
const maxLines = 500;
const maxSummaryBytes = 120;

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
    return bytes.length === 0 ? 'empty' : quoted(beginning(tree));
  },
};

/** The first characters; none is cut. */
function beginning(tree: PayloadTree): string {
  const { bytes } = tree;
  if (bytes.length <= maxSummaryBytes) return tree.text(0, bytes.length);
  let end = maxSummaryBytes;
  while (end > 0 && (bytes[end] & 0xc0) === 0x80) end--;
  return `${tree.text(0, end)}…`;
}
