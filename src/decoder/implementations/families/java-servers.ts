// Java servlet containers: Apache Tomcat (Spring Boot's default) and Eclipse Jetty.

import { foldedLength } from '../frame-facts.ts';
import { at, both, type Implementation } from '../implementation.ts';

const opcode = 'A WebSocket frame was sent with an unrecognised opCode of [{n}]';

export const tomcat: Implementation = {
  id: 'tomcat',
  answersEmptyClose: 1000,
  name: 'Tomcat 10',
  version: '12.0.0-M1 (source), 10.1.60 (run)',
  roles: both,
  shown: '@OnClose, and reason of the Close frame, cut to 123 bytes',
  closeCodes: '1000-1003,1007-1011,3000-4999',
  limit: 8192,
  reason: 'text',
  reasonEnd: '…',
  inflating: { afterLast: 'anew' },
  error: 'IOException',
  cut: { text: 'no message, close 1006', closeCode: 1002, error: 'EOFException' },
  checks: [
    ...at('head', 1002, [
      [
        ['rsv1', 'rsv23', 'rsv1Control'],
        'The client frame set the reserved bits to [{rsv}] for a message with opCode [{n}] which was not supported by this endpoint',
      ],
      ['fragmentedAny', 'A fragmented control frame was received but control frames may not be fragmented'],
      ['interleavedAny', 'A new message was started when a continuation frame was expected'],
      [['opcodeControl', 'opcodeData', 'orphan'], opcode],
      ['unmasked', 'The client frame was not masked but all client frames must be masked'],
      ['masked', 'The server frame was masked but server frames must not be masked'],
    ]),
    ...at('header', 1002, [
      [
        'msb',
        'An invalid WebSocket frame was received - the most significant bit of a 64-bit payload was illegally set',
      ],
      [
        'controlLong',
        'A control frame was sent with a payload of size [{grouped}] which is larger than the maximum permitted of 125 bytes',
      ],
    ]),
    // The declared length is not looked at: only bytes that arrive, inflated, fill the buffer of the message.
    ...at('part', 1002, [['deflate', 'Failed to decompress a compressed WebSocket frame']]),
    ...at('part', 1009, [
      [
        'textTooBig',
        'The decoded text message was too big for the output buffer and the endpoint does not support partial messages',
      ],
      [
        'binaryTooBig',
        'No async message support and buffer too small. Buffer size: [8,192], Message size: [{grouped}]',
      ],
    ]),
    ...at('part', 1007, [
      [
        'text',
        'A WebSocket text frame was received that could not be decoded to UTF-8 because it contained invalid byte sequences',
      ],
    ]),
    // A client that received a Close frame says nothing more, whatever is wrong with that frame.
    ...at('payload', 1002, [
      [
        'closeOneByteAny',
        'The client sent a close frame with a single byte payload which is not valid',
        { role: 'server' },
      ],
      [
        'closeReason',
        'A WebSocket close frame was received with a close reason that contained invalid UTF-8 byte sequences',
        { role: 'server' },
      ],
      [['closeOneByteAny', 'closeReason'], '', { role: 'client', isHidden: true }],
      ['closeCodeOfSoundClose', '{closeReason}', { reason: '{closeReason}' }],
    ]),
  ],
  handshake: [
    ['status', 'The HTTP response from the server [{status}] did not permit the HTTP upgrade to WebSocket'],
    ['extensions', 'The server responded with extension parameters the client is unable to support'],
  ],
};

const protocol = { error: 'ProtocolException' };
const tooLarge = { error: 'MessageTooLargeException' };
const badPayload = { error: 'BadPayloadException' };

export const jetty: Implementation = {
  id: 'jetty',
  name: 'Jetty 12',
  version: '12.0.15 (source)',
  roles: both,
  shown: 'onError, and reason of the Close frame',
  closeCodes: '1000-1003,1007-1014,3000-4999',
  limit: 65536,
  reason: 'text',
  checks: [
    ...at('header', 1009, [['over31', 'Frame payload exceeded integer max value']]),
    ...at('header', 1002, [
      ['controlLongAny', 'Invalid control frame payload length, [{len}] cannot exceed [125]'],
    ]),
    ...at('payload', 1002, [
      [['opcodeData', 'opcodeControl'], 'Unknown opcode: {n}'],
      ['fragmentedControl', 'Fragmented Control Frame [{controlUpper}]'],
      ['rsv1AnyControl', 'Cannot have RSV1==true on Control frames'],
      ['rsv1', 'RSV1 not allowed to be set'],
      ['rsv2', 'RSV2 not allowed to be set'],
      ['rsv3', 'RSV3 not allowed to be set'],
      ['unmasked', 'Client MUST mask all frames (RFC-6455: Section 5.1)'],
      ['masked', 'Server MUST NOT mask any frames (RFC-6455: Section 5.1)'],
      ['rsv1Continuation', 'Invalid RSV1 set on permessage-deflate CONTINUATION frame'],
    ]),
    ...at('payload', 1007, [['deflate', 'java.util.zip.DataFormatException: {zlib}']]),
    ...at('payload', 1002, [
      ['orphan', 'CONTINUATION after fin==true'],
      ['interleaved', 'DataFrame before fin==true'],
    ]),
    ...at('payload', 1009, [['tooBig', '{messageKind} message too large: {grouped} > 65,536']]),
    ...at('payload', 1007, [['text', 'Invalid UTF-8']]),
    ...at('payload', 1002, [
      ['closeOneByte', 'Invalid CLOSE payload'],
      ['closeCode', 'Invalid CLOSE Code: {code}'],
    ]),
    ...at('payload', 1007, [['closeReason', 'Invalid UTF-8']]),
  ],
  handshake: [
    ['status', 'Failed to upgrade to websocket: Unexpected HTTP Response Status Code: {status} {statusText}'],
    ['connection', "WebSocket upgrade missing 'Connection: Upgrade' header"],
    ['accept', 'Invalid Sec-WebSocket-Accept hash (was: {value} expected: {expected})'],
    ['extensions', 'Upgrade failed: Sec-WebSocket-Extensions contained extension not requested'],
    ['subprotocol', 'Upgrade failed: subprotocol [{value}] not found in offered subprotocols [{offered}]'],
  ],
};

const negativeLength = 'java.lang.IllegalArgumentException: {javaField} < 0: ({javaLength} < 0)';

/** Of the line 9.4, in Debian and many products; checks the first byte before it waits for more. */
export const jetty9: Implementation = {
  ...jetty,
  id: 'jetty-9',
  name: 'Jetty 9.4',
  version: '9.4.57',
  shown: 'onWebSocketError, and reason of the Close frame',
  closeCodes: '1000-1003,1007-1014,3000-4999',
  inflatedLimit: 65536,
  inflating: { afterLast: 'nothing', keepsWindow: true },
  lengthOf: foldedLength,
  cut: { text: '', closeCode: 1001 },
  checks: [
    ...at('head', 1002, [
      [['opcodeData', 'opcodeControl'], 'Unknown opcode: {n}', protocol],
      ['orphan', 'CONTINUATION frame without prior !FIN', protocol],
      ['interleaved', 'Unexpected {kind} frame, was expecting CONTINUATION', protocol],
      ['fragmentedControl', 'Fragmented {controlName} Frame [{controlUpper}]', protocol],
      ['rsv1', 'RSV1 not allowed to be set', protocol],
      ['rsv2', 'RSV2 not allowed to be set', protocol],
      ['rsv3', 'RSV3 not allowed to be set', protocol],
    ]),
    // The upper half of a 64-bit length is laid over the lower one before it is looked at.
    ...at('header', 1011, [
      ['foldedNegative', negativeLength, { error: 'WebSocketException', role: 'server' }],
    ]),
    ...at('header', null, [
      ['foldedNegative', negativeLength, { error: 'WebSocketException', role: 'client' }],
    ]),
    ...at('header', 1002, [
      ['controlLongAny', 'Invalid control frame payload length, [{folded}] cannot exceed [125]', protocol],
      ['rsv1ControlWithBytes', 'Cannot have RSV1==true on Control frames', protocol],
    ]),
    ...at('header', 1009, [
      ['foldedTooBig', '{messageKind} message size [{folded}] exceeds maximum size [65536]', tooLarge],
    ]),
    ...at('payload', 1002, [
      ['closeOneByteAny', 'Invalid close frame payload length, [1]', protocol],
      ['unmasked', 'Client MUST mask all frames (RFC-6455: Section 5.1)', protocol],
      ['masked', 'Server MUST NOT mask any frames (RFC-6455: Section 5.1)', protocol],
      ['rsv1ContinuationPacked', 'Invalid RSV1 set on permessage-deflate CONTINUATION frame', protocol],
    ]),
    ...at('payload', 1007, [['deflate', 'java.util.zip.DataFormatException: {zlib}', badPayload]]),
    ...at('payload', 1009, [
      [
        'inflatedTooBig',
        'Resulting message size [{chunks}] is too large for configured max of [65536]',
        tooLarge,
      ],
      ['contentTooBig', '{openKind} message size [{total}] exceeds maximum size [65536]', tooLarge],
    ]),
    ...at('payload', 1007, [
      [
        'text',
        'org.eclipse.jetty.util.Utf8Appendable$NotUtf8Exception: Not valid UTF8! {utf8State}',
        badPayload,
      ],
    ]),
    ...at('payload', 1002, [
      ['closeCodeRange', 'Out of range close status code: {code}', protocol],
      ['closeCodeLocal', 'Frame forbidden close status code: {code}', protocol],
      ['closeCode', 'RFC6455 and IANA Undefined close status code: {code}', protocol],
    ]),
    ...at('payload', 1007, [['closeReasonBroken', 'Invalid Close Reason', badPayload]]),
  ],
};
