// JSON-RPC 2.0 (jsonrpc.org/specification), and the Language Server Protocol, whose messages may have a head of their
// own: `Content-Length: 41`, blank line, JSON.

import type { PayloadFormat } from '../format.ts';
import { addMessageJson, child, joinWords } from '../json-messages.ts';
import { isRecord } from '../sample.ts';
import type { OpenNode, PayloadTree } from '../tree.ts';
import { addJson } from '../values/json.ts';

const head = /^Content-Length: *(\d+)\r\n(?:[A-Za-z-]+: *[^\r\n]*\r\n)*\r\n/i;
/** Methods of the Language Server Protocol. */
const lspMethod =
  /^(?:textDocument|workspace|window|client|\$|completionItem|codeAction)\/|^initialized$|^initialize$/;

const errorCodes: Readonly<Record<string, string>> = {
  '-32700': 'parse error',
  '-32600': 'invalid request',
  '-32601': 'method not found',
  '-32602': 'invalid params',
  '-32603': 'internal error',
};

function isCall(value: unknown): boolean {
  return isRecord(value) && value.jsonrpc === '2.0';
}

function addHead(tree: PayloadTree, length: number): void {
  tree.add(null, 'head', tree.text(0, length - 4), 0, length);
}

function messageWords(node: OpenNode | null): string {
  if (node === null) return 'message';
  if (node.value.startsWith('[')) return `batch of ${node.children.length}`;
  const id = child(node, 'id')?.value ?? '';
  const method = child(node, 'method')?.value;
  const of = id === '' || id === 'null' ? '' : `#${id}`;
  if (method !== undefined) {
    const name = lspMethod.test(method.slice(1, -1)) ? 'LSP' : '';
    return joinWords(name, id === '' ? 'notification' : 'request', of, method);
  }
  const error = child(node, 'error');
  if (error === undefined) return joinWords('result', of);
  const code = child(error, 'code');
  const word = code === undefined ? undefined : errorCodes[code.value];
  if (code !== undefined && word !== undefined) code.value = `${code.value} (${word})`;
  return joinWords('error', of, child(error, 'message')?.value ?? '');
}

export const jsonRpcFormat: PayloadFormat = {
  id: 'json-rpc',
  name: 'JSON-RPC',
  layer: 'protocol',

  recognise(sample) {
    if (sample.text !== null && head.test(sample.text)) return 'certain';
    const value = sample.json;
    return isCall(value) || (Array.isArray(value) && value.length > 0 && value.every(isCall))
      ? 'certain'
      : 'no';
  },

  parse(tree, sample) {
    const headText = sample.text === null ? null : head.exec(sample.text);
    if (headText === null) return messageWords(addMessageJson(tree));
    const { length } = headText[0];
    addHead(tree, length);
    const node = addJson(tree, null, 'message', length, tree.bytes.length);
    const wanted = Number(headText[1]);
    const found = tree.bytes.length - length;
    if (wanted !== found) {
      tree.addProblem(
        tree.roots[0],
        `Expected ${wanted} bytes, as Content-Length says, found ${found}, at 0x${length.toString(16)}.`,
        0,
        length,
      );
    }
    return messageWords(node);
  },
};
