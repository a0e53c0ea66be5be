import { describe, expect, it } from 'vitest';
import { examineCases, examineTextsOfFaults } from '../../../bench/exam-errors.ts';
import { afterAnswers, bestQuestions, expectedGain } from './ask.ts';
import { signsIn } from './context.ts';
import { explainErrors } from './explain.ts';
import type { Explanation } from './explanation.ts';
import { explanations } from './explanations.ts';
import { fieldCases } from './field-counts.ts';
import { questions } from './questions.ts';

const first = (text: string) => {
  const [error] = explainErrors(text);
  if (error === undefined) throw new Error(`Not recognised: ${text}`);
  return error;
};
const firstCauses = (text: string, count = 3) =>
  first(text)
    .explanations.slice(0, count)
    .map(({ id }) => id);

describe('the public cases', () => {
  it('are 280, each with a thread of its own', () => {
    expect(fieldCases()).toHaveLength(280);
    expect(new Set(fieldCases().map(({ id }) => id)).size).toBe(280);
  });

  it('each have a cause that their explanation shows itself as, or a reader at fault', () => {
    const others = fieldCases().filter(({ explanation, cause }) => {
      const { causes }: Explanation = explanations[explanation];
      return cause !== 'valid-bytes-receiver-at-fault' && !causes.includes(cause);
    });
    expect(others.map(({ id }) => id)).toEqual([]);
  });

  // Measured with the case left out of the counts. A name may leave a list, none may be added.
  it.each([
    [
      'text',
      'B08 B10 B11 C01 C02 D02 D14 E01 E09 E11 E15 E19 F01 F05 F21 H15 K01 K09 O06 O09 P06 P07 P08 Q02',
    ],
    [
      'text and software',
      'B08 B10 B11 C01 C02 D05 E05 E09 E11 E15 F01 F05 F21 G01 H15 K01 K09 O06 O09 P03 P06 Q02',
    ],
  ] as const)('given %s, the cause is among the first three but for these', (given, known) => {
    const results = examineCases(given);
    expect(results).toHaveLength(160);
    const misses = results.filter(({ rank }) => rank >= 3).map(({ fieldCase }) => fieldCase.id);
    expect(misses.filter((id) => !known.split(' ').includes(id))).toEqual([]);
  });
});

describe('the signs of a text', () => {
  const ids = (text: string) => signsIn(text).map(({ id }) => id);

  it.each(['WebSocket connection to ws://localhost:3000/ws failed', 'GET http://localhost:5173/ 200'])(
    '%j names a dev server',
    (text) => expect(ids(text)).toContain('dev-server'),
  );

  it.each([
    ['java.net.ProtocolException: Control frames must be final.', 'dotnet'],
    ["WebSocket connection to 'wss://stream.example.net/within' failed: Invalid frame header", 'dotnet'],
    ['Invalid frame header within the tracking expression', 'rack'],
  ])('%j does not name %s', (text, id) => expect(ids(text)).not.toContain(id));

  it.each(['proxy_pass http://127.0.0.1:3000;', 'server app1 10.0.0.7:3000 check', 'reverse_proxy app:3000'])(
    '%j names a backend, of whatever kind',
    (text) => expect(ids(text)).not.toContain('dev-server'),
  );
});

describe('the bits of a text', () => {
  const texts = examineTextsOfFaults();

  it('name a violation of the bytes that it was printed for', () => {
    expect(texts.length).toBeGreaterThan(1800);
    expect(texts.filter(({ isNamed }) => !isNamed).map(({ name }) => name)).toEqual([]);
  });

  // One text for several faults, whose patterns are drawn apart: the first is the one of most public cases.
  it('name the true violation first but for these', () => {
    const known = [
      /^Chrome 156 \(client\): (?:ping of|16-bit|64-bit|deflate: )/,
      /^websocket-client \(Python\) \(client\): close reason not UTF-8$/,
      /^\.NET 10 \((?:client|server)\): close (?:with 1 byte|1005|1006|999|1004|2000)$/,
    ];
    const misses = texts.filter(({ isFirst }) => !isFirst);
    expect(misses.filter(({ name }) => !known.some((one) => one.test(name)))).toEqual([]);
  });

  it.each([
    ['Invalid WebSocket frame: invalid opcode 7', 'x7 xx'],
    ['websocket: RSV1 set, bad opcode 7, bad MASK', 'x7 xx'],
    ['Unrecognized frame opcode: 11', 'xb xx'],
  ])('are narrowed by the variable parts of "%s"', (text, bytes) => {
    expect(first(text).patterns.map((pattern) => pattern.bytes)).toContain(bytes);
  });

  it('says that one of the RSV bits is set where the drawn bits do not show which', () => {
    expect(first('Invalid WebSocket frame: RSV1 must be clear').patterns[0]).toMatchObject({
      bits: expect.arrayContaining([1]),
      when: '',
    });
    expect(first('Reserved bits are non-zero').patterns[0].when).toBe(
      'at least one of the three RSV bits is 1',
    );
  });

  it.each([
    ['Unexpected opcode=3', 'length-field or unsynchronised-writes'],
    ['Invalid WebSocket frame: invalid opcode 2', 'fragment-order'],
    ['RSV != 0 and no extension negotiated, RSV:1', 'tls-in-stream'],
    ['UT002015: Extensions not allowed but received rsv of 4', 'compression-not-agreed'],
    [
      'frame with 5211883372140375601 bytes exceeds limit of 1048576 bytes',
      'length-field or unsynchronised-writes',
    ],
    ['frame with 2097152 bytes exceeds limit of 1048576 bytes', 'size-limit'],
    ['invalid websocket control frame received: opcode=9, fin=1, payload_length=130', 'control-frame'],
    ['frames from server to client must be not masked', 'server-masks'],
  ])('%j comes first from %s', (text, expected) =>
    expect(expected.split(' or ')).toContain(firstCauses(text, 1)[0]),
  );

  it('tell an impossible length that is read from text', () => {
    const { kind, variables } = first('frame with 5211883372140375601 bytes exceeds limit of 1048576 bytes');
    expect(kind.id).toBe('length-field');
    expect(variables[0].meaning).toContain('“HTTP/1.1”');
  });

  it('are read as characters', () => {
    const { readings } = first(
      'One or more reserved bits are on: reserved1 = 0, reserved2 = 0, reserved3 = 1',
    );
    expect(readings.map(({ name }) => name)).toContain('a TLS alert');
    expect(readings.map(({ name }) => name)).not.toContain('an HTTP response');
    expect(first('Invalid frame header').readings[0]).toMatchObject({
      name: 'an HTTP response',
      characters: 'HTTP',
    });
  });
});

describe('the causes of a text', () => {
  it('are counted', () => {
    const [best] = first('Invalid frame header').explanations;
    expect(best.id).toBe('two-upgrade-handlers');
    expect(best.counted).toEqual({ cases: 17, of: 37 });
  });

  it('change with the rest of the paste', () => {
    const plain = first('Invalid frame header').explanations;
    const secure = first(
      "WebSocket connection to 'wss://a.example/' failed: Invalid frame header",
    ).explanations;
    const share = (list: typeof plain) => list.find(({ id }) => id === 'middlebox')?.share ?? 0;
    expect(share(secure)).toBeLessThan(share(plain) / 3);
    expect(firstCauses('ERR Invalid frame header\n  File "flask_sock/__init__.py", line 20', 1)).toEqual([
      'late-http-response',
    ]);
  });

  it.each([
    ['Error during WebSocket handshake: Unexpected response code: 400', 'upgrade-headers-lost'],
    ['Unexpected server response: 401', 'not-authorised'],
    ['websocket: request origin not allowed by Upgrader.CheckOrigin', 'origin-refused'],
    ["Expected HTTP 101 response but was '403 Forbidden'", 'origin-refused'],
    ["Expected HTTP 101 response but was '502 Bad Gateway'", 'backend-down'],
    ['Error: Unexpected server response: 429', 'rate-limited'],
    ['Unexpected server response: 301', 'redirected'],
    ['server rejected WebSocket connection: HTTP 426', 'upgrade-headers-lost'],
    ['Error: connect ECONNREFUSED 127.0.0.1:8080', 'nobody-listens'],
    ['Error: socket hang up', 'server-ended'],
    ['Error: read ECONNRESET', 'server-ended'],
    ['curl: (1) Received HTTP/0.9 when not allowed', 'another-protocol'],
    ['tls: first record does not look like a TLS handshake', 'tls-to-plain-port'],
    [
      'http: TLS handshake error from 10.0.0.1:5000: tls: first record does not look like a TLS handshake',
      'plain-to-tls-port',
    ],
    [
      'SocketException (10061): No connection could be made because the target machine actively refused it.',
      'nobody-listens',
    ],
    ['malformed ws or wss URL', 'bad-url'],
    ['x509: certificate signed by unknown authority', 'certificate'],
    [
      "Mixed Content: The page at 'https://a.example/' was loaded over HTTPS, but attempted to connect to the insecure WebSocket endpoint 'ws://a.example/'",
      'mixed-content',
    ],
    [
      "Refused to connect to 'wss://a.example/' because it violates the following Content Security Policy directive: connect-src 'self'",
      'content-security-policy',
    ],
    [
      'The operation couldn’t be completed. (NSPOSIXErrorDomain error 61 - Connection refused)',
      'nobody-listens',
    ],
    ['WebSocket is closed before the connection is established.', 'page-closed-it'],
    ['closed: 1006', 'idle-timeout'],
  ])('of "%s"', (text, expected) => {
    expect(firstCauses(text, 2)).toContain(expected);
  });

  it('say what an unknown text resembles', () => {
    const error = first('received a new message start while the previous message was unfinished');
    expect(error.similar?.text).toContain('previous message is unfinished');
  });

  it('are none for words that are not an error', () => {
    expect(explainErrors('We will meet at noon and talk about the release.')).toEqual([]);
  });
});

describe('questions', () => {
  it('name explanations that exist', () => {
    const named = questions.flatMap(({ levels }) => Object.keys(levels));
    expect(named.filter((id) => !Object.hasOwn(explanations, id))).toEqual([]);
  });

  it('are those that tell most, and an answer changes the order', () => {
    const { explanations: list } = first('Invalid frame header');
    const [best, second] = bestQuestions(list, 'frames', {});
    expect(expectedGain(best, list)).toBeGreaterThanOrEqual(expectedGain(second, list));
    const after = afterAnswers(list, { 'deflate-off': 'yes' });
    expect(after[0].id).toMatch(/^compression/);
    expect(after.reduce((sum, { share }) => sum + share, 0)).toBeCloseTo(1);
  });

  it('are answered by the text itself', () => {
    expect(first('Invalid frame header after about 60 s').answers).toMatchObject({ 'at-once': 'no' });
  });
});

describe('the software that a text names', () => {
  const names = (text: string) => signsIn(text).map(({ id }) => id);

  it('is not taken from the path of an address', () => {
    expect(
      names("WebSocket connection to 'wss://app.example.com/ws' failed: Invalid frame header"),
    ).not.toContain('node-ws');
    expect(names('GET https://ws.example.com/chat')).not.toContain('node-ws');
  });

  it('is taken from its name', () => {
    expect(names('Error: ws 8.18 in node_modules/ws/lib/receiver.js')).toContain('node-ws');
    expect(names('the ws package refuses it')).toContain('node-ws');
  });
});

describe('a code with nothing else', () => {
  it.each([
    ['1006', 'abnormal-close'],
    ['code: 1005', 'no-close-code'],
    ['Close code 1011.', 'closed-for-an-exception'],
    ['HTTP 426', 'status-426'],
    ['503', 'status-gateway'],
    ['4401', 'closed-by-application'],
  ])('%s is explained as a program would print it', (text, kind) => {
    expect(first(text).kind.id).toBe(kind);
  });

  it.each(['1234', '200', '8105', '10060', '2900'])('%s is none', (text) => {
    expect(explainErrors(text)).toEqual([]);
  });
});
