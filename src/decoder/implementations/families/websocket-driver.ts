// websocket-driver of Faye: the same package for Node.js (faye-websocket, webpack and Parcel dev servers) and Ruby
// (Action Cable, faye). Texts are equal save for the extensions.

import { at, both, type Check, type HandshakeLine, type Implementation, inPass } from '../implementation.ts';

/** `length`: how a length is printed. */
const checksWith = (length: '{len}' | '{lenNumber}'): readonly Check[] => [
  ...at('head', 1002, [
    [
      ['rsv1', 'rsv23', 'rsv1Continuation', 'rsv1Control', 'rsv1Reserved'],
      'One or more reserved bits are on: reserved1 = {r1}, reserved2 = {r2}, reserved3 = {r3}',
    ],
    [['opcodeData', 'opcodeControl'], 'Unrecognized frame opcode: {n}'],
    ['fragmentedControl', 'Received fragmented control frame: opcode = {n}'],
    ['interleaved', 'Received new data frame but previous continuous frame is unfinished'],
  ]),
  ...at('head', 1003, [['unmasked', 'Received unmasked frame but masking is required']]),
  ...at('length', 1002, [['controlLong', `Received control frame having too long payload: ${length}`]]),
  ...at('length', 1009, [[['tooBig', 'messageTooBig'], 'WebSocket frame length too large']]),
  ...at('payload', 1002, [['orphan', 'Received unexpected continuation frame']]),
  // Messages are inflated while the rest of the read is parsed: a fault in a later frame comes first.
  ...inPass(1, [
    ...at('message', 1010, [['deflate', 'permessage-deflate: {zlib}']]),
    ...at('message', 1009, [['inflatedTooBig', 'WebSocket frame length too large']]),
    ...at('message', 1007, [['textPacked', 'Could not decode a text frame as UTF-8']]),
  ]),
  ...at('message', 1007, [['textPlain', 'Could not decode a text frame as UTF-8']]),
  // The Close frame repeats the reason of the peer; there is no 'error' event.
  ...at('payload', 1002, [
    [['closeOneByteAny', 'closeCode', 'closeReason'], '', { error: '', reason: '{closeReason}' }],
  ]),
];

const prefix = 'Error during WebSocket handshake: ';
const handshake: readonly HandshakeLine[] = [
  ['status', `${prefix}Unexpected response code: {status}`],
  ['upgrade', `${prefix}'Upgrade' header value is not 'WebSocket'`, `${prefix}'Upgrade' header is missing`],
  [
    'connection',
    `${prefix}'Connection' header value is not 'Upgrade'`,
    `${prefix}'Connection' header is missing`,
  ],
  ['accept', `${prefix}Sec-WebSocket-Accept mismatch`],
  ['subprotocol', `${prefix}Sec-WebSocket-Protocol mismatch`],
  ['extensions', `${prefix}Server sent an extension response for unknown extension "{name}"`],
];

const shared = {
  roles: both,
  inflating: { afterLast: 'nothing' as const },
  shown: "'error' event, and reason of the Close frame",
  closeCodes: '1000-1003,1007-1011,3000-4999',
  limit: 67108863,
  messageLimit: 67108863,
  inflatedLimit: 67108863,
  reason: 'text' as const,
  application: "'error' event, then 'close' with the code of the Close frame",
  handshake,
};

export const websocketDriver: Implementation = {
  id: 'websocket-driver',
  name: 'websocket-driver 0.8 (faye-websocket)',
  version: '0.8.0',
  error: 'Error',
  answersEmptyClose: 1000,
  checks: checksWith('{lenNumber}'),
  ...shared,
};

export const rubyWebsocketDriver: Implementation = {
  id: 'ruby-websocket-driver',
  answersEmptyClose: 1000,
  name: 'Ruby websocket-driver 0.8 (Action Cable)',
  version: '0.8.0 (source), 0.6.3 (run)',
  error: 'ProtocolError',
  checks: checksWith('{len}'),
  cut: { text: 'no message, close 1006', closeCode: null },
  ...shared,
};
