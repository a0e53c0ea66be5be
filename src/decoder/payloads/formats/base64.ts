// Base64 (RFC 4648) as the whole of a text, also in a data URL.

import { decodeLatin1 } from '../../bytes/utf8.ts';
import { count } from '../../model/words.ts';
import type { PayloadFormat } from '../format.ts';
import { unpackBase64 } from '../unpack.ts';

/** Shorter texts are often words. */
const minLength = 16;
const dataUrl = /^data:[\w.+-]*\/?[\w.+-]*(?:;[\w-]+=[\w.-]+)*;base64,/;
const whole = /^[A-Za-z0-9+/]+={0,2}$|^[A-Za-z0-9_-]+={0,2}$/;

export const base64Format: PayloadFormat = {
  id: 'base64',
  name: 'Base64',
  layer: 'encoding',

  recognise({ text, bytes }) {
    if (text === null || bytes.length < minLength) return 'no';
    const head = dataUrl.exec(text)?.[0].length ?? 0;
    const content = text.slice(head);
    if (!whole.test(content) || unpackBase64(bytes, head, bytes.length) === null) return 'no';
    if (head > 0) return 'certain';
    // A word or a hex number has no digits of both cases, or no other letters.
    const isMixed = /[a-z]/.test(content) && /[A-Z]/.test(content) && /[0-9+/_=-]/.test(content);
    return isMixed && content.length % 4 === 0 && (content.length >= 40 || content.endsWith('='))
      ? 'likely'
      : 'possible';
  },

  parse(tree) {
    const { bytes } = tree;
    const head = dataUrl.exec(decodeLatin1(bytes.subarray(0, 200)))?.[0].length ?? 0;
    if (head > 0) tree.add(null, 'data URL', tree.text(0, head), 0, head);
    const unpacked = unpackBase64(bytes, head, bytes.length);
    tree.work += bytes.length;
    const node = tree.add(null, 'decoded', '', head, bytes.length);
    if (unpacked === null) {
      node.problem = 'Expected base64, found other characters.';
      return 'no base64';
    }
    if (unpacked.bytes.length > 0) tree.addUnpacked(node, unpacked);
    return `base64 of ${count(unpacked.bytes.length, 'byte')}`;
  },
};
