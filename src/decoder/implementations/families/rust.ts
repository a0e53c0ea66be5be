// Rust: tungstenite (tokio-tungstenite, axum, warp) and fastwebsockets (Deno). Neither sends a Close frame on an error.

import { at, both, type Implementation } from '../implementation.ts';

const error = 'WebSocket protocol error: ';

export const tungstenite: Implementation = {
  id: 'tungstenite',
  name: 'tungstenite 0.29',
  version: '0.29.0 (source)',
  roles: both,
  shown: 'Err of read(); no Close frame',
  closeCodes: '1000-1003,1007-1013,3000-4999',
  limit: 16777216,
  checks: [
    ...at('header', null, [
      [['opcodeData', 'opcodeControl'], `${error}Encountered invalid opcode: {n}`, 'InvalidOpcode'],
      ['tooBigAny', 'Space limit exceeded: Message too long: {len} > {max}'],
    ]),
    ...at('payload', null, [
      ['unmasked', `${error}Received an unmasked frame from client`, 'UnmaskedFrameFromClient'],
      ['afterClose', `${error}Remote sent after having closed`, 'ReceivedAfterClosing'],
      [
        ['rsv1', 'rsv23', 'rsv1Continuation', 'rsv1Control'],
        `${error}Reserved bits are non-zero`,
        'NonZeroReservedBits',
      ],
      ['masked', `${error}Received a masked frame from server`, 'MaskedFrameFromServer'],
      ['fragmentedControl', `${error}Fragmented control frame`, 'FragmentedControlFrame'],
      [
        'controlLong',
        `${error}Control frame too big (payload must be 125 bytes or less)`,
        'ControlFrameTooBig',
      ],
      ['closeOneByte', `${error}Invalid close sequence`, 'InvalidCloseSequence'],
      ['closeReason', 'UTF-8 encoding error: {rustUtf8}'],
    ]),
    ...at('payload', 1002, [['closeCode', 'Protocol violation']]),
    ...at('payload', null, [
      ['orphan', `${error}Continue frame but nothing to continue`, 'UnexpectedContinueFrame'],
      ['interleaved', `${error}While waiting for more fragments received: {kind}`, 'ExpectedFragment'],
    ]),
    ...at('message', null, [['text', 'UTF-8 encoding error: {rustUtf8}']]),
  ],
  handshake: [
    ['status', 'HTTP error: {status} {statusText}'],
    ['upgrade', `${error}No "Upgrade: websocket" header`],
    ['connection', `${error}No "Connection: upgrade" header`],
    ['accept', `${error}Key mismatch in "Sec-WebSocket-Accept" header`],
    [
      'subprotocol',
      `${error}SubProtocol error: Server sent a subprotocol but none was requested`,
      `${error}SubProtocol error: Server sent no subprotocol`,
    ],
  ],
};

const fastwebsocketsReader = {
  roles: both,
  closeCodes: '1000-1003,1007-1013,3000-4999',
  limit: 67108863,
  checks: [
    ...at('head', null, [
      [['rsv1', 'rsv23', 'rsv1Continuation', 'rsv1Control'], 'Reserved bits are not zero'],
    ]),
    ...at('header', null, [
      [['opcodeData', 'opcodeControl'], 'Invalid value'],
      ['fragmentedControl', 'Control frame must not be fragmented'],
      ['pingLong', 'Ping frame too large'],
      ['tooBigAny', 'Frame too large'],
    ]),
    ...at('payload', null, [
      ['closeOneByteAny', 'Invalid close frame'],
      [['closeReason', 'textBrokenOrWhole'], 'Invalid UTF-8'],
    ]),
    ...at('payload', 1002, [['closeCode', 'Invalid close code', { reason: '{closeReason}' }]]),
    ...at('payload', null, [
      ['orphan', 'Invalid continuation frame'],
      ['interleavedFinal', 'Invalid fragment'],
    ]),
  ],
  cut: { text: 'Unexpected EOF', closeCode: null, error: 'Error' },
  keepsMask: true,
  handshake: [
    ['status', 'Invalid status code: {status}'],
    ['upgrade', 'Invalid upgrade header'],
    ['connection', 'Invalid connection header'],
  ],
} as const satisfies Partial<Implementation>;

export const fastwebsockets: Implementation = {
  ...fastwebsocketsReader,
  id: 'fastwebsockets',
  name: 'fastwebsockets 0.10',
  version: '0.10.0 (source), in Deno 2.9.6 (run)',
  shown: 'Err of read_frame()',
};

/** Deno's WebSocket and Deno.upgradeWebSocket: fastwebsockets. */
export const deno: Implementation = {
  ...fastwebsocketsReader,
  id: 'deno',
  name: 'Deno 2',
  version: '2.9.6',
  shown: 'message of the error event; the TCP connection is dropped',
  error: 'Error',
  application: "'error' event, then 'close' with code 0",
};
