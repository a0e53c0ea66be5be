// The fix guides of Node, Socket.IO, Vite and Python, run: the text of the guide is a whole program. With the
// wrong text the fault is on the wire, with the right text it is not.

import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { connect } from 'node:http2';
import net from 'node:net';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { type WebSocket, WebSocketServer } from 'ws';
import { guides } from '../../src/decoder/guides/registry.ts';
import type { StackId } from '../../src/decoder/model/stack-id.ts';
import { fillProgram, needFix } from './harness/guide-text.ts';
import {
  freePort,
  lacksPython,
  needPython,
  type Running,
  start,
  waitForPort,
  withFolder,
} from './harness/process.ts';
import { type Answer, type AskOptions, acceptFor, askUpgrade, frame, headerOf } from './harness/wire.ts';

interface Bench {
  port: number;
  ask(options?: AskOptions): Promise<Answer>;
  running: Running;
  /** Messages that the second server of a relay's guide was sent, and a way to send from it. */
  backend: WebSocketServer | null;
}

interface Trial {
  wrong(bench: Bench): Promise<void>;
  right(bench: Bench): Promise<void>;
  /** Starts a WebSocket server with permessage-deflate as the guide's 9090. */
  backend?: boolean;
  also?: Record<string, string>;
}

type Run = (folder: string, text: string) => Promise<Running>;

const runNode: Run = async (folder, text) => {
  const file = path.join(folder, 'server.mjs');
  await writeFile(file, text);
  return start(process.execPath, [file], { cwd: folder });
};

function inPython(pythonModules: readonly string[]): { run: Run; pythonModules: readonly string[] } {
  const run: Run = async (folder, text) => {
    const file = path.join(folder, 'server.py');
    await writeFile(file, text);
    return start(needPython(pythonModules), ['-u', file], { cwd: folder });
  };
  return { run, pythonModules };
}

async function withProgram(
  run: Run,
  text: string,
  trial: Trial,
  use: (bench: Bench) => Promise<void>,
): Promise<void> {
  await withFolder(async (folder) => {
    const port = await freePort();
    const backend = trial.backend
      ? new WebSocketServer({ port: 0, host: '127.0.0.1', perMessageDeflate: { threshold: 0 } })
      : null;
    if (backend) {
      await once(backend, 'listening');
    }
    const backendPort = backend ? (backend.address() as net.AddressInfo).port : 0;
    const running = await run(folder, fillProgram(text, port, backendPort, trial.also));
    const answers: Answer[] = [];
    try {
      await waitForPort(port, running);
      await use({
        port,
        running,
        backend,
        ask: async (options) => {
          const answer = await askUpgrade(port, options);
          answers.push(answer);
          return answer;
        },
      });
    } catch (error) {
      throw new Error(`${String(error)}\n${running.output.text.slice(0, 2000)}`, { cause: error });
    } finally {
      for (const answer of answers) {
        answer.end();
      }
      await running.stop();
      for (const client of backend?.clients ?? []) {
        client.terminate();
      }
      backend?.close();
    }
  }, true);
}

const hex = (bytes: Buffer): string => bytes.toString('hex');
const upgraded = async (bench: Bench, options?: AskOptions): Promise<Answer> => {
  const answer = await bench.ask(options);
  expect(answer.status, answer.all.toString('latin1')).toBe(101);
  return answer;
};

/** What the server answers to an extended CONNECT (RFC 8441): its status, or the error that ends the stream. */
async function extendedConnect({ port }: Bench): Promise<string> {
  const session = connect(`http://127.0.0.1:${port}`);
  try {
    await once(session, 'remoteSettings');
    const request = session.request({
      ':method': 'CONNECT',
      ':protocol': 'websocket',
      ':scheme': 'http',
      ':path': '/chat',
      ':authority': `127.0.0.1:${port}`,
    });
    const [headers] = await once(request, 'response');
    return String(headers[':status']);
  } catch (error) {
    return String(error);
  } finally {
    session.destroy();
  }
}

/** The stream after the 101 must be exactly these bytes (and nothing more for a moment). */
const stream = (wrong: string, right: string): Trial => {
  const look = async (bench: Bench, expected: string): Promise<void> => {
    const answer = await upgraded(bench);
    await answer.read(expected.length / 2);
    await sleep(60);
    expect(hex(answer.stream)).toBe(expected);
  };
  return { wrong: (bench) => look(bench, wrong), right: (bench) => look(bench, right) };
};

const text = (value: string): string => Buffer.from(value).toString('hex');
const hello = `8105${text('hello')}`;

/** A 2,000-byte message is answered with close 1009, or echoed. */
const sizeLimit: Trial = {
  wrong: async (bench) => {
    const answer = await upgraded(bench);
    answer.socket.write(frame(2, Buffer.alloc(2000, 7), true));
    await answer.read(4);
    expect(hex(answer.stream.subarray(0, 1))).toBe('88');
    expect(hex(answer.stream.subarray(2, 4))).toBe('03f1');
  },
  right: async (bench) => {
    const answer = await upgraded(bench);
    answer.socket.write(frame(2, Buffer.alloc(2000, 7), true));
    await answer.read(2004);
    expect(hex(answer.stream.subarray(0, 4))).toBe('827e07d0');
  },
};

/** A ping comes within two intervals, which are shortened, or does not. */
const pings = (also: Record<string, string>): Trial => ({
  also,
  wrong: async (bench) => {
    const answer = await upgraded(bench);
    await sleep(1200);
    expect(hex(answer.stream)).not.toMatch(/89/);
  },
  right: async (bench) => {
    const answer = await upgraded(bench);
    const until = Date.now() + 4000;
    while (!hex(answer.stream).includes('89') && Date.now() < until) {
      await sleep(50);
    }
    expect(hex(answer.stream)).toMatch(/89/);
  },
});

/** 101 for one handler, then a whole HTTP answer of another on the same socket. */
const collision = (ask: AskOptions, greeting: string): Trial => ({
  wrong: async (bench) => {
    const answer = await bench.ask(ask);
    expect(answer.status).toBe(101);
    await answer.waitClosed(2000);
    expect(answer.stream.toString('latin1')).toContain('HTTP/1.1 400 Bad Request');
  },
  right: async (bench) => {
    const answer = await upgraded(bench, ask);
    await answer.read(greeting.length);
    await sleep(1500);
    expect(answer.stream.toString('latin1')).not.toContain('HTTP/1.1');
    expect(answer.stream.toString('latin1')).toContain(greeting);
    expect(answer.closed).toBe(false);
  },
});

/** What a client program sends after its handshake, seen by a raw server. */
function clientTrial(check: (bytes: Buffer) => void): (folder: string, source: string) => Promise<void> {
  return async (folder, source) => {
    const got = await new Promise<Buffer>((resolve, reject) => {
      let running: Running | null = null;
      const server = net.createServer((socket) => {
        let bytes = Buffer.alloc(0);
        let answered = false;
        socket.on('error', () => undefined);
        socket.on('data', (data) => {
          bytes = Buffer.concat([bytes, data]);
          const end = bytes.indexOf('\r\n\r\n');
          if (!answered && end >= 0) {
            answered = true;
            const key = headerOf(bytes.subarray(0, end).toString('latin1'), 'Sec-WebSocket-Key') ?? '';
            socket.write(
              `HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: ${acceptFor(key)}\r\n\r\n`,
            );
          } else if (answered && bytes.length >= end + 4 + 7) {
            socket.destroy();
            server.close();
            running?.stop().then(() => resolve(bytes.subarray(end + 4)), reject);
          }
        });
      });
      server.listen(0, '127.0.0.1', () => {
        runNode(folder, fillProgram(source, (server.address() as net.AddressInfo).port)).then((one) => {
          running = one;
        }, reject);
      });
    });
    check(got);
  };
}

const unmask = (bytes: Buffer): string =>
  Buffer.from(bytes.subarray(6, 11).map((byte, index) => byte ^ bytes[2 + (index & 3)])).toString('latin1');

const trials: Partial<
  Record<StackId, { run: Run; pythonModules?: readonly string[]; byFix: Record<string, Trial> }>
> = {
  'node-ws': {
    run: runNode,
    byFix: {
      'several-servers': collision({ path: '/chat' }, 'chat'),
      'max-payload': sizeLimit,
      'raw-socket-writes': stream(text('{"type":"welcome"}'), `8112${text('{"type":"welcome"}')}`),
      'relay-messages': {
        backend: true,
        wrong: async (bench) => {
          bench.backend?.on('connection', (ws: WebSocket) => setTimeout(() => ws.send('hello'), 200));
          const answer = await upgraded(bench);
          expect(headerOf(answer.head, 'Sec-WebSocket-Extensions')).toBeNull();
          await answer.read(2);
          expect(hex(answer.stream.subarray(0, 1))).toBe('c1');
        },
        right: async (bench) => {
          bench.backend?.on('connection', (ws: WebSocket) => setTimeout(() => ws.send('hello'), 200));
          const answer = await upgraded(bench);
          await answer.read(7);
          expect(hex(answer.stream)).toBe(hello);
        },
      },
      binary: stream('810889504e470d0a1a0a', '820889504e470d0a1a0a'),
      mask: {
        wrong: async (bench) => {
          const answer = await upgraded(bench);
          await answer.read(11);
          expect(hex(answer.stream.subarray(0, 2))).toBe('8185');
          expect(unmask(answer.stream)).toBe('hello');
        },
        right: async (bench) => {
          const answer = await upgraded(bench);
          await answer.read(7);
          expect(hex(answer.stream)).toBe(hello);
        },
      },
      heartbeat: pings({ '30_000': '300' }),
      'byte-length': stream(`8105${text('Grüße')}`, `8107${text('Grüße')}`),
      'byte-order': stream(`817e2c01${'61'.repeat(300)}`, `817e012c${'61'.repeat(300)}`),
      'length-width': stream(`817e0000012c${'61'.repeat(300)}`, `817e012c${'61'.repeat(300)}`),
      'one-write': stream(`81058106${text('firstsecond')}`, `8105${text('first')}8106${text('second')}`),
      'bytes-not-text': stream(`c28105${text('hello')}`, hello),
      'handshake-end': stream(`0d0a${hello}`, hello),
      'enable-connect-protocol': {
        wrong: async (bench) => expect(await extendedConnect(bench)).toContain('NGHTTP2_PROTOCOL_ERROR'),
        right: async (bench) => expect(await extendedConnect(bench)).toBe('200'),
      },
      'content-length-on-101': {
        wrong: async (bench) => expect(headerOf((await upgraded(bench)).head, 'Content-Length')).toBe('0'),
        right: async (bench) => expect(headerOf((await upgraded(bench)).head, 'Content-Length')).toBeNull(),
      },
      accept: {
        wrong: async (bench) => {
          const answer = await upgraded(bench);
          expect(headerOf(answer.head, 'Sec-WebSocket-Accept')).not.toBe(acceptFor(answer.key));
        },
        right: async (bench) => {
          const answer = await upgraded(bench);
          expect(headerOf(answer.head, 'Sec-WebSocket-Accept')).toBe(acceptFor(answer.key));
        },
      },
      'upgrade-header': {
        wrong: async (bench) => expect(headerOf((await upgraded(bench)).head, 'Upgrade')).toBeNull(),
        right: async (bench) => expect(headerOf((await upgraded(bench)).head, 'Upgrade')).toBe('websocket'),
      },
      'offered-only': {
        wrong: async (bench) =>
          expect(headerOf((await upgraded(bench)).head, 'Sec-WebSocket-Protocol')).toBe('chat'),
        right: async (bench) => {
          expect(headerOf((await upgraded(bench)).head, 'Sec-WebSocket-Protocol')).toBeNull();
          const offered = await upgraded(bench, { extra: ['Sec-WebSocket-Protocol: v1, chat'] });
          expect(headerOf(offered.head, 'Sec-WebSocket-Protocol')).toBe('chat');
        },
      },
      'close-payload': stream('8801e8', '880203e8'),
      'after-close': stream(`880203e88103${text('bye')}`, `8103${text('bye')}880203e8`),
      'control-frames': stream(`897e00c8${'70'.repeat(200)}`, `897d${'70'.repeat(125)}`),
      fragments: stream(`0103${text('one')}8103${text('two')}`, `0103${text('one')}8003${text('two')}`),
    },
  },
  socketio: {
    run: runNode,
    byFix: {
      'beside-ws': collision({ path: '/socket.io/?EIO=4&transport=websocket' }, '0{"sid"'),
      'max-http-buffer-size': {
        wrong: (bench) => socketIoSends(bench, '88'),
        right: (bench) => socketIoSends(bench, '81'),
      },
    },
  },
  vite: {
    run: runNode,
    byFix: {
      'hmr-collision': collision({ path: '/', extra: ['Sec-WebSocket-Protocol: vite-ping'] }, ''),
      'proxy-ws': {
        backend: true,
        wrong: async (bench) => {
          const answer = await bench.ask({ path: '/api', limitMs: 1500 });
          expect(answer.status).not.toBe(101);
        },
        right: async (bench) => {
          bench.backend?.on('connection', (ws: WebSocket) => ws.send('hello'));
          const answer = await upgraded(bench, { path: '/api' });
          await answer.read(7);
          expect(answer.stream.toString('latin1')).toContain('hello');
        },
      },
    },
  },
  'python-websockets': {
    ...inPython(['websockets']),
    byFix: {
      'max-size': sizeLimit,
      'ping-interval': pings({ 'ping_interval=20': 'ping_interval=0.3' }),
      bytes: stream(`8109${text('\u0089PNG\r\n\u001a\n')}`, '820889504e470d0a1a0a'),
      'struct-order': stream(`817e2c01${'61'.repeat(300)}`, `817e012c${'61'.repeat(300)}`),
      'len-of-str': stream(`8105${text('Grüße')}`, `8107${text('Grüße')}`),
      'text-mode': stream(`8107${text('one\r\ntwo')}`, `8107${text('one\ntwo')}`),
    },
  },
  aiohttp: {
    ...inPython(['aiohttp']),
    byFix: {
      'return-ws': {
        wrong: async (bench) => {
          const answer = await upgraded(bench);
          await answer.waitClosed(2000);
          expect(hex(answer.stream.subarray(0, 7))).toBe(hello);
          expect(answer.stream.toString('latin1')).toContain('HTTP/1.1 200 OK');
        },
        right: async (bench) => {
          const answer = await upgraded(bench);
          await answer.read(11);
          expect(hex(answer.stream)).toBe(`${hello}880203e8`);
        },
      },
      'max-msg-size': sizeLimit,
      heartbeat: pings({ 'heartbeat=20': 'heartbeat=0.3' }),
    },
  },
};

/**
 * Opens Socket.IO's own handshake over the WebSocket, sends 2,000 characters, and looks at the first byte
 * that follows.
 */
async function socketIoSends(bench: Bench, firstByte: string): Promise<void> {
  const answer = await upgraded(bench, { path: '/socket.io/?EIO=4&transport=websocket' });
  await answer.read(10);
  answer.socket.write(frame(1, '40', true));
  await sleep(200);
  const before = answer.stream.length;
  answer.socket.write(frame(1, `42["data","${'x'.repeat(2000)}"]`, true));
  await answer.read(before + 4);
  const after = answer.stream.subarray(before);
  expect(hex(after.subarray(0, 1))).toBe(firstByte);
  if (firstByte === '88') {
    expect(hex(after.subarray(2, 4))).toBe('03f1');
  } else {
    expect(after.toString('latin1')).toContain('42["got",2000]');
  }
}

for (const [stack, { run, pythonModules, byFix }] of Object.entries(trials)) {
  describe.skipIf(pythonModules && lacksPython(...pythonModules))(stack, () => {
    for (const [id, trial] of Object.entries(byFix)) {
      test(id, { timeout: 40_000 }, async () => {
        const fix = needFix(`${stack}/${id}`);
        await withProgram(run, fix.wrong.text, trial, trial.wrong);
        await withProgram(run, fix.right.text, trial, trial.right);
      });
    }
    test('every fix that says it was run is in this file', () => {
      const said = guides[stack as StackId].fixes.filter((fix) => 'with' in fix.ran).map((fix) => fix.id);
      expect([...Object.keys(byFix), ...inOtherTests].sort()).toEqual(expect.arrayContaining(said.sort()));
    });
  });
}

// Run below, or with another harness.
const inOtherTests = ['client-mask', 'mask-applied', 'plain-client', 'sticky-sessions'];

describe('clients', () => {
  test('client-mask', async () => {
    const fix = needFix('node-ws/client-mask');
    await withFolder(async (folder) => {
      await clientTrial((bytes) => expect(hex(bytes.subarray(0, 7))).toBe(hello))(folder, fix.wrong.text);
      await clientTrial((bytes) => {
        expect(hex(bytes.subarray(0, 2))).toBe('8185');
        expect(unmask(bytes)).toBe('hello');
      })(folder, fix.right.text);
    }, true);
  });

  test('mask-applied', async () => {
    const fix = needFix('node-ws/mask-applied');
    await withFolder(async (folder) => {
      await clientTrial((bytes) => {
        expect(hex(bytes.subarray(0, 2))).toBe('8185');
        expect(bytes.subarray(6, 11).toString('latin1')).toBe('hello');
      })(folder, fix.wrong.text);
      await clientTrial((bytes) => expect(unmask(bytes)).toBe('hello'))(folder, fix.right.text);
    }, true);
  });

  test('plain-client', { timeout: 30_000 }, async () => {
    // The server of the guide beside it, once asked as a plain WebSocket, once with socket.io-client.
    const serverText = needFix('socketio/max-http-buffer-size').right.text;
    const trial: Trial = { wrong: async () => undefined, right: async () => undefined };
    await withProgram(runNode, serverText, trial, async (bench) => {
      const answer = await bench.ask({ path: '/', limitMs: 2000 });
      expect(answer.status).not.toBe(101);
      expect(await connects(needFix('socketio/plain-client').right.text, bench.port)).toBe(true);
    });
  });

  test('sticky-sessions', { timeout: 60_000 }, async () => {
    const serverText = needFix('socketio/max-http-buffer-size').right.text;
    const { wrong, right } = needFix('socketio/sticky-sessions');
    const trial: Trial = { wrong: async () => undefined, right: async () => undefined };
    await withProgram(runNode, serverText, trial, (first) =>
      withProgram(runNode, serverText, trial, async (second) => {
        const balancer = await startBalancer([first.port, second.port]);
        try {
          expect(await connects(wrong.text, balancer.port)).toBe(false);
          expect(await connects(right.text, balancer.port)).toBe(true);
        } finally {
          balancer.close();
        }
      }),
    );
  });
});

/** Whether a Socket.IO client opens a session within five seconds. */
async function connects(source: string, port: number): Promise<boolean> {
  let isConnected = false;
  await withFolder(async (folder) => {
    const ending = "socket.on('connect', () => { console.log('connected'); socket.close(); });\n";
    const running = await runNode(folder, fillProgram(`${source}\n${ending}`, port));
    for (let tries = 0; tries < 100 && !running.output.text.includes('connected'); tries += 1)
      await sleep(50);
    isConnected = running.output.text.includes('connected');
    await running.stop();
  }, true);
  return isConnected;
}

/** A load balancer that gives each TCP connection to the next port. */
async function startBalancer(ports: readonly number[]): Promise<{ port: number; close(): void }> {
  let count = 0;
  const server = net.createServer((client) => {
    const upstream = net.connect(ports[count++ % ports.length], '127.0.0.1');
    client.on('error', () => upstream.destroy());
    upstream.on('error', () => client.destroy());
    client.pipe(upstream).pipe(client);
  });
  const port = await freePort();
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  return { port, close: () => server.close() };
}
