// Error texts about frames. The first kind whose pattern fits counts, so the special ones come first.

import type { TextKind } from './text-kind.ts';

type FrameKind = Omit<TextKind, 'phase'>;

const kinds: readonly FrameKind[] = [
  {
    id: 'several-header-bits',
    pattern: /RSV\d set, bad opcode|bad opcode \d+, bad MASK/i,
    means: 'Several fields of one header are wrong at once: these bytes are hardly a frame header.',
    violations: ['rsv1NotAgreed', 'reservedDataOpcode', 'unmaskedClientFrame'],
  },
  {
    id: 'second-upgrade',
    pattern: /handleUpgrade\(\) was called more than once|WebSocketSession not yet initialized/i,
    means: 'Two handlers took the same upgrade request.',
    near: [['two-upgrade-handlers', 'usual']],
  },
  {
    id: 'http-parser-got-frames',
    pattern:
      /Invalid HTTP method|Invalid HTTP request line|client sent invalid method|invalid request line.*\\x8/i,
    means:
      'An HTTP parser was given the bytes of a frame: it still reads a connection that is a WebSocket, or never became one.',
  },
  {
    id: 'http-request-timer',
    pattern: /ERR_HTTP_REQUEST_TIMEOUT/i,
    means:
      'The HTTP server of Node timed a request that was upgraded long ago: it writes "408 Request Timeout" into the open connection.',
    near: [['late-http-response', 'usual']],
  },
  {
    id: 'http-layer-still-active',
    pattern: /Content-Length mismatch: too many bytes|hijacked connection/i,
    means: 'The HTTP layer still counts the bytes of a connection that was upgraded.',
    near: [
      ['chunked-upgrade', 'usual'],
      ['late-http-response', 'common'],
    ],
  },
  {
    id: 'unmasked-frame',
    pattern:
      /MASK must be set|bad MASK|unmasked|(?<!must be )(?:not|isn't) (?:properly )?masked|must be masked|should be masked|masking is required|(?:without|missing) (?:a )?mask|incorrectly masked frame/i,
    means: 'A frame of the client has no MASK bit.',
    violations: ['unmaskedClientFrame'],
  },
  {
    id: 'masked-frame',
    pattern:
      /must not (?:be )?mask|must be not masked|MASK must be clear|incorrect masking|masked frame|(?:cannot|can not|may not) be masked|masked (?:server|websocket) frame|\bmasked\b.*from (?:the )?server|unexpected mask from server|frame from (?:the |a )?server is masked|servers may not send masked/i,
    means:
      'A frame of the server has its MASK bit set. A header that is read at the wrong byte has it by chance in half of the cases.',
    violations: ['maskedServerFrame'],
  },
  {
    id: 'close-reason-encoding',
    pattern:
      /decoding CLOSE reason|close frame containing invalid UTF-8|close reason.*utf|utf.?8 sequence in close reason/i,
    means: 'The reason of a Close frame is not UTF-8.',
    violations: ['closeReasonNotUtf8'],
  },
  {
    id: 'text-encoding',
    pattern:
      /Could not decode a text frame|invalid.{0,4} ?UTF-?8(?! sequence in header)|not (?:a )?valid UTF-?8|UTF-?8 (?:text|data|string).*invalid|non.?UTF-?8|'utf-8' codec can't decode|malformed UTF-?8|UTF-?8 decod|Failed to decode text/i,
    means:
      'The payload of a text message is not UTF-8. Where the message was cut at the wrong byte, it ends inside a character.',
    violations: ['textNotUtf8'],
  },
  {
    id: 'inflate',
    pattern:
      /invalid distance too far back|invalid stored block|invalid block type|incorrect header check|invalid (?:code lengths|code --|literal|bit length|window)|inflate|decompress|zlib|Z_DATA_ERROR|error in extension|flate:|invalid compressed data/i,
    means: 'A message that is marked as compressed does not inflate.',
    violations: ['deflateFailed'],
  },
  {
    id: 'flag-wanted',
    pattern: /RSV1 bit must be set/i,
    means:
      'The reader wants each message compressed. Compression is chosen message by message, so this reader is wrong.',
    near: [
      ['compression-state', 'usual'],
      ['receiver-fault', 'common'],
    ],
  },
  {
    id: 'frame-header',
    pattern: /Invalid (?:websocket )?frame header|Invalid WebSocket frame(?!:)/i,
    means:
      'One of six faults and no other: a control frame without FIN or above 125 bytes, a length not in its shortest form or with its top bit set, RSV1 on a continuation, or data that does not inflate. Any frame of the same socket read may hold it.',
  },
  {
    id: 'message-order',
    pattern: /\billegal frame\b|invalid message continuation/i,
    means: 'A continuation came while no message was open, or a new message began before the last one ended.',
    violations: ['orphanContinuation', 'interleavedMessage'],
  },
  {
    id: 'any-frame-fault',
    pattern:
      /interrupted while the page was loading|Cannot understand frame header|interrupted when the page is loaded|unterbrochen, während die Seite geladen wurde|interrompue pendant le chargement de la page|interrump\w+ mientras se cargaba la página|WebSocket protocol error(?!: \w)|(?<!SSL library, usually a )protocol error\b.{0,20}$|Protocol violation(?!: (?:Connection|Upgrade|invalid Sec|unexpected Sec))/i,
    means:
      'One text for every fault in a frame: it rules nothing out, except masked frames and odd close codes, which Firefox takes.',
    violations: [
      'rsv1NotAgreed',
      'rsv2',
      'rsv3',
      'rsv1OnControl',
      'rsv1OnContinuation',
      'reservedDataOpcode',
      'reservedControlOpcode',
      'fragmentedControl',
      'controlTooLong',
      'lengthNotMinimal',
      'lengthMsbSet',
      'orphanContinuation',
      'interleavedMessage',
      'textNotUtf8',
      'closeReasonNotUtf8',
      'deflateFailed',
    ],
  },
  {
    id: 'rsv1',
    pattern:
      /RSV1 (?:must be clear|not allowed)|UNEXPECTED_RSV_1\b|reserved1 = 1, reserved2 = 0, reserved3 = 0|\bRSV:4\b|reserved bits?\D{0,24}(?:0x)?40\b|Compressed bit must be 0|rsv1: (?:true|1)\W+rsv2: (?:false|0)|rsv is not implemented|RSV1 set|unexpected rsv1 flag/i,
    means:
      'RSV1 is set and no compression was agreed. The letters @ to O begin with the same bits, "H" of "HTTP/1.1" among them.',
    violations: ['rsv1NotAgreed', 'rsv1OnContinuation', 'rsv1OnControl'],
  },
  {
    id: 'rsv23',
    pattern:
      /RSV2 and RSV3|RSV[23]\b(?!\W{1,3}(?:false|0))|reserved[123] = 1|\bRSV:[123567]\b|rsv1: (?:true|1|false|0)\W+rsv2: (?:true|1)|rsv2: (?:true|1|false|0)\W+rsv3: (?:true|1)|reserved bits?.*\\x[0-9a-f]{2}/i,
    means: 'RSV2 or RSV3 is set. No extension in use sets them: these bytes are hardly a frame header.',
    violations: ['rsv2', 'rsv3', 'rsv1NotAgreed'],
  },
  {
    id: 'reserved-bits',
    pattern: /reserved (?:bits?|fields)|\brsv\b|rsv_?bit/i,
    means:
      'A reserved bit is set: a compressed frame that was not agreed, or bytes that are not a frame header.',
    violations: ['rsv1NotAgreed', 'rsv2', 'rsv3', 'rsv1OnControl', 'rsv1OnContinuation'],
  },
  {
    id: 'unexpected-continuation',
    pattern:
      /unexpected continuation|fragment frame with non-zero opcode:? 0\b|unordered continuation|invalid opcode:? 0\b|continu\w+ frame before|continuation without|unexpected CONTINUATION|not.*(?:fragmented|started).*continuation|continuation.*(?:no|without|before)|(?:unexpected|unknown) opcode:? 0(?![\dx])|nothing to continue|continuation opcode out of sequence/i,
    means: 'A continuation frame came and no message was open. A zero byte at the wrong place reads as one.',
    violations: ['orphanContinuation'],
  },
  {
    id: 'unfinished-message',
    pattern:
      /previous message is unfinished|expected (?:a )?continuation|(?:unexpected|invalid) opcode:? [12]\b|non.?continuation|existing continuation had not been closed|data message out of sequence|opcode in non-fin frame|new fragment frame with non-zero opcode|all data frames after the initial|new (?:data|message).*(?:before|while|during|inside)|fragmented message.*(?:unfinished|in progress|not)/i,
    means: 'A new message began before the last one ended.',
    violations: ['interleavedMessage'],
  },
  {
    id: 'pong-not-known',
    pattern: /(?:no handler for|unknown) opcode (?:10|0xa)\b/i,
    means:
      'Opcodes 8, 9 and 10 are Close, ping and pong, which are valid: this reader does not know one of them.',
  },
  {
    id: 'control-fragmented',
    pattern:
      /FIN must be set|(?:EXPECTED_FIN)|control (?:frames?|messages?) (?:(?:must not|cannot|can't|may not) be|is|are) fragmented|fragment\w* (?:a )?control|control frame received: opcode=\d+, fin=0|control frame is not final|control frames must be final|fragmented (?:control|ping|pong|close)|frame type was fragmented/i,
    means: 'A control frame (opcode 8 and above) has no FIN. "H" of "HTTP/1.1" is opcode 8 without FIN.',
    violations: ['fragmentedControl'],
  },
  {
    id: 'control-length',
    pattern:
      /invalid payload length 12[67]|control frame received: opcode=\d+, fin=1|(?:PING|PONG|CLOSE)'s payload length|invalid control frame: 12[67]|ping message is too long|control messages are limited to|control frame.{0,24}(?:too (?:big|large|long)|> ?125|limit|exceed|length)|control frame was sent with a payload of size|(?:ping|pong|close) frame too (?:large|big|long)|control frames? (?:must|may|can)\w* .*125|Received a control frame|ping.*125/i,
    means: 'A control frame declares more than 125 bytes.',
    violations: ['controlTooLong'],
  },
  {
    id: 'one-byte-close',
    pattern:
      /invalid (?:payload length|control frame:) 1\b|close payload length of 1\b|payload of close frame is too small|invalid size of 1 byte|CLOSE with 1 byte|close frame too short|close.*(?:1|one).byte/i,
    means: 'A Close frame has a payload of one byte; a code takes two.',
    violations: ['closePayloadOneByte'],
  },
  {
    id: 'close-frame',
    pattern: /invalid close frame(?! (?:code|reason|opcode|received))/i,
    means:
      'A Close frame with a payload of one byte, with more than 125 bytes, or with a reason that is not UTF-8.',
    violations: ['closePayloadOneByte', 'closeReasonNotUtf8', 'controlTooLong'],
  },
  {
    id: 'close-code',
    pattern:
      /code must be in range \[1000,5000\)|code \d+ is reserved and may not be used|(?<!connect to WebSocket: )invalid (?:websocket )?(?:status|close) (?:code|opcode)(?! received|=\d{3} text=)|close frame (?:get)?status code|closecode must not be sent|reserved status code|(?:bad|invalid|illegal|unknown|reserved) close ?(?:status)? ?code|CLOSE with (?:invalid|unknown)|(?:forbidden|undefined|out of range) close status|local-only reason|INVALID_CLOSE_CODE|close frame containing a reserved/i,
    means: 'The two bytes that were read as the close code hold a code that may not be sent.',
    violations: ['closeCodeInvalid'],
  },
  {
    id: 'opcode',
    pattern: /opcode|unsupported control frame: \d|INVALID_OPCODE|\bbad opc\b/i,
    means:
      'The low four bits of the first byte are an opcode that is not assigned: most often the byte is not a frame header.',
    violations: ['reservedDataOpcode', 'reservedControlOpcode'],
  },
  {
    id: 'message-size',
    pattern:
      /max(?:imum)? ?(?:frame|payload|message).{0,24}(?:exceed|size|length)|message (?:is |was )?too (?:big|large|long)|too big message|Message size \d+ exceeds|over size limit|exceeded (?:integer max value|the locally configured limit)|larger than configured max|Unsupported 64-bit length|payload too (?:big|large)|frame (?:is )?too (?:big|large)|exceeds (?:the )?(?:limit|max)|read limit exceeded|\b1009\b|MESSAGE_TOO_BIG|text message too large|UNSUPPORTED_MESSAGE_LENGTH|huge ws frame|\{error, ?badsize\}/i,
    means: 'A frame or message is longer than the receiver takes, or its length field is wrong.',
    near: [
      ['size-limit', 'usual'],
      ['length-field', 'possible'],
      ['unsynchronised-writes', 'possible'],
    ],
  },
  {
    id: 'length-field',
    pattern:
      /frame length too large|length > 2\^53|most significant bit must be|non-zero MSB|Exception: \S+ < 0: \(|minimal|minimum number of bytes|used \d bytes when|payload length/i,
    means:
      'The length field holds what no sender should write: it is written wrongly, or the bytes are not a frame header.',
    violations: ['lengthNotMinimal', 'lengthMsbSet'],
  },
  {
    id: 'data-after-close',
    pattern: /received after close|after (?:a )?close frame|data after close/i,
    means: 'A frame followed the Close.',
    violations: ['dataAfterClose'],
  },
  {
    id: 'incomplete-frame',
    pattern: /Incomplete frame/i,
    means: 'The reader took the end of a read for the end of a frame, or the frame was not sent to its end.',
    near: [
      ['receiver-fault', 'usual'],
      ['unsynchronised-writes', 'common'],
    ],
  },
  {
    id: 'mqtt-first-packet',
    pattern: /First packet not CONNECT/i,
    means: 'The broker unmasked the first message and found no MQTT CONNECT in it.',
    near: [
      ['masking-key', 'usual'],
      ['receiver-fault', 'common'],
    ],
  },
];

/** Kinds of error texts about frames. */
export const frameKinds: readonly TextKind[] = kinds.map((kind) => ({ ...kind, phase: 'frames' }));
