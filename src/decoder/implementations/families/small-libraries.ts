// Libraries whose source was read and which were not run: gobwas/ws, websocket-sharp, nv-websocket-client, IXWebSocket
// and arduinoWebSockets.

import { at, both, client, type Implementation } from '../implementation.ts';

/** The package `wsutil`: the caller gets the error, and nothing is sent unless it does so itself. */
export const gobwas: Implementation = {
  id: 'gobwas',
  name: 'gobwas/ws 1',
  version: '1.4 (source)',
  roles: both,
  shown: 'error of wsutil.ReadData; no Close frame',
  closeCodes: '1000-1003,1007-1011,3000-65535',
  error: 'ws.ProtocolError',
  checks: [
    ...at('header', null, [
      ['msb', 'header error: the most significant bit must be 0'],
      [['opcodeData', 'opcodeControl'], 'use of reserved op code'],
      ['controlLong', 'control frame payload limit exceeded'],
      ['fragmentedControl', 'control frame is not final'],
      ['rsvNoExtension', 'non-zero rsv bits with no extension negotiated'],
      ['unmasked', 'frames from client to server must be masked'],
      ['masked', 'frames from server to client must be not masked'],
      ['interleaved', 'unexpected non-continuation data frame'],
      ['orphan', 'unexpected continuation data frame'],
      [
        ['rsv1Continuation', 'rsv1KnownControl'],
        'control frame or non-first fragment of data contains compression bit set',
      ],
    ]),
    ...at('part', null, [['text', 'invalid utf8']]),
    ...at('payload', 1002, [
      ['closeOneByteAny', 'status code is not in use'],
      ['closeCodeLocal', 'status code is only application level'],
      ['closeCode1004', 'status code has no meaning yet'],
      ['closeCodeUnused', 'status code is not in use'],
      ['closeCode', 'status code is not defined in spec'],
      ['closeReason', 'invalid utf8 sequence in close reason'],
    ]),
  ],
  cut: { text: 'unexpected EOF', closeCode: null },
  handshake: [
    ['status', 'unexpected HTTP response status: {status}'],
    ['upgrade', 'handshake error: bad "Upgrade" header'],
    ['connection', 'handshake error: bad "Connection" header'],
    ['accept', 'handshake error: bad "Sec-WebSocket-Accept" header'],
    ['subprotocol', 'unexpected protocol in "Sec-WebSocket-Protocol" header'],
    ['extensions', 'unexpected extensions in "Sec-WebSocket-Protocol" header'],
  ],
};

/** A continuation without a message is read and forgotten. Does not look at UTF-8 in a Close frame nor at its code. */
export const websocketSharp: Implementation = {
  id: 'websocket-sharp',
  ignoresOrphans: true,
  name: 'websocket-sharp 1.0',
  version: '1.0.3 (source)',
  roles: both,
  shown: 'log, OnError of Unity; Close frame with an empty reason',
  limit: 2 ** 63 - 1,
  error: 'WebSocketException',
  checks: [
    ...at('head', 1002, [
      [['opcodeData', 'opcodeControl'], 'A frame has an unsupported opcode.'],
      ['rsv1NotData', 'A non data frame is compressed.'],
      ['fragmentedControl', 'A control frame is fragmented.'],
      ['controlForm', 'A control frame has too long payload length.'],
    ]),
    ...at('length', 1009, [['msb', 'A frame has too long payload length.']]),
    ...at('payload', 1002, [
      ['masked', 'A frame from the server is masked.'],
      ['unmasked', 'A frame from a client is not masked.'],
      ['rsv1', 'A frame is compressed without any agreement for it.'],
      ['interleaved', 'A data frame was received while receiving continuation frames.'],
      ['rsv2', 'The RSV2 of a frame is non-zero without any negotiation for it.'],
      ['rsv3', 'The RSV3 of a frame is non-zero without any negotiation for it.'],
    ]),
  ],
  cut: { text: 'The header part of a frame could not be read.', closeCode: null },
};

/** A Java client, in many Android apps. A text of the frame comes with the name of an enum: `FRAME_MASKED`. */
export const nvWebsocketClient: Implementation = {
  id: 'nv-websocket-client',
  name: 'nv-websocket-client 2',
  version: '2.14 (source)',
  roles: client,
  shown: 'onFrameError, onError: WebSocketException',
  error: 'WebSocketException',
  checks: at('payload', 1002, [
    ['rsv1', 'The RSV1 bit of a frame is set unexpectedly.', 'UNEXPECTED_RESERVED_BIT'],
    ['rsv2', 'The RSV2 bit of a frame is set unexpectedly.', 'UNEXPECTED_RESERVED_BIT'],
    ['rsv3', 'The RSV3 bit of a frame is set unexpectedly.', 'UNEXPECTED_RESERVED_BIT'],
    [['opcodeData', 'opcodeControl'], 'A frame has an unknown opcode: 0x{hex}', 'UNKNOWN_OPCODE'],
    ['masked', 'A frame from the server is masked.', 'FRAME_MASKED'],
    ['fragmentedControl', 'A control frame is fragmented.', 'FRAGMENTED_CONTROL_FRAME'],
    [
      'orphan',
      'A continuation frame was detected although a continuation had not started.',
      'UNEXPECTED_CONTINUATION_FRAME',
    ],
    [
      'interleaved',
      'A non-control frame was detected although the existing continuation had not been closed.',
      'CONTINUATION_NOT_CLOSED',
    ],
    [
      'controlLong',
      'The payload size of a control frame exceeds the maximum size (125 bytes): {len}',
      'TOO_LONG_CONTROL_FRAME_PAYLOAD',
    ],
  ]),
};

/** Masked frames are taken, and so are frames without a mask at a server. */
export const ixwebsocket: Implementation = {
  id: 'ixwebsocket',
  name: 'IXWebSocket 11',
  version: '11 (source)',
  roles: both,
  shown: 'close event of the message callback, and reason of the Close frame',
  closeCodes: '1000-1003,1005,1007-1013,3000-65535',
  reason: 'text',
  checks: [
    ...at('header', 1002, [[['rsv1', 'rsv23'], 'Reserved bit used']]),
    ...at('payload', 1002, [
      ['fragmentedControl', 'Control message fragmented'],
      ['interleaved', 'Fragmentation: data message out of sequence'],
      ['orphan', 'Fragmentation: continuation opcode out of sequence'],
      ['pingLong', 'Ping reason control frame with payload length > 125 octets'],
      [['opcodeData', 'opcodeControl'], '', { reason: 'Protocol error' }],
    ]),
    ...at('message', 1007, [['text', 'Invalid frame payload data']]),
    ...at('payload', 1007, [['closeReason', 'Invalid frame payload data']]),
    ...at('payload', 1002, [['closeCode', 'Invalid close code: {code}']]),
  ],
};

/** ESP8266 and ESP32. Looks at the length and at the opcode alone; the texts are lines of its debug log. */
export const arduinoWebsockets: Implementation = {
  id: 'arduino-websockets',
  name: 'arduinoWebSockets 2',
  version: '2.6 (source)',
  roles: both,
  shown: 'serial log with DEBUG_ESP_PORT; Close frame with an empty reason',
  limit: 15360,
  application: 'WStype_DISCONNECTED',
  checks: [
    ...at('length', 1009, [[['msb', 'tooBigAny'], '[handleWebsocket] payload too big! ({len})']]),
    ...at('payload', 1002, [[['opcodeData', 'opcodeControl'], '[handleWebsocket] got unknown opcode: {n}']]),
  ],
  cut: { text: '[handleWebsocket] missing data!', closeCode: null },
};
