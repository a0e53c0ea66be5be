import { describe, expect, it } from 'vitest';
import { caseNamed, cases } from '../../../e2e/implementations/cases.ts';
import { received } from '../../../e2e/implementations/received.ts';
import { converse } from '../../testing/frames.ts';
import { parseHex } from '../bytes/hex.ts';
import type { HttpHead } from '../model/http.ts';
import { connectionReports } from './connection-reports.ts';
import { handshakeReportsFor } from './handshake-reports.ts';
import { reportsFor } from './reports.ts';

const invalid = 'Invalid frame header';
const dropped = 'no message, close 1006';
const interrupted = 'The connection to … was interrupted while the page was loading.';
const rsv = (bits: string) =>
  `One or more reserved bits are on: reserved1 = ${bits[0]}, reserved2 = ${bits[1]}, reserved3 = ${bits[2]}`;
const ws = (text: string) => `Invalid WebSocket frame: ${text}`;

type Row = readonly [
  name: string,
  chrome: string | null,
  firefox: string | null,
  ws: string | null,
  python: string | null,
];

/**
 * As measured: Chromium 156, Firefox 153 ESR, ws 8.23.0, websockets 17.1. `null`: the bytes are taken, or
 * more are awaited.
 */
const matrix: readonly Row[] = [
  [
    'masked frame',
    'A server must not mask any frames that it sends to the client.',
    null,
    ws('MASK must be clear'),
    'incorrect masking',
  ],
  ['RSV1, nothing agreed', rsv('100'), interrupted, ws('RSV1 must be clear'), 'reserved bits must be 0'],
  ['RSV2', rsv('010'), interrupted, ws('RSV2 and RSV3 must be clear'), 'reserved bits must be 0'],
  ['RSV3', rsv('001'), interrupted, ws('RSV2 and RSV3 must be clear'), 'reserved bits must be 0'],
  ['opcode 3', 'Unrecognized frame opcode: 3', interrupted, ws('invalid opcode 3'), 'invalid opcode'],
  ['opcode B', 'Unrecognized frame opcode: 11', interrupted, ws('invalid opcode 11'), 'invalid opcode'],
  ['opcode B without FIN', invalid, interrupted, ws('invalid opcode 11'), 'invalid opcode'],
  ['ping without FIN', invalid, interrupted, ws('FIN must be set'), 'fragmented control frame'],
  ['ping of 126 bytes', invalid, interrupted, ws('invalid payload length 126'), 'control frame too long'],
  ['16-bit length 5', invalid, interrupted, null, null],
  ['64-bit length 5', invalid, interrupted, null, null],
  [
    '64-bit length, top bit set',
    invalid,
    interrupted,
    'Unsupported WebSocket frame: payload length > 2^53 - 1',
    'frame with 9223372036854775813 bytes exceeds limit of 1048576 bytes',
  ],
  [
    '64-bit length, 4 GiB',
    dropped,
    interrupted,
    'Max payload size exceeded',
    'frame with 4294967296 bytes exceeds limit of 1048576 bytes',
  ],
  [
    'continuation first',
    'Received unexpected continuation frame.',
    interrupted,
    ws('invalid opcode 0'),
    'unexpected continuation frame',
  ],
  [
    'text inside a fragmented message',
    'Received start of new message but previous message is unfinished.',
    interrupted,
    ws('invalid opcode 1'),
    'expected a continuation frame',
  ],
  [
    'text with bad UTF-8',
    'Could not decode a text frame as UTF-8.',
    interrupted,
    ws('invalid UTF-8 sequence'),
    'invalid continuation byte at position 0',
  ],
  [
    'close with 1 byte',
    'Received a broken close frame with an invalid size of 1 byte.',
    null,
    ws('invalid payload length 1'),
    'close frame too short',
  ],
  [
    'close 1005',
    'Received a broken close frame containing a reserved status code.',
    null,
    ws('invalid status code 1005'),
    'invalid status code',
  ],
  ['close 999', null, null, ws('invalid status code 999'), 'invalid status code'],
  [
    'close reason not UTF-8',
    'Received a broken close frame containing invalid UTF-8.',
    interrupted,
    ws('invalid UTF-8 sequence'),
    'invalid continuation byte at position 0',
  ],
  ['data after close', 'Data frame received after close', null, null, null],
  ['HTTP 400 in the socket', invalid, interrupted, ws('RSV1 must be clear'), 'reserved bits must be 0'],
  ['second 101', invalid, null, ws('RSV1 must be clear'), null],
  ['HTML', invalid, interrupted, ws('RSV2 and RSV3 must be clear'), 'invalid opcode'],
  ['TLS alert', rsv('001'), interrupted, ws('RSV2 and RSV3 must be clear'), 'invalid opcode'],
  ['chunk of 7', rsv('011'), null, ws('RSV2 and RSV3 must be clear'), 'invalid opcode'],
  ['unframed text', invalid, null, ws('RSV1 must be clear'), null],
  ['unframed JSON object', invalid, interrupted, ws('RSV2 and RSV3 must be clear'), 'invalid opcode'],
  ['unframed Engine.IO', rsv('011'), null, ws('RSV2 and RSV3 must be clear'), 'invalid opcode'],
  ['gzip', invalid, interrupted, ws('RSV2 and RSV3 must be clear'), 'invalid opcode'],
  ['CR LF before the frame', invalid, null, ws('invalid opcode 13'), 'invalid opcode'],
  ['PHP warning', rsv('101'), null, ws('RSV2 and RSV3 must be clear'), null],
  ['UTF-8 BOM before the frame', null, null, ws('RSV2 and RSV3 must be clear'), 'invalid opcode'],
  ['Hixie-76 frame', 'Received unexpected continuation frame.', null, ws('invalid opcode 0'), null],
  [
    'HTTP/2 SETTINGS',
    'Received unexpected continuation frame.',
    interrupted,
    ws('invalid opcode 0'),
    'unexpected continuation frame',
  ],
  [
    'length counts characters',
    'Could not decode a text frame as UTF-8.',
    interrupted,
    ws('invalid UTF-8 sequence'),
    'invalid opcode',
  ],
  ['end inside the header', dropped, interrupted, dropped, 'no close frame received or sent'],
  ['end inside the payload', dropped, interrupted, dropped, 'no close frame received or sent'],
  ['deflate: invalid block type', invalid, interrupted, 'invalid block type', 'decompression failed'],
  [
    'deflate: stored block with wrong lengths',
    invalid,
    interrupted,
    'invalid stored block lengths',
    'decompression failed',
  ],
  ['deflate: RSV1 on a ping', rsv('100'), interrupted, ws('RSV1 must be clear'), 'reserved bits must be 0'],
  [
    'deflate: RSV1 on a continuation',
    invalid,
    interrupted,
    ws('RSV1 must be clear'),
    'RSV1 bit set in continuation frame',
  ],
];

const said = (name: string, implementation: string) => {
  const { bytes, deflate, ended } = caseNamed(name);
  const reports = reportsFor(received(bytes, { sender: 'server', deflate, ended }));
  return reports.find((report) => report.implementation === implementation)?.text ?? null;
};

describe('the measured matrix', () => {
  it.each(matrix)('%s', (name, chrome, firefox, node, python) => {
    expect({
      chrome: said(name, 'Chrome 156'),
      firefox: said(name, 'Firefox 153'),
      ws: said(name, 'ws 8'),
      python: said(name, 'Python websockets 17'),
    }).toEqual({ chrome, firefox, ws: node, python });
  });
});

describe('one frame, many readers', () => {
  interface More {
    readonly ended?: boolean;
    readonly readEnds?: readonly number[];
  }
  const at = (hex: string, sender: 'client' | 'server' = 'server', { ended, readEnds }: More = {}) =>
    reportsFor(received(parseHex(hex) as Uint8Array, { sender, ended }, readEnds));
  const text = (hex: string, name: string, sender?: 'client' | 'server', more: More = {}) =>
    at(hex, sender, more).find((report) => report.implementation === name && !report.accepts);

  it('carries the error code and the close code', () => {
    expect(text('c105 48656c6c6f', 'ws 8')).toEqual({
      implementation: 'ws 8',
      version: '8.23.0',
      role: 'client',
      text: 'Invalid WebSocket frame: RSV1 must be clear',
      accepts: false,
      frame: 0,
      code: 'WS_ERR_UNEXPECTED_RSV_1',
      error: 'RangeError',
      closeCode: 1002,
      closeReason: '',
      application: "'error' event, then 'close' with code 1006",
      basis: 'run',
    });
  });

  it('lets servers speak of a client and clients of a server', () => {
    expect(new Set(at('8105 48656c6c6f', 'client').map((report) => report.role))).toEqual(
      new Set(['server']),
    );
    expect(text('8105 48656c6c6f', 'ws 8', 'client')?.text).toBe('Invalid WebSocket frame: MASK must be set');
    expect(text('8105 48656c6c6f', 'Chrome 156', 'client')).toBeUndefined();
    expect(text('8105 48656c6c6f', 'uWebSockets 20', 'client')).toBeUndefined();
  });

  it('joins what gorilla finds in one header', () => {
    // "GE" of an HTTP request: RSV1, opcode 7, no mask.
    expect(text('4745 54202f', 'gorilla/websocket 1.5', 'client')?.text).toBe(
      'websocket: RSV1 set, bad opcode 7, bad MASK',
    );
  });

  it('names the first check of each in its own order', () => {
    // Opcode B, masked, all RSV bits.
    const frame = 'fb80 37fa213d';
    expect(text(frame, 'Python websockets 17')?.text).toBe('invalid opcode');
    expect(text(frame, 'ws 8')?.text).toContain('RSV2 and RSV3');
    expect(text(frame, 'Chrome 156')?.text).toContain('must not mask');
    expect(text(frame, 'Netty 4.2')?.text).toContain('RSV:7');
  });

  it('says nothing before the bytes are there', () => {
    expect(text('c1', 'Python websockets 17')).toBeUndefined();
    // RSV1 with 84 payload bytes to come: ws looks at two bytes, websockets at the whole frame.
    expect(text('c154 48', 'ws 8')?.code).toBe('WS_ERR_UNEXPECTED_RSV_1');
    expect(text('c154 48', 'Python websockets 17')).toBeUndefined();
    expect(text('c154 48', 'Python websockets 17', 'server', { ended: true })?.text).toBe(
      'no close frame received or sent',
    );
  });

  it('lets a later frame of the same read decide what Chrome says', () => {
    const read = 'a105 48656c6c6f 0900';
    expect(text(read, 'Chrome 156')?.text).toBe(invalid);
    expect(text(read, 'Chrome 156', 'server', { readEnds: [7, 9] })?.text).toBe(rsv('010'));
  });

  it('knows who takes a masked frame', () => {
    const names = at('8185 37fa213d 7f9f4d5158')
      .filter((report) => report.accepts)
      .map((report) => report.implementation);
    expect(names).toContain('Firefox 153');
    expect(names).toContain('aiohttp 3.14');
    expect(names).not.toContain('Chrome 156');
  });

  it('never fails, whatever the bytes', () => {
    for (const one of cases) {
      for (let length = 1; length <= one.bytes.length; length++) {
        const stream = received(one.bytes.subarray(0, length), { sender: 'server', deflate: one.deflate });
        for (const report of reportsFor(stream)) {
          if (report.accepts) continue;
          expect(report.text).not.toBe('');
          expect(report.text).not.toMatch(/[{}]|undefined|NaN/);
        }
      }
    }
  });
});

function response(status: number, headers: Record<string, string>): HttpHead {
  return {
    kind: 'response',
    startLine: `HTTP/1.1 ${status} Something`,
    method: '',
    target: '',
    version: 'HTTP/1.1',
    status,
    reason: 'Something',
    headers: Object.entries(headers).map(([name, value]) => ({ name, value, start: 0, end: 0 })),
    oddLines: [],
    byteLength: 0,
    complete: true,
    bareLineFeeds: false,
  };
}

describe('handshakes', () => {
  const texts = (checks: string[], head: HttpHead | null) =>
    Object.fromEntries(
      handshakeReportsFor(checks, { request: null, response: head }).map((report) => [
        report.implementation,
        report.text,
      ]),
    );

  it('a status other than 101', () => {
    const said = texts(['status'], response(502, {}));
    expect(said['Chrome 156']).toBe('Error during WebSocket handshake: Unexpected response code: 502');
    expect(said['ws 8']).toBe('Unexpected server response: 502');
    expect(said['Firefox 153']).toContain('can’t establish a connection');
    expect(said['Python websockets 17']).toBe('server rejected WebSocket connection: HTTP 502');
  });

  it('tells a missing header from a wrong one', () => {
    expect(texts(['upgrade'], response(101, {}))['Chrome 156']).toContain("'Upgrade' header is missing");
    expect(texts(['upgrade'], response(101, { Upgrade: 'h2c' }))['Chrome 156']).toContain(
      "'Upgrade' header value is not 'WebSocket': h2c",
    );
    expect(texts(['upgrade'], response(101, { Upgrade: 'h2c' }))['ws 8']).toBe('Invalid Upgrade header');
    expect(texts(['upgrade'], response(101, {}))['ws 8']).toBe('Unexpected server response: 101');
  });

  it('names one check each, by its own order', () => {
    const said = texts(['accept', 'connection'], response(101, { Upgrade: 'websocket' }));
    expect(said['Chrome 156']).toContain("'Sec-WebSocket-Accept' header is missing");
    expect(said['Python websockets 17']).toBe('missing Connection header');
  });

  it('an answer that is no HTTP, and none at all', () => {
    expect(texts(['not-http'], null)['Chrome 156']).toContain('net::ERR_INVALID_HTTP_RESPONSE');
    expect(texts(['no-answer'], null)['ws 8']).toBe('socket hang up');
  });

  it('servers on a request', () => {
    const said = texts(['request-upgrade'], null);
    expect(said['ws 8']).toBe('Invalid Upgrade header');
    expect(said['Tornado 6']).toContain('Can "Upgrade" only');
  });
});

it('no WebSocket program reads the answer of a proxy to CONNECT', async () => {
  const { connection } = converse([
    ['client', 'CONNECT a:443 HTTP/1.1\r\nHost: a:443\r\n\r\n'],
    ['server', 'HTTP/1.1 500 Unable to connect\r\nContent-Length: 0\r\n\r\n'],
  ]);
  expect(await connectionReports(connection)).toEqual([]);
});
