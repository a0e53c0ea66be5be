import { describe, expect, it } from 'vitest';
import { causesOfMessage } from './messages.ts';

const names = (text: string) => causesOfMessage(text).map((cause) => cause.implementation);

describe('what an error text means', () => {
  it('Invalid frame header is a narrow set', () => {
    const [first] = causesOfMessage("WebSocket connection to 'ws://localhost/' failed: Invalid frame header");
    expect(first.implementation).toBe('Chrome 156');
    expect(first.violations).toContain('lengthNotMinimal');
    expect(first.violations).not.toContain('maskedServerFrame');
  });

  it('reads the bits out of the text', () => {
    const [first] = causesOfMessage(
      'One or more reserved bits are on: reserved1 = 0, reserved2 = 0, reserved3 = 1',
    );
    expect(first.note).toContain('TLS');
  });

  it('shows the bytes of a status code', () => {
    const [first] = causesOfMessage('RangeError: Invalid WebSocket frame: invalid status code 13331');
    expect(first.implementation).toBe('ws 8');
    expect(first.note).toContain('34 13');
    expect(first.violations).toEqual(['closeCodeInvalid']);
  });

  it.each([
    ['RSV1 must be clear', 'ws 8', 'rsv1NotAgreed'],
    ['WS_ERR_INVALID_OPCODE', 'ws 8', 'reservedDataOpcode'],
    ['Could not decode a text frame as UTF-8.', 'Chrome 156', 'textNotUtf8'],
    ['A server must not mask any frames that it sends to the client.', 'Chrome 156', 'maskedServerFrame'],
    ['received 1002 (protocol error); incorrect masking', 'Python websockets 17', 'maskedServerFrame'],
    ['RSV != 0 and no extension negotiated, RSV:4', 'Netty 4.2', 'rsv1NotAgreed'],
    ['Error: invalid distance too far back', 'ws 8 and others with zlib', 'deflateFailed'],
    ['websocket: bad MASK', 'gorilla/websocket 1.5', 'unmaskedClientFrame'],
    ['Payloadsize is to big...', 'Java-WebSocket 1.6', undefined],
    ['Max frame length of 65536 has been exceeded.', 'Netty 4.2', undefined],
    ['Error: Unexpected server response: 502', 'ws 8', undefined],
    ['frame with 2000000 bytes exceeds limit of 1048576 bytes', 'Python websockets 17', undefined],
  ])('%s', (text, implementation, violation) => {
    const cause = causesOfMessage(text).find((one) => one.implementation === implementation);
    expect(cause, names(text).join()).toBeDefined();
    if (violation) expect(cause?.violations).toContain(violation);
  });

  it.each([
    ['Reserved bit set unexpectedly', 'rsv2', 'mitmproxy'],
    ['Invalid opcode 0xb', 'reservedControlOpcode', 'JSON'],
    ['Invalid attempt to fragment control frame', 'fragmentedControl', 'HTTP/1.1'],
    ['expected CONTINUATION, got <Opcode.TEXT: 1>', 'interleavedMessage', ''],
    ['CLOSE with 1 byte payload', 'closePayloadOneByte', ''],
    ['CLOSE with unknown reserved code', 'closeCodeInvalid', '1014'],
    ['Control frame with payload len > 125', 'controlTooLong', ''],
    ['client received unexpected masked frame', 'maskedServerFrame', ''],
    ['error in extension', 'deflateFailed', 'Close 1007'],
    ["Missing header, 'Upgrade: WebSocket'", undefined, 'Upgrade is missing'],
    ["Missing header, 'Sec-WebSocket-Key'", undefined, 'Sec-WebSocket-Key is missing'],
  ])('wsproto: %s', (text, violation, words) => {
    const found = causesOfMessage(text).filter((one) => one.implementation === 'wsproto 1.3');
    expect(found).toHaveLength(1);
    if (violation) expect(found[0].violations).toContain(violation);
    expect(found[0].note).toContain(words);
  });

  it("Python's own words for bad UTF-8", () => {
    const [first] = causesOfMessage("'utf-8' codec can't decode byte 0xff in position 3: invalid start byte");
    expect(first.violations).toContain('textNotUtf8');
    expect(first.note).toContain('Byte 0xff at 3');
  });

  it('1006 is made up by the receiver', () => {
    expect(causesOfMessage('closed: 1006')[0].note).toContain('without a Close frame');
  });

  it('knows when it does not know', () => {
    expect(causesOfMessage('Segmentation fault')).toEqual([]);
    expect(causesOfMessage('')).toEqual([]);
  });
});
