// What an error text that a program reported speaks of, for inputs that hold no bytes. A program prints one
// text for a whole
// family of faults, so a text only says where to look; each cause says how likely a kind of text makes it.

// The first pattern that fits decides. Texts in several words are one family's: "CLOSE with 1 byte
// payload", "Reserved bit
// set unexpectedly" and others of that style are wsproto's, which mitmproxy, Hypercorn and uvicorn pass on.
const kinds = {
  'tls-for-response': /malformed HTTP response \\?["']\\+x1[56]\\+x03/,
  'frame-for-response': /malformed HTTP response \\?["']\\+x[89a-f]/i,
  'no-status-line': /Received HTTP\/0\.9 when not allowed/,
  'refused-upgrade':
    /unexpected (response code|server response): ?(?!101)\d{3}|rejected WebSocket connection: HTTP|Unsupported upgrade request|No supported WebSocket library/i,
  'missing-upgrade-header': /Missing header, '(Connection|Upgrade)\b/i,
  'missing-handshake-header': /Missing header, '/i,
  'accept-value': /Sec-WebSocket-Accept|Bad accept token/i,
  'upgrade-header-value': /'?(Upgrade|Connection)'? header/i,
  negotiation:
    /Sec-WebSocket-Protocol|subprotocol|(unsupported|unrecognized) extension|Sec-WebSocket-Extensions|Error in permessage-deflate/i,
  'masked-frame': /must not mask|MASK must be clear|incorrect masking|unexpected masked frame/i,
  'unmasked-frame': /MASK must be set|unmasked frame but masking|unexpected unmasked frame/i,
  'close-reason-encoding': /decoding CLOSE reason/i,
  'text-encoding': /Could not decode a text frame|invalid UTF-8|not.*valid UTF-8|'utf-8' codec can't decode/i,
  'frame-header': /Invalid frame header/i,
  'reserved-bits': /reserved bits?\b|RSV1 must be clear|RSV2 and RSV3/i,
  'unexpected-continuation': /unexpected continuation/i,
  'unfinished-message': /previous message is unfinished|expected (a )?continuation/i,
  opcode: /Unrecognized frame opcode|invalid opcode/i,
  // "H" of "HTTP/1.1" is opcode 8 without FIN.
  'fragmented-control-frame': /attempt to fragment control frame|fragmented control frame/i,
  'long-control-frame': /control frame (with payload len > 125|too long)/i,
  'length-form': /Payload length used \d bytes when \d would/i,
  'length-top-bit': /payload length with non-zero MSB/i,
  'one-byte-close': /CLOSE with 1 byte payload|close frame too short/i,
  // Data that does not inflate, or RSV1 on a control or continuation frame.
  'extension-error': /error in extension/i,
  'close-code':
    /broken close frame|invalid status code|CLOSE with (invalid|unknown reserved) code|CLOSE with local-only reason/i,
  'data-after-close': /received after close/i,
  'message-size': /max(imum)? payload|message too big|too large|\b1009\b/i,
  'not-an-http-response': /ERR_INVALID_HTTP_RESPONSE|Expected HTTP\/|valid HTTP response|Bad HTTP message/i,
  'tls-error': /ERR_SSL_PROTOCOL_ERROR|WRONG_VERSION_NUMBER|wrong version number/i,
  'no-handshake-response': /before receiving a handshake response|socket hang up/i,
  'connection-reset': /ERR_CONNECTION_RESET|ECONNRESET|\b1006\b|abnormal(ly)? clos/i,
} as const;

/** What a reported text speaks of. */
export type ReportKind = keyof typeof kinds;

const patterns = Object.entries(kinds) as readonly (readonly [ReportKind, RegExp])[];

/** The kind of a reported text, or `null` for one that is not known. */
export function reportKindOf(text: string): ReportKind | null {
  return patterns.find(([, pattern]) => pattern.test(text))?.[0] ?? null;
}
