// SIP over WebSocket (RFC 7118): one message a WebSocket message, start line, headers, blank line, body.

import { count, hexOffset } from '../../model/words.ts';
import { FieldReader } from '../fields.ts';
import type { PayloadFormat } from '../format.ts';
import type { PayloadTree } from '../tree.ts';

const requestLine = /^[A-Z]{3,20} sips?:\S+ SIP\/2\.0\r?\n/;
const statusLine = /^SIP\/2\.0 [1-6]\d\d [^\r\n]*\r?\n/;

/** Adds the lines of the head. Returns the place after the blank line. */
function addHead(tree: PayloadTree): number {
  const { bytes } = tree;
  let at = 0;
  for (let i = 0; at < bytes.length && !tree.isFull; i++) {
    const found = bytes.indexOf(0x0a, at);
    const next = found < 0 ? bytes.length : found + 1;
    const end = found > at && bytes[found - 1] === 0x0d ? found - 1 : found < 0 ? next : found;
    tree.work += next - at;
    if (end === at) return next;
    const line = tree.text(at, end);
    const colon = line.indexOf(':');
    if (i === 0) tree.add(null, 'start line', line, at, end);
    else if (colon > 0) tree.add(null, line.slice(0, colon), line.slice(colon + 1).trim(), at, end);
    else {
      const node = tree.add(null, 'header', line, at, end);
      node.problem = `Expected a colon in the header, found none, at ${hexOffset(at)}.`;
    }
    at = next;
  }
  return at;
}

export const sipFormat: PayloadFormat = {
  id: 'sip',
  name: 'SIP',
  layer: 'protocol',

  recognise({ text, facts }) {
    const isAgreed = facts.subprotocol?.trim().toLowerCase() === 'sip';
    if (text === null) return 'no';
    if (requestLine.test(text) || statusLine.test(text)) return 'certain';
    return isAgreed ? (/^(?:\r\n)*$/.test(text) ? 'certain' : 'possible') : 'no';
  },

  parse(tree) {
    if (tree.bytes.length <= 4 && tree.bytes.every((byte) => byte === 0x0d || byte === 0x0a)) {
      tree.add(null, 'keep-alive', '', 0, tree.bytes.length);
      return 'keep-alive';
    }
    const body = addHead(tree);
    const reader = new FieldReader(tree, body);
    if (reader.left > 0) reader.textOrBytes(null, 'body', reader.left);
    const [start] = tree.roots;
    const size = tree.bytes.length - body;
    return `${start?.value.slice(0, 100) ?? 'message'}${size > 0 ? `, ${count(size, 'byte')} of body` : ''}`;
  },
};
