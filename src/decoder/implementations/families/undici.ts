// undici, which is the WebSocket class built into Node.js: version 6 in Node 20 and 22, version 7 from Node 24.

import { at, type Check, client, type HandshakeLine, type Implementation } from '../implementation.ts';

function checks(closes: (code: number) => number | null, big: Check[]): Check[] {
  return [
    ...at('head', closes(1002), [
      [['opcodeData', 'opcodeControl'], 'Invalid opcode received'],
      ['masked', 'Frame cannot be masked'],
      ['rsv1', 'Expected RSV1 to be clear.'],
      ['rsv23', 'RSV1, RSV2, RSV3 must be clear'],
      ['fragmentedControl', 'Invalid frame type was fragmented.'],
      ['interleaved', 'Expected continuation frame'],
      ['controlForm', 'Control frame either too large or fragmented'],
      ['orphan', 'Unexpected continuation frame'],
    ]),
    ...at('length', closes(1009), [['over31', 'Received payload length > 2^31 bytes.']]),
    ...big,
    ...at('payload', closes(1007), [['deflate', '{zlib}']]),
    ...at('message', closes(1007), [['text', 'Received invalid UTF-8 in text frame.']]),
    ...at('payload', closes(1002), [['closeOneByte', 'Received close frame with a 1-byte body.']]),
    ...at('payload', 1002, [['closeCode', 'Invalid status code']]),
    ...at('payload', 1007, [['closeReason', 'Invalid UTF-8']]),
  ];
}

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

export const undici: Implementation = {
  id: 'undici',
  name: 'undici 8 (Node 24 and later)',
  version: '8.10.0 (source), 7.30.2 (run)',
  roles: client,
  shown: 'reason of the Close frame; the script sees close 1006 and an error event without a message',
  closeCodes,
  limit: 134217728,
  checks: checks(
    (code) => code,
    at('header', 1009, [['tooBig', 'Payload size exceeds maximum allowed size']]),
  ),
  handshake,
};

export const undici6: Implementation = {
  id: 'undici-6',
  name: 'undici 6 (Node 20 and 22)',
  version: '6.24.1 in Node 20.20.2',
  roles: client,
  shown: "message of the 'error' event; close 1006",
  closeCodes,
  checks: checks(() => null, []),
  handshake,
};
