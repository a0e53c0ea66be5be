// Instructions of Guacamole (guacamole.apache.org, protocol): `4.size,1.0,2.10;`. Each element has its length in
// characters before it.

import { decodeText } from '../bytes/utf8.ts';
import { hexOffset } from '../model/words.ts';
import { quoted } from './fields.ts';
import type { OpenNode, PayloadTree } from './tree.ts';

const comma = 0x2c;
const semicolon = 0x3b;
const maxDigits = 7;

/** An element: its text, and the place after it; `null` where it is not one. */
export function elementAt(bytes: Uint8Array, at: number): { start: number; end: number } | null {
  let length = 0;
  let i = at;
  while (bytes[i] >= 0x30 && bytes[i] <= 0x39 && i - at < maxDigits) length = length * 10 + bytes[i++] - 0x30;
  if (i === at || bytes[i] !== 0x2e) return null;
  const start = i + 1;
  let end = start;
  for (let characters = 0; characters < length; characters++) {
    if (end >= bytes.length) return null;
    end++;
    while ((bytes[end] & 0xc0) === 0x80) end++;
  }
  return { start, end };
}

/** Adds the instructions of a message. Returns their names; `isWhole`: nothing else is in it. */
export function addInstructions(tree: PayloadTree): { names: string[]; isWhole: boolean } {
  const { bytes } = tree;
  const names: string[] = [];
  let at = 0;
  while (at < bytes.length && !tree.isFull) {
    const node = tree.add(null, '', '', at, at);
    const next = addElements(tree, node, at);
    node.end = next.at;
    names.push(wordsOf(node));
    if (!next.isWhole) {
      node.problem = `Expected an instruction of Guacamole, found other bytes, at ${hexOffset(next.at)}.`;
      return { names, isWhole: false };
    }
    at = next.at;
  }
  return { names, isWhole: names.length > 0 };
}

/** The name of an instruction. The tunnel has instructions of its own, without one; an error says why. */
function wordsOf(node: OpenNode): string {
  const said = node.children[0]?.value ?? '';
  if (node.label === '') {
    node.label = '(of the tunnel)';
    return `tunnel ${said}`;
  }
  return node.label === 'error' ? `error ${said}` : node.label;
}

function addElements(tree: PayloadTree, node: OpenNode, from: number): { at: number; isWhole: boolean } {
  const { bytes } = tree;
  let at = from;
  for (let i = 0; !tree.isFull; i++) {
    const element = elementAt(bytes, at);
    if (element === null) return { at, isWhole: false };
    const { start, end } = element;
    tree.work += end - at;
    if (i === 0) node.label = decodeText(bytes.subarray(start, Math.min(end, start + 60)));
    else tree.add(node, `argument ${i}`, quoted(tree.text(start, end)), at, end);
    if (bytes[end] === semicolon) return { at: end + 1, isWhole: true };
    if (bytes[end] !== comma) return { at: end, isWhole: false };
    at = end + 1;
  }
  return { at, isWhole: true };
}
