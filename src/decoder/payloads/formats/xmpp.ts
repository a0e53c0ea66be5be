// XMPP over WebSocket (RFC 7395): one XML element a message.

import { hexOffset } from '../../model/words.ts';
import { quoted } from '../fields.ts';
import type { PayloadFormat } from '../format.ts';
import { maxDepth, type OpenNode, type PayloadTree } from '../tree.ts';

const framing = 'urn:ietf:params:xml:ns:xmpp-framing';
const stanza =
  /^\s*<(?:open|close|message|presence|iq|stream:features|features|auth|success|failure|challenge|response|a|r|sm:\w+|enable|enabled|resume|resumed)\b/;
const attribute = /([^\s=<>"']+)\s*=\s*(?:"([^"]*)"|'([^']*)')/g;
const less = 0x3c;
const greater = 0x3e;

/** Adds the elements of a text. It reads tags, not documents: entities stay as they are. */
function addXml(tree: PayloadTree): void {
  const { bytes } = tree;
  const open: OpenNode[] = [];
  for (let at = 0; at < bytes.length && !tree.isFull; ) {
    const from = bytes.indexOf(less, at);
    const textEnd = from < 0 ? bytes.length : from;
    tree.work += textEnd - at;
    const text = tree.text(at, textEnd).trim();
    if (text !== '') tree.add(open.at(-1) ?? null, 'text', quoted(text), at, textEnd);
    if (from < 0) break;
    const close = bytes.indexOf(greater, from);
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
    addTag(tree, open, { from, end });
    at = end;
  }
  const last = open.at(-1);
  if (last !== undefined && !tree.isFull)
    last.problem ??= `Expected the end of ${quoted(last.label)}, found the end of the message.`;
}

function addTag(tree: PayloadTree, open: OpenNode[], { from, end }: { from: number; end: number }): void {
  const { bytes } = tree;
  if (bytes[from + 1] === 0x2f) {
    const closed = open.pop();
    if (closed === undefined)
      tree.addProblem(
        null,
        `Expected a tag that opens, found one that closes, at ${hexOffset(from)}.`,
        from,
        end,
      );
    else closed.end = end;
    return;
  }
  const isEmpty = bytes[end - 2] === 0x2f;
  const content = tree.text(from + 1, end - (isEmpty ? 2 : 1));
  const name = /^[^\s/>]+/.exec(content)?.[0] ?? '';
  const node = tree.add(open.at(-1) ?? null, name, '', from, end);
  if (/^[!?]/.test(name)) return;
  for (const found of content.matchAll(attribute)) {
    // Characters before it are as many bytes where they are ASCII: else the range is that of the tag.
    const isAscii = node.end - node.start - (isEmpty ? 3 : 2) === content.length;
    const start = isAscii ? from + 1 + found.index : from;
    tree.add(node, found[1], quoted(found[2] ?? found[3]), start, isAscii ? start + found[0].length : end);
  }
  if (!isEmpty && open.length < maxDepth) open.push(node);
  else if (!isEmpty) tree.stopAtDepth();
}

export const xmppFormat: PayloadFormat = {
  id: 'xmpp',
  name: 'XMPP',
  layer: 'protocol',

  recognise(sample) {
    const { text } = sample;
    if (text === null || !/^\s*</.test(text)) return 'no';
    if (sample.speaks('xmpp')) return 'certain';
    if (text.includes(framing)) return 'certain';
    return stanza.test(text) && /jabber:|urn:ietf:params:xml:ns:xmpp/.test(text) ? 'likely' : 'no';
  },

  parse(tree) {
    addXml(tree);
    const [root] = tree.roots;
    if (root === undefined) return 'empty';
    const words = ['type', 'from', 'to', 'id']
      .flatMap((label) => root.children.filter((one) => one.label === label).slice(0, 1))
      .map(({ label, value }) => `${label} ${value}`);
    return [root.label, ...words].join(', ').slice(0, 160);
  },
};
