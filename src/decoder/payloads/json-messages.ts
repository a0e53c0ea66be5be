// What the protocols share whose messages are JSON.

import { type NumberWords, numberText, quoted } from './fields.ts';
import { isRecord } from './sample.ts';
import type { OpenNode, PayloadTree } from './tree.ts';
import { addJson } from './values/json.ts';

/** Adds a whole payload as JSON. */
export function addMessageJson(tree: PayloadTree): OpenNode | null {
  return addJson(tree, null, 'message', 0, tree.bytes.length);
}

/** Adds a whole payload as a JSON array whose values have names. */
export function addNamedArray(tree: PayloadTree, names: readonly string[]): OpenNode | null {
  const node = addMessageJson(tree);
  if (node?.value.startsWith('[')) nameChildren(node, names);
  return node;
}

/** Names the children of an array. */
export function nameChildren(node: OpenNode, names: readonly string[]): void {
  for (const [i, child] of node.children.entries()) child.label = names[i] ?? child.label;
}

/** The member of an object or array with a label. */
export function child(node: OpenNode | null | undefined, label: string): OpenNode | undefined {
  return node?.children.find((one) => one.label === label);
}

/** Adds the word for a number to its node. Returns the word, or an empty text. */
export function nameNumber(node: OpenNode | undefined, words: NumberWords): string {
  if (node === undefined) return '';
  const value = Number(node.value);
  if (!Number.isInteger(value)) return '';
  const word = (typeof words === 'function' ? words(value) : words[value]) ?? '';
  node.value = numberText(value, words);
  return word;
}

/** A value of a message in a summary: texts in quotes, others as they are. */
export function shown(value: unknown): string {
  if (typeof value !== 'string') return value === undefined ? '' : String(value).slice(0, 60);
  return quoted(value.length > 60 ? `${value.slice(0, 60)}…` : value);
}

/** Words joined by spaces, empty ones left out. */
export function joinWords(...words: readonly string[]): string {
  return words.filter((word) => word !== '').join(' ');
}

/** A text as a JSON object; `null` where it is none. */
export function recordOf(text: string): Readonly<Record<string, unknown>> | null {
  try {
    const value: unknown = JSON.parse(text);
    return isRecord(value) ? value : null;
  } catch {
    return null;
  }
}
