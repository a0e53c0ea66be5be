// Text in UTF-16 inside a binary message, with a byte order mark or without.

import { count } from '../../model/words.ts';
import { quoted } from '../fields.ts';
import type { PayloadFormat } from '../format.ts';

type Order = 'little' | 'big';
/** Characters without a mark from which on the pattern of zeros is telling. */
const minCharacters = 6;
const maxShownBytes = 4000;

function markOf(bytes: Uint8Array): Order | null {
  if (bytes.length < 2 || bytes.length % 2 !== 0) return null;
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return 'little';
  return bytes[0] === 0xfe && bytes[1] === 0xff ? 'big' : null;
}

/** The order in which every second byte is 0 and every other a printable character. */
function orderOf(bytes: Uint8Array): Order | null {
  if (bytes.length % 2 !== 0 || bytes.length < 2 * minCharacters) return null;
  for (const order of ['little', 'big'] as const) {
    const low = order === 'little' ? 0 : 1;
    let plain = 0;
    for (let i = 0; i < bytes.length; i += 2) {
      const value = bytes[i + low];
      const isPlain =
        bytes[i + 1 - low] === 0 && (value >= 32 || value === 9 || value === 10 || value === 13);
      if (isPlain) plain++;
    }
    if (plain === bytes.length / 2) return order;
  }
  return null;
}

function textOf(bytes: Uint8Array, order: Order): string {
  let text = '';
  const low = order === 'little' ? 0 : 1;
  for (let i = 0; i + 1 < Math.min(bytes.length, maxShownBytes); i += 2) {
    text += String.fromCharCode(bytes[i + low] | (bytes[i + 1 - low] << 8));
  }
  return bytes.length > maxShownBytes ? `${text}…` : text;
}

export const utf16Format: PayloadFormat = {
  id: 'utf-16',
  name: 'UTF-16 text',
  layer: 'encoding',

  recognise({ bytes, facts }) {
    if (facts.kind === 'text') return 'no';
    if (markOf(bytes) !== null)
      return bytes.length >= 8 && orderOf(bytes.subarray(2)) !== null ? 'certain' : 'possible';
    return orderOf(bytes) === null ? 'no' : 'likely';
  },

  parse(tree) {
    const { bytes } = tree;
    const mark = markOf(bytes);
    const order = mark ?? orderOf(bytes) ?? 'little';
    const start = mark === null ? 0 : 2;
    if (mark !== null) tree.add(null, 'byte order mark', `${mark}-endian`, 0, 2);
    tree.work += bytes.length;
    const node = tree.add(null, 'text', quoted(textOf(bytes.subarray(start), order)), start, bytes.length);
    if (bytes.length % 2 !== 0) node.problem = `Expected an even number of bytes, found ${bytes.length}.`;
    return `${order}-endian, ${count(Math.floor((bytes.length - start) / 2), 'unit')}`;
  },
};
