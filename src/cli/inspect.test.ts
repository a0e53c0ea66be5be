import { createHash } from 'node:crypto';
import { mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { PassThrough, Readable, Writable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { inspect } from './command.ts';
import { breaches, diagnosisShape, inspectShape } from './contract.ts';

const captures = fileURLToPath(new URL('../../e2e/captures/', import.meta.url));
let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'framescope-cli-test-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** What a JSON report holds, as far as these tests look at it. */
interface Report {
  source: { kind: string; format: string; bytes: number };
  errors: { implementation: string; text: string }[];
  connections: {
    frames: {
      sender: string;
      offset: number;
      headerLength: number;
      payloadLength: number;
      payloadSha256: string | null;
    }[];
    messages: { frames: number[]; length: number; sha256: string | null; compressed: boolean }[];
    diagnosis: { cause: string; title: string; confidence: number }[];
  }[];
}

class Gather extends Writable {
  text = '';
  override _write(chunk: Buffer, _encoding: string, done: () => void): void {
    this.text += chunk.toString();
    done();
  }
}

async function run(words: string[], stdin: Readable = Readable.from([])) {
  const stdout = new Gather();
  const stderr = new Gather();
  const status = await inspect(words, { stdin, stdout, stderr, env: { COLUMNS: '80' } });
  return { status, out: stdout.text, err: stderr.text };
}

async function runJson(words: string[], stdin?: Readable): Promise<{ status: number; report: Report }> {
  const { status, out } = await run(['--json', ...words], stdin);
  return { status, report: JSON.parse(out) as Report };
}

function file(name: string, bytes: Uint8Array | string): string {
  const path = join(folder, name);
  writeFileSync(path, bytes);
  return path;
}

function sha256(bytes: Uint8Array | string): string {
  return createHash('sha256').update(bytes).digest('hex');
}

function capturesBelow(path: string): string[] {
  return readdirSync(path).flatMap((name) => {
    const inner = join(path, name);
    if (statSync(inner).isDirectory()) return capturesBelow(inner);
    return name.endsWith('.json') ? [] : [inner];
  });
}

describe('contract', () => {
  const all = capturesBelow(captures);

  it('has captures to check', () => expect(all.length).toBeGreaterThan(50));

  it.each(all.map((path) => relative(captures, path)))('%s', async (name) => {
    const { status, report } = await runJson(['--frames', '200', join(captures, name)]);
    expect(breaches(report, inspectShape)).toEqual([]);
    for (const { diagnosis } of report.connections) expect(breaches(diagnosis, diagnosisShape)).toEqual([]);
    const healthy = report.connections.every(({ diagnosis }) => diagnosis[0].cause === 'healthy');
    expect(status).toBe(report.connections.length === 0 ? 2 : healthy ? 0 : 1);
  });
});

describe('known bytes', () => {
  // "Hello" in two fragments with a ping between them, then a close with 1000
  const bytes = Buffer.from('010348656c' + '890170' + '80026c6f' + '880203e8', 'hex');

  it('gives offsets, digests and messages', async () => {
    const { report } = await runJson(['--sender', 'server', file('hello.hex', bytes.toString('hex'))]);
    const { frames, messages } = report.connections[0];
    expect(frames.map(({ offset }) => offset)).toEqual([0, 5, 8, 12]);
    expect(frames.map(({ sender }) => sender)).toEqual(['server', 'server', 'server', 'server']);
    expect(frames.map(({ payloadSha256 }) => payloadSha256)).toEqual(
      ['Hel', 'p', 'lo', Buffer.from('03e8', 'hex')].map(sha256),
    );
    expect(messages).toMatchObject([
      { frames: [0, 2], length: 5, sha256: sha256('Hello'), compressed: false },
    ]);
  });

  it('unmasks before the digest', async () => {
    const { report } = await runJson([file('masked.hex', '818537fa213d7f9f4d5158')]);
    expect(report.connections[0].frames[0]).toMatchObject({
      sender: 'client',
      maskingKey: '37fa213d',
      payloadSha256: sha256('Hello'),
    });
  });

  it('inflates messages before the digest, but not frames', async () => {
    // RFC 7692 7.2.3.1
    const { report } = await runJson(['--sender', 'server', file('deflate.hex', 'c107f248cdc9c90700')]);
    expect(report.connections[0].frames[0].payloadSha256).toBe(sha256(Buffer.from('f248cdc9c90700', 'hex')));
    expect(report.connections[0].messages[0]).toMatchObject({
      compressed: true,
      length: 5,
      sha256: sha256('Hello'),
    });
  });

  it('has no digest of bytes that the input does not hold', async () => {
    const { report } = await runJson(['--sender', 'server', file('cut.hex', '810548656c')]);
    expect(report.connections[0].frames[0]).toMatchObject({ complete: false, payloadSha256: null });
  });

  it('gives payloads on request alone, with a limit for each frame', async () => {
    const large = Buffer.from(`x${'é'.repeat(34_999)}x`);
    const sent = Buffer.concat([
      Buffer.from('810348656c' + '8a0100' + '8203ff0041' + '817f0000000000011170', 'hex'),
      large,
      Buffer.from('880203e8', 'hex'),
    ]);
    const path = file('payloads.bin', sent);
    const text = (summary: string) => ({ format: 'text', formatName: 'Text', grade: 'certain', summary });
    const bytes = (summary: string) => ({ format: 'bytes', formatName: 'Bytes', grade: 'likely', summary });
    const { report } = await runJson(['--payloads', '--sender', 'server', path]);
    const payloads = report.connections[0].frames.map((frame) => (frame as { payload?: unknown }).payload);
    expect(payloads).toEqual([
      { text: 'Hel', base64: null, note: null, contents: text('“Hel”') },
      { text: '\u0000', base64: null, note: null, contents: null },
      { text: null, base64: '/wBB', note: null, contents: bytes('3 bytes') },
      // The limit falls into a character, which is left out.
      {
        text: `x${'é'.repeat(32_767)}`,
        base64: null,
        note: 'The first 64 KiB of 68 KiB.',
        contents: text(`“x${'é'.repeat(59)}…”`),
      },
      { text: null, base64: 'A+g=', note: null, contents: null },
    ]);
    const without = await runJson(['--sender', 'server', path]);
    expect(without.report.connections[0].frames[0]).not.toHaveProperty('payload');
  });

  it('names what rides inside a message, in JSON and for a person', async () => {
    const recording = fileURLToPath(
      new URL('../../e2e/contents/recordings/socket-io.pcapng', import.meta.url),
    );
    const { report } = await runJson(['--payloads', recording]);
    const [first] = report.connections[0].frames.map((frame) => (frame as { payload?: object }).payload);
    expect(first).toMatchObject({
      contents: { format: 'socket.io', formatName: 'Socket.IO', grade: 'certain', summary: 'Engine.IO open' },
    });
    const { out } = await run([recording]);
    expect(out).toContain('Socket.IO (certain): CONNECT_ERROR in /admin: “not authorized”');
    expect(out).toContain('socket-io-connect-error');
  });

  it('reads a payload back in slices', async () => {
    const payload = Buffer.alloc(700_000, 'slice ');
    const header = Buffer.from('827f00000000000aae60', 'hex');
    const { report } = await runJson([
      '--sender',
      'server',
      file('large.bin', Buffer.concat([header, payload])),
    ]);
    expect(report.connections[0].frames[0].payloadSha256).toBe(sha256(payload));
  });

  it('limits frames and messages to the first ones', async () => {
    const path = file('many.hex', '810161'.repeat(10));
    const { report } = await runJson(['--sender', 'server', '--frames', '3', path]);
    expect(report.connections[0].frames).toHaveLength(3);
    expect(report.connections[0].messages).toHaveLength(3);
  });
});

describe('standard input', () => {
  it('reads pasted text', async () => {
    const { report } = await runJson(['-'], Readable.from(['00000000: 8105 4865 6c6c 6f   ..Hello\n']));
    expect(report.connections[0].frames[0]).toMatchObject({ payloadSha256: sha256('Hello') });
  });

  it('reads bytes in pieces of any size', async () => {
    const stdin = new PassThrough();
    const result = runJson(['-'], stdin);
    for (const byte of Buffer.from('810548656c6c6f', 'hex')) stdin.write(Buffer.of(byte));
    stdin.end();
    expect((await result).report.connections[0].frames[0]).toMatchObject({ payloadLength: 5 });
  });
});

describe('a few pasted bytes', () => {
  it.each([
    ['a header alone', '81 7e 01 3f', 'Too little to judge', 3],
    ['a frame that the paste cuts', '81 05 48 65 6c', 'Too little to judge', 3],
    ['a whole frame', '81 05 48 65 6c 6c 6f', 'This frame is legal', 0],
    [
      'a compressed frame, and no handshake',
      'c1 07 f2 48 cd c9 c9 07 00',
      'Legal only if compression was agreed, which this input does not show',
      3,
    ],
  ])('%s', async (_name, text, title, status) => {
    const result = await runJson(['-'], Readable.from([text]));
    expect(result.status).toBe(status);
    expect(result.report.connections[0].diagnosis[0].title).toBe(title);
    expect(result.report.connections[0].diagnosis[0].confidence).toBeLessThan(0.7);
  });
});

describe('texts without bytes', () => {
  const passing =
    'server {\n  listen 80;\n  location / {\n    proxy_pass http://127.0.0.1:8000;\n    proxy_http_version 1.1;\n    proxy_set_header Upgrade $http_upgrade;\n    proxy_set_header Connection "upgrade";\n  }\n}\n';
  it.each([
    ['an error', 'Error: connect ECONNREFUSED 127.0.0.1:8080\n', 'error-text', 3],
    ['an error of a library', 'websocket: bad opcode 7\n', 'error-text', 3],
    ['a configuration that passes', passing, 'configuration', 3],
    ['a configuration that fails', passing.replace(/.*Upgrade.*\n/, ''), 'configuration', 1],
    ['a URL', 'wss://app.example.com/ws', 'url', 3],
    ['a sentence', 'It fails at 10:20:30 on port 8080 and nobody knows why that is so.', 'unknown', 2],
  ])('%s', async (_name, text, kind, status) => {
    const result = await runJson(['-'], Readable.from([text]));
    expect(result.report.source.kind).toBe(kind);
    expect(result.report.connections).toEqual([]);
    expect(result.status).toBe(status);
    expect(breaches(result.report, inspectShape)).toEqual([]);
  });

  it.each([
    ['a header alone', '81 7e 01 3f'],
    ['half a header', '81 85 37 fa 21'],
  ])('%s is too little to judge', async (_name, text) => {
    const { out } = await run(['-'], Readable.from([text]));
    expect(out).toContain('Too little to judge');
    expect(out).not.toContain('Nothing is wrong');
  });

  it('names the error', async () => {
    const { report } = await runJson(
      ['-'],
      Readable.from(['RangeError: Invalid WebSocket frame: invalid opcode 3\n']),
    );
    expect(report.errors[0]).toMatchObject({
      implementation: 'ws 8',
      text: 'Invalid WebSocket frame: invalid opcode 3',
    });
  });
});

describe('a link with an error text', () => {
  const link = 'https://framescope.example/#v=1&error=Invalid%20frame%20header';

  it.each([
    ['as the argument', [link], ''],
    ['as a fragment alone', ['#error=Invalid%20frame%20header'], ''],
    ['on standard input', ['-'], `${link}\n`],
  ] as const)('is answered like its text, %s', async (_name, words, input) => {
    const { report, status } = await runJson([...words], Readable.from([input]));
    expect(status).toBe(3);
    expect(report.errors[0]).toMatchObject({ implementation: 'Chrome 156', text: 'Invalid frame header' });
  });

  it('prints no note twice', async () => {
    const { out } = await run([link], Readable.from([]));
    expect(out.split('One of six faults').length).toBe(2);
  });

  it('says what is wrong with a damaged link', async () => {
    const { status, err } = await run(['#error='], Readable.from([]));
    expect(status).toBe(2);
    expect(err).toContain('Expected an error text');
  });
});

describe('inputs that cannot be read', () => {
  it.each([
    ['a file that is not there', () => join(folder, 'none.pcap'), 'found no such file'],
    ['a folder', () => folder, 'found a directory'],
    ['an empty file', () => file('empty.pcap', ''), 'Expected'],
    [
      'an image',
      () => file('photo.jpg', Buffer.from('ffd8ffe000104a46494600010100000100010000', 'hex')),
      'Expected',
    ],
  ])('%s: one line on standard error and status 2', async (_name, path, part) => {
    const { status, err } = await run([path()]);
    expect(status).toBe(2);
    expect(err).toContain(part);
    expect(err.trimEnd().split('\n')).toHaveLength(1);
  });

  it('an unknown option', async () => {
    expect(await run(['--jsn', 'x'])).toMatchObject({ status: 2, out: '' });
  });

  it('a key log that is not there', async () => {
    const path = file('ok.hex', '810161');
    expect(await run(['--keylog', join(folder, 'none.log'), path])).toMatchObject({ status: 2 });
  });
});

describe('the captures of two hosts', () => {
  const folderOfHosts = new URL('../../e2e/fixtures/two-hosts/', import.meta.url).pathname;
  const files = ['client.pcap', 'server.pcap'].map((name) => join(folderOfHosts, name));

  it('are one incident: each connection with its file, and what the proxy between them did', async () => {
    const { status, out } = await run(['--json', ...files]);
    expect(status).toBe(1);
    const { source, connections } = JSON.parse(out);
    expect(source.bytes).toBe(files.reduce((sum, path) => sum + statSync(path).size, 0));
    expect(connections.map((one: { file: string; pair: number }) => [one.file, one.pair])).toEqual([
      ['client.pcap', 1],
      ['server.pcap', 0],
    ]);
    for (const { diagnosis } of connections) expect(diagnosis[0].cause).toBe('proxy-stripped-upgrade');
  });

  it('are decrypted by a key log among them', async () => {
    const tls = new URL('../../e2e/fixtures/tls/', import.meta.url).pathname;
    const { out } = await run([
      '--json',
      join(tls, 'node.keys.log'),
      join(tls, 'node.pcap'),
      file('empty.pcap', ''),
    ]);
    const { connections } = JSON.parse(out);
    expect(connections.map((one: { keys: string }) => one.keys)).toEqual([
      'decrypted',
      'decrypted',
      'decrypted',
    ]);
  });

  it('are named in the report', async () => {
    const { out } = await run(files);
    expect(out).toContain('client.pcap + server.pcap');
    expect(out).toMatch(/Connection 1 .* in server\.pcap/);
    expect(out).toContain('Leg  between proxy and server; connection 0 is the other');
  });
});

describe('report for a person', () => {
  it('draws the breaking frame and names rule, place and section', async () => {
    const { status, out } = await run(['--sender', 'server', file('rsv2.hex', '810161a10162')]);
    expect(status).toBe(1);
    expect(out).toContain('Connection 0');
    expect(out).toContain('|F|R|R|R|opcode |M| Payload len |');
    expect(out).toContain('|1|0|1|0|0 0 0 1|0|0 0 0 0 0 0 1|');
    expect(out).toContain('rsv2');
    expect(out).toContain('RFC 6455 5.2');
    expect(out).toContain('http://127.0.0.1:4173/#hex=810161a10162&from=server');
  });

  it('has no colours outside a terminal, and keeps to the given width except for links', async () => {
    const { out } = await run(['--sender', 'server', file('plain.hex', '810161a10162')]);
    expect(out).not.toContain('\u001b');
    const wide = out.split('\n').filter((line) => line.length > 80 && !line.includes('http://'));
    expect(wide).toEqual([]);
  });

  it('says that a key log has no secret', async () => {
    const { out } = await run(['--keylog', file('keys.log', ''), file('ok2.hex', '810161')]);
    expect(out).toContain('The key log has no line with a secret.');
  });
});
