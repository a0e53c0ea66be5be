// Go: gorilla/websocket, which names every fault of a header at once, coder/websocket (formerly nhooyr), and
// golang.org/x/net/websocket, which checks little more than the mask.

import { at, both, type Implementation } from '../implementation.ts';

const refused = 'websocket: bad handshake';
const notUsing = 'websocket: the client is not using the websocket protocol: ';

export const gorilla: Implementation = {
  id: 'gorilla',
  answersWithoutReason: true,
  name: 'gorilla/websocket 1.5',
  version: '1.5.3',
  roles: both,
  shown: 'error of ReadMessage, after "websocket: "; reason of the Close frame',
  closeCodes: '1000-1003,1007-1013,3000-4999',
  error: '*errors.errorString',
  reason: 'text',
  prefix: 'websocket: ',
  inflating: { afterLast: 'ignored', beginsAtBlock: true },
  application: 'ReadMessage returns the error',
  joins: ', ',
  checks: [
    ...at('head', 1002, [
      ['rsv1', 'RSV1 set'],
      ['rsv2', 'RSV2 set'],
      ['rsv3', 'RSV3 set'],
      ['controlForm', 'len > 125 for control'],
      ['fragmentedControl', 'FIN not set on control'],
      ['interleaved', 'data before FIN'],
      ['orphan', 'continuation after FIN'],
      [['opcodeData', 'opcodeControl'], 'bad opcode {n}'],
      [['unmasked', 'masked'], 'bad MASK'],
    ]),
    ...at('length', null, [['msb', 'read limit exceeded']]),
    ...at('header', 1009, [['tooBig', 'read limit exceeded']]),
    ...at('payload', 1002, [
      ['closeCode', 'bad close code {code}'],
      ['closeReason', 'invalid utf8 payload in close frame'],
    ]),
    ...at('part', null, [
      [
        'deflateGo',
        'flate: corrupt input before offset {goOffset}',
        { error: 'flate.CorruptInputError', prefix: '' },
      ],
    ]),
  ],
  cut: {
    text: 'websocket: close 1006 (abnormal closure): unexpected EOF',
    closeCode: null,
    error: '*websocket.CloseError',
  },
  handshake: [
    ['status', refused],
    ['upgrade', refused],
    ['connection', refused],
    ['accept', refused],
    ['extensions', 'websocket: invalid compression negotiation'],
    ['request-connection', `${notUsing}'upgrade' token not found in 'Connection' header`],
    ['request-upgrade', `${notUsing}'websocket' token not found in 'Upgrade' header`],
    ['method', `${notUsing}request method is not GET`],
    ['version', "websocket: unsupported version: 13 not found in 'Sec-Websocket-Version' header"],
    [
      'key',
      "websocket: not a websocket handshake: 'Sec-WebSocket-Key' header must be Base64 encoded value of 16-byte in length",
    ],
  ],
};

/** Where an error is met in a control frame, or in the payload of a message. */
const inControl = { prefix: '{reading}: failed to handle control frame op{controlName}: ' };
const inPayload = { prefix: 'failed to read: ' };

export const coder: Implementation = {
  id: 'coder',
  name: 'coder/websocket 1.8',
  version: '1.8.15 (source), nhooyr 1.8.7 (run)',
  roles: both,
  shown: 'error of Read, after "failed to get reader: "; reason of the Close frame',
  closeCodes: '1000-1003,1007-1014,3000-4999',
  limit: 32768,
  keepsMask: 'data',
  inflating: { afterLast: 'kept', beginsAtBlock: true },
  error: '*fmt.wrapError',
  reason: 'text',
  prefix: '{reading}: ',
  application: 'Read returns the error',
  checks: [
    ...at('header', null, [
      ['msb', 'failed to read frame header: received negative payload length: {signed}'],
    ]),
    ...at('header', 1002, [
      [
        ['rsv1', 'rsv23', 'rsv1Continuation', 'rsv1Control', 'rsv1Reserved'],
        'received header with unexpected rsv bits set: {b1}:{b2}:{b3}',
      ],
    ]),
    // Closing, the program then sends 1000 of its own accord.
    ...at('header', null, [['unmasked', 'received unmasked frame from client']]),
    ...at('header', 1002, [
      ['controlLong', 'received control frame payload with invalid length: {len}', inControl],
      ['fragmentedControl', 'received fragmented control frame', inControl],
      [['opcodeData', 'opcodeControl'], 'received unknown opcode opcode({n})'],
      ['orphan', 'received continuation frame without text or binary frame'],
      ['interleaved', 'received new data message without finishing the previous message'],
    ]),
    ...at('payload', 1002, [
      [
        'closeOneByteAny',
        'received invalid close payload: close payload {goBytes} too small, cannot even contain the 2 byte status code',
        inControl,
      ],
      ['closeCode', 'received invalid close payload: invalid status code {goStatus}', inControl],
    ]),
    ...at('part', null, [['deflate', 'flate: corrupt input before offset {consumed}', inPayload]]),
    ...at('part', 1009, [['contentTooBig', 'read limited at {limit1} bytes', inPayload]]),
  ],
  cut: {
    text: '{cutAt}: failed to read frame payload: unexpected EOF',
    closeCode: null,
    error: '*fmt.wrapError',
  },
  handshake: [
    ['status', 'expected handshake response status code 101 but got {status}'],
    ['connection', 'WebSocket protocol violation: Connection header "{value}" does not contain Upgrade'],
    ['upgrade', 'WebSocket protocol violation: Upgrade header "{value}" does not contain websocket'],
    ['accept', 'WebSocket protocol violation: invalid Sec-WebSocket-Accept "{value}", key "{key}"'],
    ['subprotocol', 'WebSocket protocol violation: unexpected Sec-WebSocket-Protocol from server: "{value}"'],
    ['extensions', 'WebSocket protcol violation: unsupported extensions from server: {value}'],
  ],
};

/** Put before the error of a handshake. */
const dial = 'websocket.Dial …: ';

export const xnet: Implementation = {
  id: 'x-net-websocket',
  answersClose: 1000,
  name: 'golang.org/x/net/websocket',
  version: '0.7.0',
  roles: both,
  shown: 'error of Receive or Read: EOF, whatever the fault',
  limit: 33554432,
  application: 'Receive returns io.EOF',
  checks: [
    ...at('header', 1002, [[['masked', 'unmasked'], 'no message, only EOF']]),
    ...at('header', null, [['tooBigWithHeader', 'websocket: frame payload size exceeds limit']]),
  ],
  handshake: [
    ['status', `${dial}bad status`],
    ['upgrade', `${dial}missing or bad upgrade`],
    ['connection', `${dial}missing or bad upgrade`],
    ['accept', `${dial}mismatch challenge/response`],
    ['subprotocol', `${dial}missing or bad WebSocket-Protocol`],
    ['extensions', `${dial}unsupported extensions`],
  ],
};
