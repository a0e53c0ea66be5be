// websocket for Node.js (theturtle32/WebSocket-Node). No extensions; mask bits are not looked at.

import { at, both, type Implementation } from '../implementation.ts';

export const websocketNode: Implementation = {
  id: 'websocket-node',
  answersClose: 1000,
  name: 'websocket 1 (WebSocket-Node)',
  version: '1.0.35',
  roles: both,
  shown: "'close' event and reason of the Close frame",
  closeCodes: '1000-1003,1007-1015,3000-4999',
  limit: { client: 1048576, server: 65536 },
  messageLimit: { client: 8388608, server: 1048576 },
  reason: 'text',
  application: "'close' event with the code and the text",
  checks: [
    ...at('head', 1002, [
      ['controlFormAny', 'Illegal control frame longer than 125 bytes.'],
      ['fragmentedAny', 'Control frames must not be fragmented.'],
    ]),
    ...at('length', 1002, [['over32', 'Unsupported 64-bit length frame received']]),
    ...at('header', 1009, [['tooBigAny', 'Frame size of {len} bytes exceeds maximum accepted frame size']]),
    ...at('payload', 1002, [
      [
        ['rsv1', 'rsv23', 'rsv1Continuation', 'rsv1Control'],
        'Unsupported usage of rsv bits without negotiated extension.',
      ],
      ['interleavedAny', 'Illegal frame opcode 0x{hex} received in middle of fragmented message.'],
      ['orphan', 'Unexpected Continuation Frame'],
      ['messageTooBig', 'Maximum message size exceeded.', { closeCode: 1009 }],
      [['opcodeData', 'opcodeControl'], 'Unrecognized Opcode: 0x{hex}'],
    ]),
    ...at('message', 1007, [['text', 'Invalid UTF-8 Data Received']]),
    ...at('payload', 1007, [['closeReasonLong', 'Invalid UTF-8 Data Received']]),
    ...at('payload', 1002, [[['closeOneByteAny', 'closeCode'], '']]),
  ],
  handshake: [
    ['status', 'Server responded with a non-101 status: {status} {statusText}'],
    [
      'subprotocol',
      'Server did not respond with a requested protocol.',
      'Expected a Sec-WebSocket-Protocol header.',
    ],
    [
      'connection',
      'Expected a Connection: Upgrade header from the server',
      'Server responded with a non-101 status: 101 Switching Protocols',
    ],
    [
      'upgrade',
      'Expected an Upgrade: websocket header from the server',
      'Server responded with a non-101 status: 101 Switching Protocols',
    ],
    [
      'accept',
      "Sec-WebSocket-Accept header from server didn't match expected value of {expected}",
      'Expected Sec-WebSocket-Accept header from server',
    ],
  ],
};
