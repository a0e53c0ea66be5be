import { describe, expect, it } from 'vitest';
import { hex, utf8 } from '../../testing/bytes.ts';
import { converse, encodeFrame, request, response, type Turn } from '../../testing/frames.ts';
import { violationNames } from '../model/violation.ts';
import { inferSender } from './roles.ts';

const key = [1, 2, 3, 4] as const;
const toServer = (text: string) => encodeFrame({ opcode: 1, payload: utf8(text), key });
const toClient = (text: string) => encodeFrame({ opcode: 1, payload: utf8(text) });
const handshake: Turn[] = [
  ['client', request],
  ['server', response],
];

const connectTo = (host: string): Turn => ['client', `CONNECT ${host} HTTP/1.1\r\nHost: ${host}\r\n\r\n`];

/** One line for each frame: its sender and what was read, e.g. `client 5`, and then its violations. */
function read(turns: readonly Turn[], roles: 'known' | 'guess' = 'known'): string[] {
  const { frames } = converse(turns, roles).connection;
  return Array.from({ length: frames.length }, (_, i) =>
    [frames.sender(i), frames.payloadLength(i), ...violationNames(frames.violations(i))].join(' '),
  );
}

describe('from the first byte to the frames', () => {
  it('reads both directions in the order in which they came', () => {
    const turns: Turn[] = [
      ...handshake,
      ['client', toServer('hi')],
      ['server', toClient('hello')],
      ['client', toServer('bye!')],
    ];
    expect(read(turns)).toEqual(['client 2', 'server 5', 'client 4']);
    expect(converse(turns).connection.handshake?.accepted).toBe(true);
  });

  it('reads frames that come in one chunk with a head', () => {
    const joined = Uint8Array.from([...utf8(response), ...toClient('hello')]);
    expect(
      read([
        ['client', request],
        ['server', joined],
      ]),
    ).toEqual(['server 5']);
  });

  it('reads a handshake that comes byte by byte', () => {
    for (let cut = 1; cut < request.length; cut += 7) {
      expect(
        read([
          ['client', request.slice(0, cut)],
          ['client', request.slice(cut)],
          ['server', response.slice(0, cut % response.length)],
          ['server', response.slice(cut % response.length)],
          ['client', toServer('hi')],
        ]),
      ).toEqual(['client 2']);
    }
  });

  it('skips requests before the upgrade', () => {
    const page = 'GET / HTTP/1.1\r\nHost: a\r\n\r\n';
    const body = 'HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello';
    expect(read([['client', page], ['server', body], ...handshake, ['server', toClient('hi')]])).toEqual([
      'server 2',
    ]);
  });

  it('skips 100 Continue', () => {
    const turns: Turn[] = [
      ['client', request],
      ['server', `HTTP/1.1 100 Continue\r\n\r\n${response}`],
      ['server', toClient('hi')],
    ];
    expect(read(turns)).toEqual(['server 2']);
    expect(converse(turns).connection.handshake?.response?.status).toBe(101);
  });

  it('reads the second attempt after a refused upgrade', () => {
    const refusal = 'HTTP/1.1 401 Unauthorized\r\nContent-Length: 0\r\n\r\n';
    const turns: Turn[] = [
      ['client', request],
      ['server', refusal],
      ...handshake,
      ['client', toServer('hi')],
    ];
    expect(converse(turns).connection.handshake?.response?.status).toBe(101);
    expect(read(turns)).toEqual(['client 2']);
  });

  it('shows a refused upgrade without frames', () => {
    const { connection } = converse([
      ['client', request],
      ['server', 'HTTP/1.1 403 Forbidden\r\nContent-Length: 2\r\n\r\nno'],
    ]);
    expect(connection.handshake?.accepted).toBe(false);
    expect(connection.frames.length).toBe(0);
  });

  it('holds the answer of a proxy to CONNECT against 200', () => {
    const { connection } = converse([
      connectTo('a:443'),
      ['server', 'HTTP/1.1 500 Unable to connect\r\nContent-Length: 0\r\n\r\n'],
    ]);
    expect(connection.handshake?.checks.map(({ ok, text }) => [ok, text])).toEqual([
      [false, 'Expected status 200 to the CONNECT, found "HTTP/1.1 500 Unable to connect".'],
    ]);
  });

  it('begins after the response that opens a tunnel', () => {
    const tunnel = 'CONNECT a:8080 HTTP/1.1\r\nHost: a:8080\r\n\r\n';
    const turns: Turn[] = [
      ['client', tunnel],
      ['server', 'HTTP/1.0 200 Connection established\r\nProxy-agent: tinyproxy\r\n\r\n'],
      ...handshake,
      ['server', toClient('hello')],
      ['client', toServer('hi')],
    ];
    expect(read(turns)).toEqual(['server 5', 'client 2']);
    expect(converse(turns).connection.handshake?.accepted).toBe(true);
  });

  it('begins after the exchange with a SOCKS proxy', () => {
    const turns: Turn[] = [
      ['client', hex('05 01 00')],
      ['server', hex('05 00')],
      ['client', hex('05 01 00 01 7f 00 00 01 1f 90')],
      ['server', hex('05 00 00 01 00 00 00 00 00 00')],
      ...handshake,
      ['server', toClient('hello')],
      ['client', toServer('hi')],
    ];
    expect(read(turns)).toEqual(['server 5', 'client 2']);
    expect(converse(turns).connection.directions.client.preamble).toBe(0);
  });

  it('skips a PROXY line', () => {
    const proxied = `PROXY TCP4 10.0.0.1 10.0.0.2 40000 80\r\n${request}`;
    const turns: Turn[] = [
      ['client', proxied],
      ['server', response],
      ['client', toServer('hi')],
    ];
    expect(converse(turns).connection.handshake?.request?.target).toBe('/chat');
    expect(read(turns)).toEqual(['client 2']);
  });
});

describe('which endpoint is the client', () => {
  it('swaps guessed roles when the heads contradict them', () => {
    expect(
      read(
        [
          ['server', request],
          ['client', response],
          ['server', toServer('hi')],
          ['client', toClient('hello')],
        ],
        'guess',
      ),
    ).toEqual(['client 2', 'server 5']);
  });

  it('is decided by the mask bits when there is no head', () => {
    expect(
      read(
        [
          ['server', toServer('one')],
          ['client', toClient('two!')],
          ['server', toServer('three')],
          ['client', toClient('four!!')],
        ],
        'guess',
      ),
    ).toEqual(['client 3', 'server 4', 'client 5', 'server 6']);
  });

  it('is recognised despite lost top bits and re-encoding', () => {
    const sent = Uint8Array.from([...toServer('{"op":"subscribe"}'), ...toServer('{"op":"ping"}')]);
    const stripped = sent.map((byte) => byte & 127);
    const encoded = utf8(String.fromCharCode(...sent));
    expect([stripped, encoded].map((bytes) => inferSender(bytes)?.sender)).toEqual(['client', 'client']);
    const back = Uint8Array.from([...toClient('{"op":"pong"}'), ...toClient('{"op":"pong","n":2}')]);
    const both = [back.map((byte) => byte & 127), utf8(String.fromCharCode(...back))];
    expect(both.map((bytes) => inferSender(bytes)?.sender)).toEqual(['server', 'server']);
  });

  it('finds the first boundary of a capture that starts inside a frame', () => {
    const cut = toClient('the end of a frame that began before the capture').subarray(9);
    const { connection } = converse(
      [
        [
          'server',
          Uint8Array.from([...cut, ...toClient('{"n":1}'), ...toClient('{"n":2}'), ...toClient('{"n":3}')]),
        ],
      ],
      'guess',
    );
    expect(connection.directions.server.startedAt).toBe(cut.length);
    expect(connection.directions.server.broken).toBeNull();
    expect(connection.frames.length).toBe(3);
  });
});

describe('gaps', () => {
  const long = toClient(`{"text":"${'a'.repeat(200)}"}`);

  it('inside a payload: the frame stays, and the next frame is at its place', () => {
    expect(
      read([
        ...handshake,
        ['server', long.subarray(0, 60)],
        ['server', 50],
        ['server', long.subarray(110)],
        ['server', toClient('hi')],
      ]),
    ).toEqual(['server 211 payloadGap', 'server 2']);
  });

  it('over a header: frames are found again after it, without a violation of a peer', () => {
    const rest = ['{"n":1,"of":"three"}', '{"n":2,"of":"three"}', '{"n":3,"of":"three"}'].map(toClient);
    const turns: Turn[] = [...handshake, ['server', long.subarray(0, 60)], ['server', long.length - 60 + 10]];
    const { connection } = converse([
      ...turns,
      ['server', rest[0].subarray(10)],
      ['server', rest[1]],
      ['server', rest[2]],
    ]);
    expect(connection.directions.server.broken).toBeNull();
    expect(connection.frames.length).toBe(3);
    expect(connection.directions.server.missing).toBe(long.length - 60 + 10);
  });

  it('between frames: reading continues after it', () => {
    expect(
      read([
        ...handshake,
        ['server', toClient('hi')],
        ['server', 7],
        ['server', toClient('{"n":1,"of":"three"}')],
        ['server', toClient('{"n":2,"of":"three"}')],
      ]),
    ).toEqual(['server 2', 'server 20', 'server 20']);
  });
});

describe('compression without a handshake', () => {
  // "Hello" as in RFC 7692 7.2.3.1.
  const hello = hex('c1 07 f2 48 cd c9 c9 07 00');

  it('is inferred from a message that inflates', () => {
    const { connection } = converse(
      [['server', Uint8Array.from([...hello, ...toClient('plain'), ...hello])]],
      'guess',
    );
    expect(connection.deflateFrom).toBe('inferred');
    expect(connection.directions.server.broken).toBeNull();
  });

  it('is not inferred from plain text under RSV1', () => {
    const { connection } = converse(
      [
        [
          'server',
          Uint8Array.from([
            ...encodeFrame({ opcode: 1, rsv: 4, payload: utf8('{"op":"ping"}') }),
            ...toClient('plain'),
          ]),
        ],
      ],
      'guess',
    );
    expect(violationNames(connection.frames.violations(0))).toEqual(['rsv1NotAgreed']);
  });
});

describe('whether a connection is a WebSocket', () => {
  const isWebSocket = (turns: readonly Turn[], roles: 'known' | 'guess' = 'known') =>
    converse(turns, roles).decoder.isWebSocket;
  /** A query of DNS over TCP: length 29, then the message. */
  const query = hex(
    '00 1d 2a 2a 01 00 00 01 00 00 00 00 00 00 07 65 78 61 6d 70 6c 65 03 63 6f 6d 00 00 01 00 01',
  );
  const switching = (protocol: string): Turn[] => [
    ['client', `POST /attach HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: ${protocol}\r\n\r\n`],
    ['server', `HTTP/1.1 101 UPGRADED\r\nConnection: Upgrade\r\nUpgrade: ${protocol}\r\n\r\n`],
    ['server', hex('01 00 00 00 00 00 00 02 68 69')],
  ];

  it('begins with a request when the capture has its start', () => {
    expect(isWebSocket([['client', query]])).toBe(false);
    expect(
      isWebSocket([
        ['client', toServer('hi')],
        ['server', toClient('hello')],
      ]),
    ).toBe(false);
  });

  it('may have lost its request, or begin before the capture', () => {
    expect(
      isWebSocket([
        ['client', 200],
        ['server', response],
        ['client', toServer('hi')],
        ['server', toClient('hello')],
      ]),
    ).toBe(true);
    expect(
      isWebSocket(
        [
          ['client', toServer('hi')],
          ['server', toClient('hello')],
        ],
        'guess',
      ),
    ).toBe(true);
  });

  it('has more than the one byte of a keep-alive segment', () => {
    expect(isWebSocket([['server', hex('00')]], 'guess')).toBe(false);
  });

  it('may be what a tunnel is for that its proxy refused, or that holds TLS', () => {
    const answered = (status: string, ...more: Turn[]): Turn[] => [
      connectTo('a:443'),
      ['server', `HTTP/1.1 ${status}\r\nContent-Length: 0\r\n\r\n`],
      ...more,
    ];
    expect(isWebSocket(answered('407 Proxy Authentication Required'))).toBe(true);
    expect(
      isWebSocket(answered('200 Connection established', ['client', hex('16 03 01 00 05 01 00 00 01 03')])),
    ).toBe(true);
    expect(
      isWebSocket(answered('200 Connection established', ['client', utf8('SSH-2.0-OpenSSH_9.2\r\n')])),
    ).toBe(false);
  });

  it('is not what a tunnel is for that a browser opens by itself', () => {
    const refusal: Turn = ['server', 'HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n'];
    expect(isWebSocket([connectTo('update.googleapis.com:443'), refusal])).toBe(false);
    expect(isWebSocket([connectTo('myupdate.googleapis.com:443'), refusal])).toBe(true);
  });

  it('is asked for: a 101 to another protocol starts no frames', () => {
    expect(isWebSocket(switching('tcp'))).toBe(false);
    expect(isWebSocket(switching('h2c').concat([['client', 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n']]))).toBe(
      false,
    );
    expect(isWebSocket(switching('websocket'))).toBe(true);
    expect(isWebSocket(handshake)).toBe(true);
  });
});
