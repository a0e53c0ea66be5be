// What an error text that a program reported makes likely, for inputs that hold no bytes. A text is printed for a whole
// family of faults, so it only says where to look: the confidences are low, and only a text that names its cause is sure.

export interface SymptomCause {
  readonly cause: string;
  readonly confidence: number;
}

// The first pattern that fits decides. Texts in several words are one family's: "CLOSE with 1 byte payload", "Reserved bit set
// unexpectedly" and others of that style are wsproto's, which mitmproxy, Hypercorn and uvicorn pass on.
const table: readonly (readonly [pattern: RegExp, causes: Readonly<Record<string, number>>])[] = [
  [
    /unexpected (response code|server response): ?(?!101)\d{3}|rejected WebSocket connection: HTTP|Unsupported upgrade request|No supported WebSocket library/i,
    { 'upgrade-refused': 0.95 },
  ],
  [
    /Missing header, '(Connection|Upgrade)\b/i,
    { 'handshake-header-missing': 0.6, 'proxy-stripped-upgrade': 0.4, 'upgrade-refused': 0.2 },
  ],
  [/Missing header, '/i, { 'handshake-header-missing': 0.85 }],
  [
    /Sec-WebSocket-Accept|Bad accept token/i,
    { 'handshake-accept-mismatch': 0.9, 'handshake-header-missing': 0.2 },
  ],
  [/'?(Upgrade|Connection)'? header/i, { 'handshake-header-missing': 0.85 }],
  [
    /Sec-WebSocket-Protocol|subprotocol|(unsupported|unrecognized) extension|Sec-WebSocket-Extensions|Error in permessage-deflate/i,
    { 'handshake-negotiation': 0.85 },
  ],
  [
    /must not mask|MASK must be clear|incorrect masking|unexpected masked frame/i,
    { 'server-masked-frame': 0.5, 'concurrent-writes': 0.15, 'length-off-by-constant': 0.1 },
  ],
  [
    /MASK must be set|unmasked frame but masking|unexpected unmasked frame/i,
    { 'client-unmasked-frame': 0.5 },
  ],
  [/decoding CLOSE reason/i, { 'close-reason-not-utf8': 0.8 }],
  [
    /Could not decode a text frame|invalid UTF-8|not.*valid UTF-8|'utf-8' codec can't decode/i,
    { 'text-not-utf8': 0.4, 'binary-sent-as-text': 0.35, 'length-counts-characters': 0.1 },
  ],
  [
    /Invalid frame header/i,
    {
      'double-handshake': 0.25,
      'http-response-on-websocket': 0.25,
      'concurrent-writes': 0.1,
      'deflate-corrupt': 0.1,
      'length-not-minimal': 0.1,
    },
  ],
  [
    /reserved bits?\b|RSV1 must be clear|RSV2 and RSV3/i,
    { 'compression-not-negotiated': 0.3, 'double-handshake': 0.2, 'unframed-text': 0.15 },
  ],
  [/unexpected continuation/i, { 'orphan-continuation': 0.5, 'old-draft': 0.1 }],
  [/previous message is unfinished|expected (a )?continuation/i, { 'interleaved-messages': 0.5 }],
  [/Unrecognized frame opcode|invalid opcode/i, { 'reserved-opcode': 0.4, 'unframed-text': 0.15 }],
  [
    // "H" of "HTTP/1.1" is opcode 8 without FIN.
    /attempt to fragment control frame|fragmented control frame/i,
    { 'fragmented-control': 0.45, 'http-response-on-websocket': 0.3 },
  ],
  [
    /control frame (with payload len > 125|too long)/i,
    { 'control-too-long': 0.5, 'length-off-by-constant': 0.1, 'concurrent-writes': 0.1 },
  ],
  [/Payload length used \d bytes when \d would/i, { 'length-not-minimal': 0.7, 'length-wrong-width': 0.15 }],
  [/payload length with non-zero MSB/i, { 'length-msb-set': 0.5, 'length-wrong-byte-order': 0.2 }],
  [/CLOSE with 1 byte payload|close frame too short/i, { 'close-payload-one-byte': 0.8 }],
  [
    // Data that does not inflate, or RSV1 on a control or continuation frame.
    /error in extension/i,
    { 'deflate-corrupt': 0.3, 'context-takeover-mismatch': 0.25, 'compression-flag-misplaced': 0.2 },
  ],
  [
    /broken close frame|invalid status code|CLOSE with (invalid|unknown reserved) code|CLOSE with local-only reason/i,
    { 'close-code-invalid': 0.45, 'valid-bytes-receiver-at-fault': 0.2 },
  ],
  [/received after close/i, { 'data-after-close': 0.6 }],
  [/max(imum)? payload|message too big|too large|\b1009\b/i, { 'message-too-large': 0.8 }],
  [
    /ERR_INVALID_HTTP_RESPONSE|Expected HTTP\/|valid HTTP response|Bad HTTP message/i,
    { 'plaintext-on-tls-port': 0.35, 'http2-preface': 0.15 },
  ],
  [/ERR_SSL_PROTOCOL_ERROR|WRONG_VERSION_NUMBER|wrong version number/i, { 'tls-on-plaintext-port': 0.8 }],
  [
    /before receiving a handshake response|socket hang up/i,
    { 'abnormal-close': 0.5, 'plaintext-on-tls-port': 0.25 },
  ],
  [
    /ERR_CONNECTION_RESET|ECONNRESET|\b1006\b|abnormal(ly)? clos/i,
    { 'abnormal-close': 0.6, 'idle-timeout': 0.15 },
  ],
];

/** The causes that a text makes likely, best first; empty for one that is not known. */
export function causesOfSymptom(text: string): SymptomCause[] {
  const found = table.find(([pattern]) => pattern.test(text));
  return found === undefined
    ? []
    : Object.entries(found[1]).map(([cause, confidence]) => ({ cause, confidence }));
}
