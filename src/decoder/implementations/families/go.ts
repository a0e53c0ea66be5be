// Go: gorilla/websocket, which names every fault of a header at once, and coder/websocket (formerly nhooyr).

import { at, both, type Implementation } from '../implementation.ts';

const refused = 'websocket: bad handshake';
const notUsing = 'websocket: the client is not using the websocket protocol: ';

export const gorilla: Implementation = {
  id: 'gorilla',
  name: 'gorilla/websocket 1.5',
  version: '1.5.3',
  roles: both,
  shown: 'error of ReadMessage, after "websocket: "; reason of the Close frame',
  closeCodes: '1000-1003,1007-1013,3000-4999',
  prefix: 'websocket: ',
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
    ...at('payload', null, [['deflate', 'flate: corrupt input before offset {at}']]),
  ],
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

export const coder: Implementation = {
  id: 'coder',
  name: 'coder/websocket 1.8',
  version: '1.8.15 (source), nhooyr 1.8.7 (run)',
  roles: both,
  shown: 'error of Read, after "failed to get reader: "; reason of the Close frame',
  closeCodes: '1000-1003,1007-1014,3000-4999',
  limit: 32768,
  checks: [
    ...at('header', null, [['msb', 'failed to read frame header: received negative payload length: {len}']]),
    ...at('header', 1002, [
      [
        ['rsv1', 'rsv23', 'rsv1Continuation', 'rsv1Control'],
        'received header with unexpected rsv bits set: {b1}:{b2}:{b3}',
      ],
    ]),
    ...at('header', null, [['unmasked', 'received unmasked frame from client']]),
    ...at('header', 1002, [
      [
        'controlLong',
        'failed to handle control frame op{controlName}: received control frame payload with invalid length: {len}',
      ],
      [
        'fragmentedControl',
        'failed to handle control frame op{controlName}: received fragmented control frame',
      ],
      [['opcodeData', 'opcodeControl'], 'received unknown opcode opcode({n})'],
      ['orphan', 'received continuation frame without text or binary frame'],
      ['interleaved', 'received new data message without finishing the previous message'],
    ]),
    ...at('payload', 1009, [['tooBig', 'message too big: read limited at {limit1} bytes']]),
    ...at('payload', 1002, [
      [
        'closeOneByte',
        'received invalid close payload: close payload {bytes} too small, cannot even contain the 2 byte status code',
      ],
      ['closeCode', 'received invalid close payload: invalid status code StatusCode({code})'],
    ]),
    ...at('payload', null, [['deflate', 'failed to read: flate: corrupt input before offset {at}']]),
  ],
  handshake: [
    ['status', 'expected handshake response status code 101 but got {status}'],
    ['connection', 'WebSocket protocol violation: Connection header "{value}" does not contain Upgrade'],
    ['upgrade', 'WebSocket protocol violation: Upgrade header "{value}" does not contain websocket'],
    ['accept', 'WebSocket protocol violation: invalid Sec-WebSocket-Accept "{value}", key "{key}"'],
    ['subprotocol', 'WebSocket protocol violation: unexpected Sec-WebSocket-Protocol from server: "{value}"'],
    ['extensions', 'WebSocket protcol violation: unsupported extensions from server: {value}'],
  ],
};
