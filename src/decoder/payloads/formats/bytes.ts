// Bytes without a format that is known here.

import { count } from '../../model/words.ts';
import { hexOf } from '../fields.ts';
import type { PayloadFormat } from '../format.ts';

export const bytesFormat: PayloadFormat = {
  id: 'bytes',
  name: 'Bytes',
  layer: 'plain',
  recognise: () => 'likely',

  parse(tree) {
    const { length } = tree.bytes;
    if (length > 0) tree.add(null, 'bytes', hexOf(tree.bytes), 0, length);
    return count(length, 'byte');
  },
};
