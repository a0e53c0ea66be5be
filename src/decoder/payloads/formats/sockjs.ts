// SockJS over WebSocket (sockjs-protocol): frames of one letter from the server, arrays of texts from the client. The
// messages are texts inside JSON.

import { encodeText } from '../../bytes/utf8.ts';
import { count } from '../../model/words.ts';
import type { PayloadFormat } from '../format.ts';
import type { PayloadSample } from '../sample.ts';
import type { OpenNode, PayloadTree } from '../tree.ts';
import { addJson } from '../values/json.ts';

const letters: Readonly<Record<string, string>> = {
  o: 'open',
  h: 'heartbeat',
  a: 'array of messages',
  m: 'message',
  c: 'close',
};
const serverFrame = /^(?:[oh]$|a\[[\s\S]*\]$|m"[\s\S]*"$|c\[\d{1,5},"[\s\S]*"\]$)/;

function isSockJsPath(sample: PayloadSample): boolean {
  return sample.asksFor(/\/\d{3}\/[\w-]+\/websocket(?:$|\?)/);
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Decodes each text of an array below its node. */
function addMessages(tree: PayloadTree, node: OpenNode | null, values: unknown): number {
  const list = Array.isArray(values) ? values : [values];
  const nodes = node === null ? [] : Array.isArray(values) ? node.children : [node];
  for (const [i, child] of nodes.entries()) {
    const text: unknown = list[i];
    if (typeof text !== 'string') continue;
    const { start, end } = child;
    child.label = `message ${i + 1}`;
    child.value = '';
    tree.addUnpacked(child, {
      bytes: encodeText(text),
      by: 'reading the JSON text',
      isExact: false,
      locate: () => ({ start, end }),
    });
  }
  return list.length;
}

export const sockJsFormat: PayloadFormat = {
  id: 'sockjs',
  name: 'SockJS',
  layer: 'protocol',

  recognise(sample) {
    const { text, facts, array } = sample;
    if (text === null || facts.kind !== 'text') return 'no';
    const isServer = serverFrame.test(text);
    const isClient = array?.every((one) => typeof one === 'string') === true && array.length > 0;
    if (isSockJsPath(sample)) return (facts.sender === 'server' ? isServer : isClient) ? 'certain' : 'no';
    return isServer && text.length > 1 ? 'possible' : 'no';
  },

  parse(tree, sample) {
    const text = sample.text ?? '';
    const letter = letters[text[0]] === undefined ? '' : text[0];
    if (letter !== '') tree.add(null, 'type', `${letter} (${letters[letter]})`, 0, 1);
    const start = letter.length;
    if (start >= tree.bytes.length) return letters[letter] ?? 'empty';
    const node = addJson(tree, null, letter === 'c' ? 'close' : 'messages', start, tree.bytes.length);
    const values = jsonOf(text.slice(start));
    if (letter !== 'c') return count(addMessages(tree, node, values), 'message');
    const [code, reason] = node?.children ?? [];
    if (code !== undefined) code.label = 'code';
    if (reason !== undefined) reason.label = 'reason';
    return `close ${code?.value ?? ''} ${reason?.value ?? ''}`.trim();
  },
};
