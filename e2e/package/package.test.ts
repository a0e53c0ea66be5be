// The published package: built, packed, installed into an empty folder without a network, and used from there.

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { copyFile, mkdir, mkdtemp, readdir, readFile, writeFile } from 'node:fs/promises';
import { createServer, type Socket } from 'node:net';
import { basename, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { WebSocketServer } from 'ws';
import { commandPath, type Installed, install, type Ran, root, runProgram } from './installed.ts';
import { provideRuntime } from './runtimes.ts';

let installed: Installed;
/** Building, packing and installing, on a busy machine. */
const installMs = 240_000;

beforeAll(async () => {
  installed = await install();
  await copyFile(join(root, capture), join(installed.folder, 'capture.pcap'));
}, installMs);
afterAll(() => installed?.remove());

const capture = 'e2e/captures/compression-not-negotiated/client-first-frame-compressed.pcap';

function framescope(words: readonly string[], options?: Parameters<typeof runProgram>[2]): Promise<Ran> {
  return runProgram(installed, [commandPath(installed), ...words], options);
}

describe('the tarball', () => {
  it('holds the command, the library, the page and the documents, and no source', () => {
    const { files } = installed;
    for (const path of [
      'LICENSE',
      'README.md',
      'docs/inspect-json.md',
      'docs/causes/healthy.md',
      'package/THIRD-PARTY-LICENSES',
      'package/cli/framescope.js',
      'package/cli/tap-thread.mjs',
      'package/decoder/index.js',
      'package/decoder/index.d.ts',
      'package/page/index.html',
    ]) {
      expect(files).toContain(path);
    }
    const ours = /^(?:package\/|docs\/|(?:LICENSE|README\.md|CHANGELOG\.md|package\.json)$)/;
    expect(files.filter((path) => !ours.test(path))).toEqual([]);
  });

  it('depends on no other package and carries the licences of those inside', async () => {
    const own = JSON.parse(await readFile(join(root, 'package.json'), 'utf8'));
    expect(own.dependencies ?? {}).toEqual({});
    const licences = await readFile(join(root, 'package/THIRD-PARTY-LICENSES'), 'utf8');
    for (const name of [
      'react',
      'react-dom',
      'zustand',
      'yaml',
      '@noble/hashes',
      '@noble/ciphers',
      'crypto-es',
      'tailwindcss',
      'vite',
      'rolldown',
    ]) {
      expect(licences).toMatch(new RegExp(`^${name} \\d`, 'm'));
    }
  });

  it('is smaller than 5 MB', () => {
    expect(installed.size).toBeLessThan(5_000_000);
  });
});

describe('the installed command', () => {
  it('prints version and help', async () => {
    expect((await framescope(['--version'])).out).toMatch(/^\d+\.\d+\.\d+\n$/);
    expect(await framescope(['--help'])).toMatchObject({
      status: 0,
      out: expect.stringContaining('inspect'),
    });
    const help = await framescope(['tap', '--help']);
    expect(help).toMatchObject({ status: 0, out: expect.stringContaining('SYNOPSIS'), err: '' });
  });

  it('decodes a file, where the home folder cannot be written', async () => {
    const ran = await framescope(['capture.pcap', '--page', 'https://framescope.example/'], {
      env: { HOME: '/nonexistent', XDG_CACHE_HOME: '/nonexistent' },
    });
    expect(ran).toMatchObject({ status: 1, err: '' });
    expect(ran.out).toContain('BROKEN  Compressed frames, but compression was not agreed');
    expect(ran.out).toContain('https://framescope.example/#v=1');
    expect(ran.out).not.toContain('\u001b[');
  });

  it('decodes standard input', async () => {
    const text = '81 05 48 65 6c 6c 6f\n';
    const ran = await framescope(['inspect', '--json', '-'], { stdin: text });
    const report = JSON.parse(ran.out);
    expect(report.connections[0].frames).toHaveLength(1);
    expect(report.connections[0].frames[0].payloadSha256).toMatch(/^185f8db3/);
    expect(ran.status).toBe(0);
  });

  it('colours on demand', async () => {
    const ran = await framescope(['capture.pcap'], { env: { FORCE_COLOR: '1' } });
    expect(ran.out).toContain('\u001b[31m');
  });

  it('explains an error text', async () => {
    const ran = await framescope(['explain', 'Invalid WebSocket frame: RSV1 must be clear']);
    expect(ran.status).toBe(3);
    expect(ran.out).toContain('What it comes from');
    const json = JSON.parse((await framescope(['explain', '--json', 'RSV1 must be clear'])).out);
    expect(json.errors.length).toBeGreaterThan(0);
    expect((await framescope(['explain', 'good morning'])).status).toBe(2);
  });

  it('checks configurations', async () => {
    const fault = 'server {\n  listen 80;\n  location /ws { proxy_pass http://127.0.0.1:3000; }\n}\n';
    await writeFile(join(installed.folder, 'site.conf'), fault);
    await writeFile(join(installed.folder, 'other.conf'), 'server {\n  listen 81;\n}\n');
    const ran = await framescope(['check', 'site.conf']);
    expect(ran.status).toBe(1);
    expect(ran.out).toContain('BROKEN');
    const both = JSON.parse((await framescope(['check', '--json', 'other.conf', 'site.conf'])).out);
    expect(both.checks[0].routes[0]).toMatchObject({ verdict: 'fails', file: 'site.conf', line: 3 });
    expect((await framescope(['check', 'package.json'])).status).toBe(2);
    expect((await framescope(['check', 'missing.conf'])).err).toContain('no such file');
  });

  it('scans a folder in its threads', async () => {
    const captures = join(installed.folder, 'captures');
    await mkdir(captures, { recursive: true });
    await copyFile(join(root, capture), join(captures, 'capture.pcap'));
    const ran = await framescope(['scan', 'captures']);
    expect(ran.out).toContain('capture.pcap');
    expect(ran.out).toContain('compression-not-negotiated');
    expect(ran.status).toBe(1);
  });

  it('makes a handshake and diagnoses the frames that arrive', async () => {
    const server = new WebSocketServer({ port: 0, host: '127.0.0.1' });
    await once(server, 'listening');
    const { port } = server.address() as { port: number };
    server.on('connection', (socket) => socket.send('hello'));
    const sound = await framescope(['handshake', `ws://127.0.0.1:${port}/chat`, '--wait', '0.3']);
    expect(sound.status, sound.out).toBe(0);
    expect(sound.out).toContain('> GET /chat HTTP/1.1');
    expect(sound.out).toContain('< HTTP/1.1 101 Switching Protocols');
    server.removeAllListeners('connection');
    server.on('connection', (socket) => {
      (socket as unknown as { _socket: Socket })._socket.write(Uint8Array.of(0xc1, 0x01, 0x21));
    });
    const broken = await framescope(['handshake', '--json', `ws://127.0.0.1:${port}/`, '--wait', '0.3']);
    expect(broken.status).toBe(1);
    expect(JSON.parse(broken.out).connections[0].findings[0].rule).toBe('rsv1-not-agreed');
    server.close();
    const refused = await framescope(['handshake', 'ws://127.0.0.1:1/']);
    expect(refused).toMatchObject({ status: 1, out: expect.stringContaining('ECONNREFUSED') });
    const pasted = await framescope(['handshake', '-'], { stdin: 'HTTP/1.1 403 Forbidden\r\n\r\n' });
    expect(pasted).toMatchObject({ status: 1, out: expect.stringContaining('403 Forbidden') });
  });

  it('says what is wrong with its words, in one line', async () => {
    expect(await framescope(['insepct'])).toMatchObject({ status: 2, out: '' });
    expect((await framescope(['missing.pcap'])).err).toMatch(/^inspect: .*no such file: missing\.pcap\n$/);
    expect((await framescope(['./'])).err).toContain('"framescope scan ./"');
    expect((await framescope(['serve', '--port', 'x'])).status).toBe(2);
  });

  it('ends quietly when its reader leaves', async () => {
    const ran = await runProgram(installed, [
      'sh',
      '-c',
      `${commandPath(installed)} inspect --json capture.pcap capture.pcap | head -c 10`,
    ]);
    expect(ran).toMatchObject({ status: 0, err: '' });
  });

  it('serves the page', async () => {
    const child = spawn(commandPath(installed), ['--port', '0'], { cwd: installed.folder });
    try {
      let text = '';
      for await (const chunk of child.stdout) {
        text += String(chunk);
        if (/http:\/\/\S+\//.test(text)) break;
      }
      const response = await fetch(/http:\/\/\S+\//.exec(text)?.[0] ?? '');
      expect(response.headers.get('content-security-policy')).toContain("default-src 'none'");
      expect(await response.text()).toContain('<div id="root">');
    } finally {
      child.kill('SIGTERM');
    }
    expect((await once(child, 'exit'))[0]).toBe(0);
  });

  it('taps a connection and diagnoses it in its thread', async () => {
    const server = createServer((socket) => {
      socket.on('error', () => {});
      socket.once('data', () => socket.end('HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n'));
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as { port: number };
    const words = ['tap', `ws://127.0.0.1:${port}`, '--listen', '0', '--once', '--out', 'tap.pcapng'];
    const child = spawn(commandPath(installed), words, { cwd: installed.folder });
    let text = '';
    child.stdout.on('data', (chunk) => {
      text += String(chunk);
    });
    while (!text.includes('Ctrl+C ends.')) await once(child.stdout, 'data');
    const own = /ws:\/\/127\.0\.0\.1:(\d+)/.exec(text)?.[1];
    const response = await fetch(`http://127.0.0.1:${own}/ws`, {
      headers: { 'Sec-WebSocket-Key': 'dGhlIHNhbXBsZSBub25jZQ==', 'Sec-WebSocket-Version': '13' },
    });
    await response.arrayBuffer();
    const [status] = await once(child, 'exit');
    server.close();
    expect(text).toContain('#1');
    expect(text).not.toContain('could not be read');
    expect([0, 1]).toContain(status);
  });
});

describe('the time that the command takes', () => {
  /** Least processor time of a few runs, in milliseconds: it depends less on what else runs than the time of day. */
  async function cpuOf(command: string): Promise<number> {
    const times: number[] = [];
    for (let run = 0; run < 4; run++) {
      const script = `TIMEFORMAT='%U %S'; time ${command} >/dev/null`;
      const ran = await runProgram(installed, ['bash', '-c', script]);
      const [user, system] = ran.err.trim().split('\n').at(-1)?.split(' ').map(Number) ?? [];
      times.push((user + system) * 1000);
    }
    return Math.min(...times);
  }

  /** Processor time of Node without a program on a machine that is not busy, in milliseconds. */
  const usualNode = 40;

  it.skipIf(process.platform === 'win32')('stays below three times its target', async () => {
    const slowness = Math.max(1, (await cpuOf(`${process.execPath} -e 0`)) / usualNode);
    expect(await cpuOf(`${commandPath(installed)} --help`)).toBeLessThan(3 * 150 * slowness);
    expect(await cpuOf(`${commandPath(installed)} capture.pcap`)).toBeLessThan(3 * 300 * slowness);
  });
});

const useOfLibrary = `
import { checkConfiguration, decode, diagnose, explain, open, permalink } from 'framescope/decoder';
const bytes = Uint8Array.of(0x81, 0x05, 0x48, 0x65, 0x6c, 0x6c, 0x6f, 0xc1, 0x01, 0x21);
const report = await decode(bytes, { sender: 'server' });
const reader = await open((async function* () { yield bytes.subarray(0, 4); yield bytes.subarray(4); })());
const frames = [];
for await (const frame of reader.frames(0)) frames.push(frame.opcode);
console.log(JSON.stringify({
  frames,
  text: new TextDecoder().decode(await reader.payload(0, 0)),
  sha: report.connections[0].frames[0].payloadSha256,
  rule: report.connections[0].findings[0].rule,
  cause: (await diagnose(bytes))[0].cause,
  error: explain('RSV1 must be clear').errors[0].causes.length > 0,
  check: checkConfiguration('server { listen 80; location / { proxy_pass http://a; } }').checks[0].level,
  link: (await permalink(bytes, { page: 'https://a/' })).slice(0, 14),
}));
`;

function expectUsed({ status, out, err }: Ran): void {
  expect(err).toBe('');
  expect(status).toBe(0);
  expect(JSON.parse(out)).toEqual({
    frames: [1, 1],
    text: 'Hello',
    sha: '185f8db32271fe25f561a6fc938b2e264306ec304eda518007d1764826381969',
    rule: 'rsv1-not-agreed',
    cause: expect.stringMatching(/^[a-z0-9-]+$/),
    error: true,
    check: 'broken',
    link: 'https://a/#hex',
  });
}

/** The files of the command that a run loads, without the hashes in their names. */
async function loadedBy(words: readonly string[]): Promise<readonly string[]> {
  const coverage = await mkdtemp(join(installed.folder, 'coverage-'));
  await framescope(words, { env: { NODE_V8_COVERAGE: coverage } });
  const files = await readdir(coverage);
  const texts = await Promise.all(files.map((file) => readFile(join(coverage, file), 'utf8')));
  const urls = texts.flatMap((text) => JSON.parse(text).result.map(({ url }: { url: string }) => url));
  const inside = '/node_modules/framescope/package/cli/';
  return urls.flatMap((url) => (url.includes(inside) ? [chunkName(url)] : []));
}

/** `decoding` of `.../decoding-D2pL1BvM.js`. */
function chunkName(path: string): string {
  return basename(path).replace(/(?:-[\w-]{8})?\.m?js$/, '');
}

describe('what a run loads', () => {
  /** Code that most runs need nothing of: checks of configurations, recognising text, TLS, the protocol of agents. */
  const seldom = ['run-checks', 'recognise', 'text-input', 'check', 'decrypt'];

  it('is in files of its own', () => {
    const names = installed.files.filter((path) => path.startsWith('package/cli/')).map(chunkName);
    for (const name of [...seldom, 'decoding', 'common', 'dispatcher']) expect(names).toContain(name);
  });

  it('for the help is the dispatcher', async () => {
    const loaded = await loadedBy(['--help']);
    expect([...loaded].sort()).toEqual(['dispatch', 'dispatcher', 'framescope']);
  });

  it('for a capture is the decoder, in less than a megabyte', async () => {
    const loaded = await loadedBy(['capture.pcap']);
    expect([...loaded].sort()).toEqual([
      'command',
      'common',
      'decoding',
      'dispatch',
      'dispatcher',
      'framescope',
    ]);
    const sizes = await Promise.all(
      installed.files
        .filter((path) => ['decoding', 'common', 'dispatcher'].includes(chunkName(path)))
        .map((path) => readFile(join(installed.folder, 'node_modules/framescope', path))),
    );
    expect(sizes.reduce((sum, { length }) => sum + length, 0)).toBeLessThan(1_000_000);
  });

  it('for an error text is recognition too, and no check of a configuration', async () => {
    const loaded = await loadedBy(['explain', 'RSV1 must be clear']);
    expect(loaded).toContain('recognise');
    expect(loaded).not.toContain('run-checks');
  });

  it('holds ASCII alone, which Node reads fastest', async () => {
    const scripts = installed.files.filter((path) => /^package\/cli\/.*js$/.test(path));
    expect(scripts.length).toBeGreaterThan(10);
    for (const path of scripts) {
      const code = await readFile(join(installed.folder, 'node_modules/framescope', path), 'latin1');
      expect(code, path).toMatch(/^[\0-\x7f]*$/);
    }
  });
});

describe('the library', () => {
  beforeAll(() => writeFile(join(installed.folder, 'use.mjs'), useOfLibrary));

  it('runs in Node', async () => {
    expectUsed(await runProgram(installed, [process.execPath, 'use.mjs']));
  });

  it('has types for both kinds of module resolution', async () => {
    const program = `import { type CaptureReader, type Diagnosis, decode, diagnose, open } from 'framescope/decoder';
const reader: CaptureReader = await open(new Uint8Array(2), { sender: 'client' });
const report = await decode('81 00');
const causes: readonly Diagnosis[] = await diagnose('81 00');
export const first: number | undefined = report.connections[0]?.frames[0]?.opcode;
export const texts: string[] = causes.map(({ title }) => title);
// @ts-expect-error an option that is not there
await decode('81 00', { nothing: 1 });
export const kind: 'bytes' | string = reader.source.kind;
`;
    await writeFile(join(installed.folder, 'types.ts'), program);
    for (const [module, resolution] of [
      ['esnext', 'bundler'],
      ['nodenext', 'nodenext'],
    ]) {
      const flags = ['--noEmit', '--strict', '--target', 'es2022', '--lib', 'es2022,dom,dom.asynciterable'];
      const words = [
        ...flags,
        '--types',
        '',
        '--module',
        module,
        '--moduleResolution',
        resolution,
        'types.ts',
      ];
      const tsc = join(root, 'node_modules/typescript/bin/tsc');
      const ran = await runProgram(installed, [process.execPath, tsc, ...words]);
      expect(ran.out).toBe('');
      expect(ran.status).toBe(0);
    }
  });

  it('goes into a bundle of vite', async () => {
    const project = join(installed.folder, 'site');
    await mkdir(project, { recursive: true });
    await writeFile(join(project, 'index.html'), '<script type="module" src="./main.js"></script>');
    await writeFile(join(project, 'main.js'), useOfLibrary);
    const vite = join(root, 'node_modules/vite/bin/vite.js');
    const words = ['build', project, '--outDir', 'out', '--minify', 'false', '--logLevel', 'warn'];
    const built = await runProgram(installed, [process.execPath, vite, ...words, '--target', 'esnext']);
    expect(built.status, built.err).toBe(0);
    const html = await readFile(join(project, 'out/index.html'), 'utf8');
    const script = /src="\/(assets\/[^"]+\.js)"/.exec(html)?.[1] ?? '';
    await copyFile(join(project, 'out', script), join(project, 'bundle.mjs'));
    const ran = await runProgram(installed, [
      process.execPath,
      '--input-type=module',
      '-e',
      `globalThis.document = { querySelectorAll: () => [], createElement: () => ({ relList: { supports: () => true } }) };
       await import('./site/bundle.mjs');`,
    ]);
    expectUsed(ran);
  });

  const runtimes = [
    { name: 'deno', version: '2', words: ['run', '--quiet', '--node-modules-dir=manual', 'use.mjs'] },
    { name: 'bun', version: '1', words: ['run', 'use.mjs'] },
  ] as const;
  it.each(runtimes)(
    'runs in $name',
    async ({ name, version, words }) => {
      const runtime = await provideRuntime(name, version);
      // Without the runtime and a registry there is nothing to run.
      if (runtime === null) {
        expect(process.env.FRAMESCOPE_REQUIRE_PROGRAMS, `${name} could not be installed`).not.toBe('1');
        return;
      }
      try {
        expectUsed(await runProgram(installed, [runtime.command, ...words]));
      } finally {
        await runtime.remove();
      }
    },
    installMs,
  );
});
