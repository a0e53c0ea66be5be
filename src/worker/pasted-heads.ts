// A handshake pasted in another form than wire text: its heads become a connection, so that it is diagnosed
// like a captured one.

import { MemoryStore } from '../decoder/bytes/store.ts';
import { checkHandshake } from '../decoder/handshake-check/check.ts';
import type { PastedHead } from '../decoder/handshake-check/pasted.ts';
import type { Capture } from './capture.ts';

/**
 * Whether the handshake check reads heads in a text, and no tool reports that there was no response: only then
 * is there a connection to judge.
 */
export function hasHeads(text: string): boolean {
  const { exchanges, error } = checkHandshake(text);
  const last = exchanges.at(-1);
  return last !== undefined && (last.exchange.response !== null || error === null);
}

/**
 * Gives the heads of a pasted handshake to the capture, so that the connection is diagnosed. Heads that the
 * form of the text shows only in part are left out: nothing is said about headers that may have been sent.
 */
export function giveHeads(capture: Capture, text: string): void {
  const exchange = checkHandshake(text).exchanges.at(-1)?.exchange;
  const request = wholeHead(exchange?.request ?? null);
  const response = wholeHead(exchange?.response ?? null);
  if (request === null && response === null) return;
  const store = new MemoryStore('handshake');
  const connection = capture.connection({
    transport: 'bytes',
    fidelity: 'bytes',
    client: null,
    server: null,
    roles: 'known',
    store,
  });
  for (const [sender, head] of [
    ['client', request],
    ['server', response],
  ] as const) {
    if (head !== null) connection.data(sender, head.bytes, store.append(head.bytes), Number.NaN);
  }
}

function wholeHead(head: PastedHead | null): PastedHead | null {
  return head !== null && !head.startLineAssumed && head.hidden.length === 0 ? head : null;
}
