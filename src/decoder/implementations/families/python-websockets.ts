// websockets for Python, its current implementation (asyncio, threading, trio) and the legacy one, which is
// the default up to version 13. Reserved bits, control frames and sequence are checked once the whole payload
// is there.

import {
  at,
  both,
  type Check,
  type CheckLine,
  type HandshakeLine,
  type Implementation,
  inPass,
} from '../implementation.ts';

function checks(texts: { sequence: CheckLine[]; rsv1: string; utf8: string }): Check[] {
  return [
    ...at('head', 1002, [
      [['opcodeData', 'opcodeControl'], 'invalid opcode'],
      [['unmasked', 'masked'], 'incorrect masking'],
    ]),
    ...at('header', 1009, [['tooBigAny', 'frame with {len} bytes exceeds limit of {max} bytes']]),
    ...at('payload', 1002, [
      ['rsv1Continuation', texts.rsv1],
      ['deflate', 'decompression failed'],
      [['rsv1', 'rsv23', 'rsv1Control'], 'reserved bits must be 0'],
      ['controlLong', 'control frame too long'],
      ['fragmentedControl', 'fragmented control frame'],
      ...texts.sequence,
      ['closeOneByte', 'close frame too short'],
    ]),
    ...at('payload', 1007, [['closeReason', texts.utf8]]),
    ...at('payload', 1002, [
      ['closeCode', 'invalid status code'],
      ['closeInMessage', 'incomplete fragmented message'],
    ]),
    // Text is decoded when the application takes the message: a fault in a later frame of the same read comes first.
    ...inPass(1, at('message', 1007, [['text', texts.utf8]])),
  ];
}

const handshake: readonly HandshakeLine[] = [
  ['not-http', 'did not receive a valid HTTP response'],
  ['no-answer', 'connection closed while reading HTTP status line'],
  ['response-http-version', 'unsupported protocol; expected HTTP/1.1: {startLine}'],
  ['status', 'server rejected WebSocket connection: HTTP {status}'],
  ['connection', 'invalid Connection header: {value}', 'missing Connection header'],
  ['upgrade', 'invalid Upgrade header: {value}', 'missing Upgrade header'],
  ['accept', 'invalid Sec-WebSocket-Accept header: {value}', 'missing Sec-WebSocket-Accept header'],
  ['extensions', 'Unsupported extension: name = {name}, params = {params}'],
  ['subprotocol', 'no subprotocols supported'],
];
const shared = {
  roles: both,
  closeCodes: '1000-1003,1007-1014,3000-4999',
  limit: 1048576,
  handshake,
};

export const pythonWebsockets: Implementation = {
  id: 'python-websockets',
  name: 'Python websockets 17',
  version: '17.1',
  shown: 'reason of the Close frame, and in ConnectionClosedError: sent 1002 (protocol error) …',
  checks: checks({
    sequence: [
      ['interleaved', 'expected a continuation frame'],
      ['orphan', 'unexpected continuation frame'],
    ],
    rsv1: 'RSV1 bit set in continuation frame',
    utf8: '{reason} at position {at}',
  }),
  cut: { text: 'no close frame received or sent', closeCode: null },
  ...shared,
};

export const pythonWebsocketsLegacy: Implementation = {
  id: 'python-websockets-legacy',
  name: 'Python websockets 10 (legacy)',
  version: '10.4',
  shown: '__cause__ of ConnectionClosedError; Close frame with an empty reason',
  checks: checks({
    sequence: [[['interleaved', 'orphan'], 'unexpected opcode']],
    rsv1: 'reserved bits must be 0',
    utf8: '{codec}',
  }).map((check) =>
    check.on.includes('tooBigAny') ? { ...check, text: 'over size limit ({len} > {max} bytes)' } : check,
  ),
  cut: { text: 'no close frame received or sent', closeCode: null },
  ...shared,
};
