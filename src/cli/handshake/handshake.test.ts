import { once } from 'node:events';
import { createServer, type Socket } from 'node:net';
import { Readable, Writable } from 'node:stream';
import { describe, expect, it, vi } from 'vitest';
import { requestText } from './attempt.ts';
import { handshake } from './command.ts';

class Gather extends Writable {
  text = '';
  override _write(chunk: Buffer, _encoding: string, done: () => void): void {
    this.text += chunk.toString();
    done();
  }
}

async function run(words: readonly string[], text = '') {
  const stdout = new Gather();
  const stderr = new Gather();
  const status = await handshake(words, { stdin: Readable.from([text]), stdout, stderr, env: {} });
  return { status, out: stdout.text, err: stderr.text };
}

/** A server that writes `answer` to each request, and what it received. */
async function withServer(
  answer: (socket: Socket) => void,
  use: (port: number, received: () => string) => Promise<void>,
): Promise<void> {
  let received = '';
  const server = createServer((socket) => {
    socket.on('error', () => {});
    socket.on('data', (bytes) => {
      received += bytes.toString('latin1');
      answer(socket);
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  try {
    await use((server.address() as { port: number }).port, () => received);
  } finally {
    server.close();
  }
}

const request = {
  url: new URL('ws://user:word@example.com:8080/a?b#c'),
  headers: [['host', 'other'] as const, ['X-A', '1'] as const],
  subprotocols: ['x', 'y'],
  insecure: false,
  waitMs: 0,
};

describe('the request', () => {
  it('has what RFC 6455 4.1 asks for, and headers of the user replace ours', () => {
    const lines = requestText(request).split('\r\n');
    expect(lines[0]).toBe('GET /a?b HTTP/1.1');
    expect(lines.slice(-2)).toEqual(['', '']);
    expect(lines).toContain('Sec-WebSocket-Protocol: x, y');
    expect(lines).toContain(`Authorization: Basic ${btoa('user:word')}`);
    expect(lines.filter((line) => /^host:/i.test(line))).toEqual(['host: other']);
    expect(lines.find((line) => line.startsWith('Sec-WebSocket-Key: '))).toMatch(/ [A-Za-z0-9+/]{22}==$/);
  });
});

describe('a handshake', () => {
  it('that is refused is judged, and nothing but the request is sent', async () => {
    const refusal = 'HTTP/1.1 403 Forbidden\r\nX: \u001b[2J\r\nContent-Length: 0\r\n\r\n';
    await withServer(
      (socket) => socket.write(refusal),
      async (port, received) => {
        const { status, out } = await run([`ws://127.0.0.1:${port}/ws`, '--header', 'X-Test: 1']);
        expect(status).toBe(1);
        expect(out).toContain('> X-Test: 1');
        expect(out).toContain('< HTTP/1.1 403 Forbidden');
        expect(out).toContain('BROKEN');
        expect(out).not.toContain('\u001b');
        expect(received().endsWith('\r\n\r\n')).toBe(true);
      },
    );
  });

  it('without an answer, because the server ends the connection, is no success', async () => {
    await withServer(
      (socket) => socket.end(),
      async (port) => {
        const { status, out } = await run([`ws://127.0.0.1:${port}/`]);
        expect(status).toBe(1);
        expect(out).toContain('< (nothing)');
      },
    );
  });

  it.each([
    ['nothing', '', 'found none.', 'The client gave up waiting for an answer to the handshake'],
    ['half of a head', 'HTTP/1.1 101 Switching Protocols\r\nUpgr', 'found its beginning.', '< Upgr'],
  ])(
    'whose server sends %s and keeps the connection open ends after 10 s',
    async (_, sent, found, verdict) => {
      vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'Date'] });
      try {
        await withServer(
          (socket) => {
            if (sent !== '') socket.write(sent);
            // The bytes are on their way before the ten seconds are over.
            setImmediate(() => setImmediate(() => vi.advanceTimersByTime(10_000)));
          },
          async (port) => {
            const { status, out } = await run([`ws://127.0.0.1:${port}/`]);
            expect(out).toContain(`Expected an answer within 10 s, ${found}`);
            expect(out).toContain(verdict);
            expect(status).toBe(1);
          },
        );
      } finally {
        vi.useRealTimers();
      }
    },
  );

  it('over TLS to a port without TLS explains the error', async () => {
    await withServer(
      (socket) => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n'),
      async (port) => {
        const { status, out } = await run([`wss://127.0.0.1:${port}/`]);
        expect(status).toBe(1);
        expect(out).toContain('The client began TLS, and what came back is not TLS.');
      },
    );
  });

  it.each([
    [[], 'Expected one address, file or -, found 0.'],
    [['ws://a', '--header', 'no colon'], "Expected 'Name: value' after --header"],
    [['ws://a', '--header', 'A: b\r\nC: d'], "Expected 'Name: value' after --header"],
    [['ws://a', '--wait', 'x'], 'Expected 0 to 3600 seconds after --wait, found x.'],
    [['ws://'], 'Expected an address such as wss://example.com/ws'],
    [['-'], 'Expected a handshake, found none'],
  ])('with the words %j is refused in one line', async (words, expected) => {
    const { status, err } = await run(words, 'good morning');
    expect(status).toBe(2);
    expect(err).toContain(expected);
    expect(err.trimEnd().split('\n')).toHaveLength(1);
  });
});
