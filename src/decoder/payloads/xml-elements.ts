// Elements of XML, as XMPP has them: tags, attributes and texts, no document types.

import { hexOffset } from '../model/words.ts';
import { quoted } from './fields.ts';
import { maxDepth, type OpenNode, type PayloadTree } from './tree.ts';

const attribute = /([^\s=<>"']+)\s*=\s*(?:"([^"]*)"|'([^']*)')/g;
const less = 0x3c;
const greater = 0x3e;
const quotes = [0x22, 0x27];

/** The `>` of the tag at a place, not one in the value of an attribute; below 0 where there is none. */
function tagEnd(bytes: Uint8Array, from: number): number {
  let quote = 0;
  for (let at = from; at < bytes.length; at++) {
    const byte = bytes[at];
    if (quote === 0 && byte === greater) return at;
    if (quote === 0 && quotes.includes(byte)) quote = byte;
    else if (byte === quote) quote = 0;
  }
  return -1;
}

/** Adds the elements of a text. It reads tags, not documents: entities stay as they are. */
export function addXml(tree: PayloadTree): void {
  const { bytes } = tree;
  const open: OpenNode[] = [];
  for (let at = 0; at < bytes.length && !tree.isFull; ) {
    const from = bytes.indexOf(less, at);
    const textEnd = from < 0 ? bytes.length : from;
    tree.work += textEnd - at;
    const text = tree.text(at, textEnd).trim();
    if (text !== '') tree.add(open.at(-1) ?? null, 'text', quoted(text), at, textEnd);
    if (from < 0) break;
    const close = tagEnd(bytes, from);
    const end = close < 0 ? bytes.length : close + 1;
    tree.work += end - from;
    if (close < 0) {
      tree.addProblem(
        open.at(-1) ?? null,
        `Expected > at the end of a tag, found the end, at ${hexOffset(end)}.`,
        from,
        end,
      );
      return;
    }
    if (!addTag(tree, open, { from, end })) return;
    at = end;
  }
  const last = open.at(-1);
  if (last !== undefined && !tree.isFull)
    last.problem ??= `Expected the end of ${quoted(last.label)}, found the end of the message.`;
}

/** Adds a tag; `false` where it ends another element than the one that is open: the rest cannot be placed. */
function addTag(tree: PayloadTree, open: OpenNode[], { from, end }: { from: number; end: number }): boolean {
  const { bytes } = tree;
  if (bytes[from + 1] === 0x2f) return closeElement(tree, open.pop(), { from, end });
  const isEmpty = bytes[end - 2] === 0x2f;
  const content = tree.text(from + 1, end - (isEmpty ? 2 : 1));
  const name = /^[^\s/>]+/.exec(content)?.[0] ?? '';
  const node = tree.add(open.at(-1) ?? null, name, '', from, end);
  if (/^[!?]/.test(name)) return true;
  for (const found of content.matchAll(attribute)) {
    // Characters before it are as many bytes where they are ASCII: else the range is that of the tag.
    const isAscii = node.end - node.start - (isEmpty ? 3 : 2) === content.length;
    const start = isAscii ? from + 1 + found.index : from;
    tree.add(node, found[1], quoted(found[2] ?? found[3]), start, isAscii ? start + found[0].length : end);
  }
  if (!isEmpty && open.length < maxDepth) open.push(node);
  else if (!isEmpty) tree.stopAtDepth();
  return true;
}

function closeElement(
  tree: PayloadTree,
  closed: OpenNode | undefined,
  { from, end }: { from: number; end: number },
): boolean {
  if (closed === undefined) {
    const problem = `Expected a tag that opens, found one that closes, at ${hexOffset(from)}.`;
    tree.addProblem(null, problem, from, end);
    return false;
  }
  const name = tree.text(from + 2, end - 1).trim();
  closed.end = end;
  if (name === closed.label) return true;
  closed.problem ??= `Expected the end of ${quoted(closed.label)}, found that of ${quoted(name)}, at ${hexOffset(from)}.`;
  return false;
}
