// Java: Netty, Undertow (WildFly, Quarkus) and Java-WebSocket. Netty and Undertow never look at reserved bits once an
// extension is agreed.

import { at, both, type Implementation } from '../implementation.ts';

const notMinimal = 'invalid data frame length (not using minimal length encoding)';

export const netty: Implementation = {
  id: 'netty',
  leavesAnswer: 'client',
  name: 'Netty 4.2',
  version: '4.1.48 (run), 4.2.8 (source)',
  roles: both,
  shown: 'CorruptedWebSocketFrameException, and reason of the Close frame',
  closeCodes: '1000-1003,1007-1014,3000-65535',
  limit: 65536,
  inflating: { afterLast: 'nothing' },
  checks: [
    ...at('head', 1002, [
      ['rsvNoExtension', 'RSV != 0 and no extension negotiated, RSV:{rsv}'],
      [['unmasked', 'masked'], 'received a frame that is not masked as expected'],
      ['fragmentedAny', 'fragmented control frame'],
      ['controlFormAny', 'control frame with payload length > 125 octets'],
      ['opcodeControl', 'control frame using reserved opcode {n}'],
      ['closeOneByte', 'received close control frame with payload len 1'],
      ['opcodeData', 'data frame using reserved opcode {n}'],
      ['orphan', 'received continuation data frame outside fragmented message'],
      ['interleavedAny', 'received non-continuation data frame while inside fragmented message'],
    ]),
    ...at('length', 1002, [[['short16', 'short64', 'msb'], notMinimal]]),
    ...at('header', 1009, [['tooBigAny', 'Max frame length of {max} has been exceeded.']]),
    // The handler closes the channel: WebSocketServerProtocolHandler then says good-bye.
    ...at('payload', 1000, [
      ['closeCode', 'Invalid close frame getStatus code: {code}', { reason: 'Bye' }],
      [['closeInText', 'pongInText', 'closeReasonBroken'], 'bytes are not UTF-8', { reason: 'Bye' }],
      ['deflate', 'decompression failure', { error: 'DecompressionException', closeCode: null }],
      [
        'inflatesToNothing',
        'io.netty.handler.codec.CodecException: cannot read uncompressed buffer',
        { error: 'DecoderException', closeCode: null },
      ],
      ['textWithoutPong', 'bytes are not UTF-8', { reason: 'Bye' }],
    ]),
  ].flatMap((check) => [
    { ...check, role: 'server' as const },
    // A client's decoder comes before its encoder: the Close frame is lost.
    { ...check, role: 'client' as const, closeCode: null },
  ]),
  error: 'CorruptedWebSocketFrameException',
  reason: 'text',
  application: 'exceptionCaught() of the next handler',
  handshake: [
    ['status', 'Invalid handshake response getStatus: {status} {statusText}'],
    ['upgrade', 'Invalid handshake response upgrade: {value}', 'Invalid handshake response upgrade: null'],
    [
      'connection',
      'Invalid handshake response connection: {value}',
      'Invalid handshake response connection: null',
    ],
    ['accept', 'Invalid challenge. Actual: {value}. Expected: {expected}'],
    ['subprotocol', 'Invalid subprotocol. Actual: {value}. Expected one of: {offered}'],
  ],
};

export const undertow: Implementation = {
  id: 'undertow',
  name: 'Undertow 2',
  version: '2.5.0.Alpha1 (source)',
  roles: both,
  shown: 'WebSocketException, and reason of the Close frame',
  closeCodes: '1000-1003,1007-1011,3000-4999',
  checks: [
    ...at('head', 1002, [
      ['rsvNoExtension', 'UT002015: Extensions not allowed but received rsv of {rsv}'],
      ['fragmentedAny', 'UT002005: Fragmented control frame'],
      ['controlFormAny', 'UT002006: Control frame with payload length > 125 octets'],
      ['opcodeControl', 'UT002007: Control frame using reserved opcode = {n}'],
      ['closeOneByte', 'UT002008: Received close control frame with payload len 1'],
      ['unmaskedData', 'UT002034: Web socket frame was not masked'],
      ['opcodeData', 'UT002009: Data frame using reserved opcode = {n}'],
      ['orphan', 'UT002010: Received continuation data frame outside fragmented message'],
      ['interleavedAny', 'UT002011: Received non-continuation data frame while inside fragmented message'],
    ]),
    ...at('payload', 1002, [['closeCode', 'UT002026: Invalid close frame status code: {code}']]),
    ...at('payload', 1007, [[['closeReason', 'text'], 'UT002003: Text frame contains non UTF-8 data']]),
    ...at('payload', null, [['deflate', 'UT002044: Compressed message payload is corrupted']]),
  ],
  handshake: [
    ['upgrade', "UT002035: The response did not contain an 'Upgrade: websocket' header"],
    ['connection', "UT002036: The response did not contain a 'Connection: upgrade' header"],
    ['accept', 'UT002037: Sec-WebSocket-Accept mismatch, expecting {expected}, received {value}'],
    [
      'subprotocol',
      'UT002016: Could not find supported protocol in request list {value}. Supported protocols are {offered}',
    ],
  ],
};

const draft = 'draft {draft} refuses handshake';

export const javaWebsocket: Implementation = {
  id: 'java-websocket',
  name: 'Java-WebSocket 1.6',
  version: '1.6.1 (source)',
  roles: both,
  shown: 'onError and onClose, and reason of the Close frame',
  closeCodes: '1000-1003,1007-1014,3000-4999',
  checks: [
    ...at('head', 1002, [
      [['opcodeData', 'opcodeControl'], 'Unknown opcode {n}'],
      ['controlForm', 'more than 125 octets'],
    ]),
    ...at('header', 1009, [
      ['msb', 'Payloadsize is to little...'],
      ['over31', 'Payloadsize is to big...'],
    ]),
    ...at('payload', 1002, [
      ['rsv1Continuation', 'Continuous frame cannot have RSV1, RSV2 or RSV3 set'],
      [['rsv1', 'rsv23', 'rsv1Control'], 'bad rsv RSV1: {b1} RSV2: {b2} RSV3: {b3}'],
    ]),
    ...at('payload', 1008, [['deflate', '{zlib}']]),
    ...at('payload', 1002, [['fragmentedControl', "Control frame can't have fin==false set"]]),
    ...at('payload', 1007, [[['text', 'closeReason'], 'Received text is no valid utf8 string!']]),
    ...at('payload', 1002, [
      ['closeCodeUnknown', 'Trying to send an illegal close code!'],
      ['closeCode', 'closecode must not be sent over the wire: {code}'],
      ['closeOneByte', ''],
      ['interleavedFirst', 'Previous continuous frame sequence not completed.'],
      ['interleavedFinal', 'Continuous frame sequence not completed.'],
      ['orphan', 'Continuous frame sequence was not started.'],
    ]),
  ],
  handshake: [
    ['status', 'Invalid status code received: {status} Status line: HTTP/1.1 {status} {statusText}'],
    ['upgrade', draft],
    ['connection', draft],
    ['accept', draft],
    ['extensions', draft],
    ['subprotocol', draft],
  ],
};
