import { describe, expect, it } from 'vitest';
import { causesOfReport } from './reports.ts';

// All that frame_protocol.py and handshake.py of wsproto 1.2 say of a peer.
const wsproto: readonly (readonly [text: string, first: string])[] = [
  ['Reserved bit set unexpectedly', 'compression-not-negotiated'],
  ['Invalid opcode 0xb', 'reserved-opcode'],
  ['Invalid attempt to fragment control frame', 'fragmented-control'],
  ['Control frame with payload len > 125', 'control-too-long'],
  ['Payload length used 2 bytes when 1 would have sufficed', 'length-not-minimal'],
  ['Payload length used 8 bytes when 2 would have sufficed', 'length-not-minimal'],
  ['8-byte payload length with non-zero MSB', 'length-msb-set'],
  ['client received unexpected masked frame', 'server-masked-frame'],
  ['server received unexpected unmasked frame', 'client-unmasked-frame'],
  ['unexpected CONTINUATION', 'orphan-continuation'],
  ['expected CONTINUATION, got <Opcode.TEXT: 1>', 'interleaved-messages'],
  ['error in extension', 'deflate-corrupt'],
  ["'utf-8' codec can't decode byte 0xff in position 0: invalid start byte", 'text-not-utf8'],
  ['CLOSE with 1 byte payload', 'close-payload-one-byte'],
  ['CLOSE with invalid code', 'close-code-invalid'],
  ['remote CLOSE with local-only reason', 'close-code-invalid'],
  ['CLOSE with unknown reserved code', 'close-code-invalid'],
  [
    "Error decoding CLOSE reason: 'utf-8' codec can't decode byte 0xc3 in position 4: unexpected end of data",
    'close-reason-not-utf8',
  ],
  ["Missing header, 'Connection: Upgrade'", 'handshake-header-missing'],
  ["Missing header, 'Upgrade: WebSocket'", 'handshake-header-missing'],
  ["Missing header, 'Sec-WebSocket-Key'", 'handshake-header-missing'],
  ["Missing header, 'Sec-WebSocket-Version'", 'handshake-header-missing'],
  ['Bad accept token', 'handshake-accept-mismatch'],
  ['unrecognized subprotocol chat', 'handshake-negotiation'],
  ['unrecognized extension x-webkit-deflate-frame', 'handshake-negotiation'],
  ['Bad HTTP message', 'plaintext-on-tls-port'],
];

describe('what a text makes likely', () => {
  it.each(wsproto)('wsproto: %s', (text, first) => {
    const [best, ...others] = causesOfReport(text);
    expect(best?.cause.id).toBe(first);
    for (const other of others) expect(other.confidence).toBeLessThanOrEqual(best.confidence);
  });

  it.each([
    // Texts that others say in nearly the same words.
    ['One or more reserved bits are on: reserved1 = 1, reserved2 = 0', 'compression-not-negotiated'],
    ['received 1002 (protocol error); expected a continuation frame', 'interleaved-messages'],
    ['received 1002 (protocol error); control frame too long', 'control-too-long'],
    ['Received unexpected continuation frame.', 'orphan-continuation'],
    ['WARNING:  Unsupported upgrade request.', 'upgrade-refused'],
  ])('%s', (text, first) => {
    expect(causesOfReport(text)[0]?.cause.id).toBe(first);
  });

  it('knows when it does not know', () => {
    expect(causesOfReport('Segmentation fault')).toEqual([]);
  });
});
