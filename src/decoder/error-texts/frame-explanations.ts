// What faults in frames come from. The public cases are counted for these.

import type { Explanation } from './explanation.ts';

/** By id, in the order of their number of public cases. */
export const frameExplanations = {
  'server-masks': {
    title: 'The server masks its frames',
    how: 'Only a client masks. The server sets the MASK bit, often in one kind of frame alone: a pong, or the Close that it sends back.',
    check: 'Look at the second byte of a frame from the server: it must be below 80.',
    causes: ['server-masked-frame'],
    violations: ['maskedServerFrame'],
  },
  'client-does-not-mask': {
    title: 'The client does not mask its frames',
    how: 'Each frame of a client needs the MASK bit and a key. Small libraries forget it in pings, pongs and empty frames.',
    check:
      'Look at the second byte of a frame from the client: it must be 80 or above, with four key bytes after the length.',
    causes: ['client-unmasked-frame'],
    violations: ['unmaskedClientFrame'],
  },
  'two-upgrade-handlers': {
    title: 'Two upgrade handlers share one server',
    how: 'A second WebSocket library, a proxy or the hot reload of a dev server listens for the same upgrade. It writes "HTTP/1.1 400" into the open connection, or reads and unmasks the same bytes a second time.',
    check: 'In Node: server.listeners("upgrade").length must be 1. Turn the other handler off and try again.',
    causes: ['http-response-on-websocket', 'double-handshake', 'valid-bytes-receiver-at-fault'],
    stacks: ['node-ws', 'next', 'vite', 'socketio'],
  },
  'unsynchronised-writes': {
    title: 'Frames are torn: two writers at once, or a write cut short',
    how: 'Two tasks write to one socket without a lock, header and payload are written apart, or the result of a short write is ignored. The next header is then read in the middle of a payload.',
    check: 'Send from one task alone. If the error is gone, put a lock or a queue round the whole frame.',
    causes: ['concurrent-writes', 'short-write'],
  },
  'length-field': {
    title: 'The length of a frame is written wrongly',
    how: 'Byte order, width or an edge (125, 126, 65535, 65536) is wrong in code that builds frames by hand. What follows is read at the wrong byte.',
    check: 'Send messages of 125, 126, 65535 and 65536 bytes: it fails from one of them on.',
    causes: [
      'length-wrong-width',
      'length-wrong-byte-order',
      'length-off-by-constant',
      'length-not-minimal',
      'length-msb-set',
    ],
  },
  'stream-start': {
    title: 'The frames begin at the wrong byte',
    how: 'Bytes too many, too few or too early where the handshake ends: an extra line end, a NUL, header lines after the blank line, a first message that was sent before the 101 or lost with it.',
    check: 'Look at the bytes directly after the blank line of the request and of the 101.',
    causes: ['handshake-boundary', 'bytes-lost', 'proxy-protocol-header', 'valid-bytes-receiver-at-fault'],
  },
  'compression-not-agreed': {
    title: 'Compressed frames, though compression was not agreed on this leg',
    how: 'One side compresses and the other never agreed: a proxy drops or answers Sec-WebSocket-Extensions by itself, or the header was added by hand.',
    check:
      'Turn permessage-deflate off. Compare Sec-WebSocket-Extensions in the request and the 101 on both sides of each proxy.',
    causes: ['compression-not-negotiated'],
    violations: ['rsv1NotAgreed', 'rsv1OnControl', 'rsv1OnContinuation', 'textNotUtf8'],
  },
  'receiver-fault': {
    title: 'The bytes are valid: the reader is at fault',
    how: 'The program that reports the error reads wrongly: it takes one read for one frame, two tasks read one connection, or it does not know an opcode.',
    check: 'Capture the bytes and open them here: if they are sound, the reader is at fault. Update it.',
    causes: ['valid-bytes-receiver-at-fault'],
  },
  'control-frame': {
    title: 'A Close or Ping is built wrongly',
    how: 'A close code that may not be sent (0, 1005, 1006), a reason without a code in front, or more than 125 bytes in a control frame.',
    check:
      'Look for the call that closes: its code must be 1000 or 3000 to 4999, its reason at most 123 bytes.',
    causes: [
      'close-code-invalid',
      'control-too-long',
      'close-payload-one-byte',
      'close-reason-not-utf8',
      'fragmented-control',
    ],
    violations: [
      'closeCodeInvalid',
      'controlTooLong',
      'closePayloadOneByte',
      'closeReasonNotUtf8',
      'fragmentedControl',
    ],
  },
  'compression-state': {
    title: 'Compression was agreed, and one side does it wrongly',
    how: 'The window is dropped on one side and kept on the other, so that the second message fails; or RSV1 stands on a continuation or a control frame.',
    check: 'Turn permessage-deflate off. If the error is gone, agree to no context takeover on both sides.',
    causes: ['context-takeover-mismatch', 'compression-flag-misplaced', 'deflate-corrupt'],
    violations: ['deflateFailed', 'rsv1OnContinuation', 'rsv1OnControl', 'rsv1NotAgreed', 'textNotUtf8'],
  },
  'masking-key': {
    title: 'The masking key is wrong, missing or not applied',
    how: 'The MASK bit is set and the payload is not masked, the key on the wire is not the one that was used, or the reader keeps an old one.',
    check: 'Compare the payload with and without the key: it must be readable only with it.',
    causes: ['payload-not-masked', 'wrong-mask-key', 'mask-bit-missing', 'valid-bytes-receiver-at-fault'],
    violations: ['textNotUtf8', 'closeCodeInvalid', 'closeReasonNotUtf8', 'deflateFailed'],
  },
  'not-utf8': {
    title: 'A text message is not UTF-8',
    how: 'Binary data is sent as text, or text in another encoding (Windows-1252, Latin-1, GBK), or memory after the end of a string.',
    check: 'Send the same data as binary (opcode 2). If it arrives, encode it as UTF-8 or keep it binary.',
    causes: ['text-not-utf8', 'binary-sent-as-text'],
    violations: ['textNotUtf8', 'closeReasonNotUtf8'],
  },
  'late-http-response': {
    title: 'The HTTP layer answers on a connection that was upgraded',
    how: 'A timeout of Node (408 after 60 s), a debugger (500), or a WSGI or Rack server that finishes its response (200) writes HTTP text into the open connection.',
    check:
      'Note when it fails: 60 s after the connect, or at its end. Set requestTimeout and headersTimeout to 0, or update the adapter.',
    causes: ['http-response-on-websocket', 'double-handshake', 'unframed-text'],
    stacks: ['node-ws', 'python-websockets'],
  },
  'chunked-upgrade': {
    title: 'HTTP body rules are applied to the upgraded connection',
    how: 'The 101 has Transfer-Encoding: chunked or a Content-Length, so that chunk sizes stand between the frames or a proxy ends the connection.',
    check: 'Look at the headers of the 101: neither Transfer-Encoding nor Content-Length may be there.',
    causes: ['chunked-on-websocket'],
  },
  'fragment-order': {
    title: 'The frames of a fragmented message are out of order',
    how: 'FIN or opcode of fragments is wrong: later ones repeat the opcode, FIN is never set, or a second message begins before the first one ended.',
    check: 'Look at FIN and opcode: 01 or 02 without FIN, then 00, then 80.',
    causes: ['interleaved-messages', 'orphan-continuation', 'fragmented-control'],
    violations: ['orphanContinuation', 'interleavedMessage', 'fragmentedControl', 'textNotUtf8'],
  },
  middlebox: {
    title: 'Something between the two ends changes the bytes',
    how: 'A virus scanner, a transparent proxy, a tunnel or an old reverse proxy alters the stream or does not know the upgrade.',
    check: 'Try wss://, another network, and the server without the proxy. Compare captures of both sides.',
    causes: ['bytes-corrupted', 'http-response-on-websocket', 'trailing-bytes', 'proxy-stripped-upgrade'],
  },
  'tls-in-stream': {
    title: 'TLS records are read as frames',
    how: 'The frame reader gets bytes before they are decrypted: wss:// on a plain port, or a pipeline in the wrong order.',
    check: 'Look at the first bytes: 14 to 17, then 03, begin a TLS record.',
    causes: ['tls-on-plaintext-port', 'foreign-protocol'],
  },
  'character-count': {
    title: 'The length counts characters, not bytes',
    how: 'The length field holds the number of characters of the string. Each letter outside ASCII takes more than one byte, so the frame ends too early.',
    check:
      'Send the same message with ASCII letters alone. If it arrives, count the bytes of the encoded text.',
    causes: ['length-counts-characters'],
  },
  'text-codec': {
    title: 'The bytes went through a text encoding',
    how: 'A frame was written or read as a string: each byte above 7F became two, or EF BF BD.',
    check: 'Look for bytes above 7F that do not come in pairs C2 xx or C3 xx. Write buffers, not strings.',
    causes: ['utf8-reencoded'],
  },
  'size-limit': {
    title: 'A message is above the limit of the receiver',
    how: 'The frame is valid and longer than the receiver is set to take.',
    check: 'Compare the length of the message with the limit of the receiver, and raise it or send less.',
    causes: ['message-too-large'],
    violations: [],
  },
  'old-draft': {
    title: 'One side speaks a draft from before RFC 6455',
    how: 'Frames of hixie-75/76 begin with 00 and end with FF; drafts up to 07 number the opcodes otherwise.',
    check: 'Look at Sec-WebSocket-Version in the request: it must be 13.',
    causes: ['old-draft'],
  },
  'unassigned-opcode': {
    title: 'The sender writes an opcode that is not assigned',
    how: 'The opcode is a wrong number, or it was put together wrongly: the opcode of a pong that is ORed into a received ping gives 0B.',
    check:
      'Look at the low half of the first byte: it must be 0, 1, 2, 8, 9 or A. Send a ping, and look at the answer.',
    causes: ['reserved-opcode'],
    violations: ['reservedDataOpcode', 'reservedControlOpcode'],
  },
  'http-request': {
    title: 'An HTTP request is sent on the open WebSocket',
    how: 'A client, a connection pool or a health check takes the upgraded connection for an idle HTTP connection and writes "GET ..." into it.',
    check: 'Look at the bytes of the client: 47 45 54 20 is "GET ".',
    causes: ['http-request-on-websocket'],
    violations: ['rsv1NotAgreed', 'reservedDataOpcode', 'unmaskedClientFrame', 'rsv2', 'rsv3'],
  },
} as const satisfies Record<string, Explanation>;
