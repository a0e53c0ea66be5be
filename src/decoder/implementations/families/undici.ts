// undici, which is the WebSocket class built into Node.js: version 6 in Node 20 and 22, version 7 from Node 24.

import type { ReaderState } from '../frame-facts.ts';
import { at, type Check, client, type HandshakeLine, type Implementation } from '../implementation.ts';
import type { WireFrame } from '../wire-frame.ts';

interface Version {
  /** Code of the Close frame; `null` where the version sends none. */
  readonly closes: (code: number) => number | null;
  readonly inflateCloses: number | null;
  readonly big: readonly Check[];
  readonly orphan: 'orphan' | 'orphanNotCompressed';
}

function checks({ closes, inflateCloses, big, orphan }: Version): Check[] {
  return [
    ...at('head', closes(1002), [
      [['opcodeData', 'opcodeControl'], 'Invalid opcode received'],
      ['masked', 'Frame cannot be masked'],
      ['rsv1', 'Expected RSV1 to be clear.'],
      ['rsv23', 'RSV1, RSV2, RSV3 must be clear'],
      ['fragmentedControl', 'Invalid frame type was fragmented.'],
      ['interleaved', 'Expected continuation frame'],
      ['controlForm', 'Control frame either too large or fragmented'],
      [orphan, 'Unexpected continuation frame'],
    ]),
    ...at('length', closes(1009), [['over31', 'Received payload length > 2^31 bytes.']]),
    ...big,
    ...at('payload', inflateCloses, [['deflate', '{zlib}']]),
    ...at('message', closes(1007), [['text', 'Received invalid UTF-8 in text frame.']]),
    ...at('payload', closes(1002), [['closeOneByte', 'Received close frame with a 1-byte body.']]),
    ...at('payload', 1002, [['closeCode', 'Invalid status code']]),
    ...at('payload', 1007, [['closeReason', 'Invalid UTF-8']]),
  ];
}

const inflated = 'Max decompressed message size exceeded';
const limits = [
  ...at('length', 1009, [[['tooBig', 'messageTooBig'], 'Payload size exceeds maximum allowed size']]),
  ...at('payload', 1009, [['inflatedTooBig', inflated]]),
];
/** A continuation after a compressed message is inflated as more of it. */
const take = (frame: WireFrame, { content }: ReaderState) =>
  frame.opcode === 0 && !content.open ? { compressed: content.compressed } : {};

const refused = 'Received network error or non-101 status code.';
const handshake: readonly HandshakeLine[] = [
  ['status', refused],
  ['upgrade', 'Server did not set Upgrade header to "websocket".', refused],
  ['connection', 'Server did not set Connection header to "upgrade".', refused],
  ['accept', 'Incorrect hash received in Sec-WebSocket-Accept header.'],
  ['extensions', 'Sec-WebSocket-Extensions header does not match.'],
  ['subprotocol', 'Protocol was not set in the opening handshake.'],
];
const closeCodes = '1000-1003,1007-1014,3000-4999';

const shared = {
  roles: client,
  inflating: { afterLast: 'ignored' as const, keepsWindow: true },
  closeCodes,
  reason: 'text' as const,
  cut: { text: 'no message, close 1006', closeCode: null },
  answersWithoutReason: true,
  handshake,
};

export const undici: Implementation = {
  ...shared,
  cut: { text: 'no message, close 1006', closeCode: null, error: 'TypeError' },
  id: 'undici',
  name: 'undici 8 (Node 24 and later)',
  version: '8.13.1',
  shown: 'reason of the Close frame; the script sees close 1006 and an error event without a message',
  application: "'error' event without a message, then 'close' with code 1006",
  error: 'TypeError',
  limit: 134217728,
  messageLimit: 134217728,
  inflatedLimit: 134217728,
  checks: checks({ closes: (code) => code, inflateCloses: 1007, big: limits, orphan: 'orphan' }),
};

export const undici7: Implementation = {
  ...undici,
  id: 'undici-7',
  name: 'undici 7',
  version: '7.30.2',
  checks: checks({
    closes: (code) => code,
    inflateCloses: 1007,
    big: limits,
    orphan: 'orphanNotCompressed',
  }),
  take,
};

export const undici6: Implementation = {
  ...shared,
  take,
  id: 'undici-6',
  name: 'undici 6 (Node 20 and 22)',
  version: '6.24.1 in Node 20.20.2',
  shown: "message of the 'error' event; close 1006",
  application: "'error' event with the text, then 'close' with code 1006",
  error: 'Error',
  inflatedLimit: 4194304,
  checks: checks({
    closes: () => null,
    inflateCloses: null,
    big: at('payload', null, [['inflatedTooBig', inflated]]),
    orphan: 'orphanNotCompressed',
  }),
};

export const undici629: Implementation = {
  ...undici6,
  id: 'undici-6.29',
  name: 'undici 6.29',
  version: '6.29.1',
  limit: 134217728,
  messageLimit: 134217728,
  inflatedLimit: 134217728,
  checks: checks({
    closes: () => null,
    inflateCloses: 1007,
    big: limits,
    orphan: 'orphanNotCompressed',
  }),
};
