// The guides to a capture, run as they are written: only ports, files and sudo are put in the place of the
// reader's. What they give is opened with the project's own decoder.

import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import http from 'node:http';
import https from 'node:https';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { launch } from 'puppeteer-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { WebSocket, WebSocketServer } from 'ws';
import { captureGuides } from '../src/decoder/guides/capture/guides.ts';
import {
  findProgram,
  freePort,
  lacks,
  lacksPython,
  needPython,
  type Running,
  repository,
  start,
  waitForPort,
  withFolder,
} from './fixes/harness/process.ts';
import { inspectFile, sleep, until } from './tap/kit.ts';

const page = `<!doctype html><title>waiting</title><script>
const socket = new WebSocket(location.origin.replace('http', 'ws'));
socket.onopen = () => socket.send('hello');
socket.onmessage = () => socket.close(1000);
socket.onclose = (event) => { document.title = 'closed ' + event.code; };
</script>`;

interface Site {
  readonly port: number;
  /** Connections that were closed in order. */
  closed(): number;
  close(): void;
}

async function site(server: http.Server | https.Server): Promise<Site> {
  server.on('request', (_request: http.IncomingMessage, response: http.ServerResponse) => {
    response.setHeader('content-type', 'text/html');
    response.end(page);
  });
  let closed = 0;
  const sockets = new WebSocketServer({ server });
  sockets.on('connection', (socket) => {
    socket.on('message', (data, binary) => socket.send(data, { binary }));
    socket.on('error', () => {});
    socket.on('close', () => closed++);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    port: (server.address() as AddressInfo).port,
    closed: () => closed,
    close() {
      for (const client of sockets.clients) client.terminate();
      server.closeAllConnections();
      server.close();
    },
  };
}

/** Says hello, hears it, closes. */
async function talk(url: string): Promise<void> {
  const client = new WebSocket(url, { rejectUnauthorized: false });
  client.on('open', () => client.send('hello'));
  client.on('message', () => client.close(1000));
  await new Promise((resolve, reject) => {
    client.once('close', resolve);
    client.once('error', reject);
  });
}

function command(id: string, step: number): string {
  const text = captureGuides.find((guide) => guide.id === id)?.steps[step]?.command;
  if (text === undefined) throw new Error(`There is no command at step ${step} of ${id}.`);
  return text.replace(/^sudo /, '');
}

const shell = (text: string, cwd: string, env: NodeJS.ProcessEnv = {}) =>
  start('bash', ['-c', `exec ${text}`], { cwd, env });

/** Starts a capture, waits until it runs, does something, stops it as Ctrl+C does. Returns what it printed. */
async function capturing(text: string, cwd: string, act: () => Promise<unknown>): Promise<string> {
  const running = shell(text, cwd);
  try {
    await until(
      () => /listening on|Capturing on|File: /.test(running.output.text),
      () => running.output.text,
    );
    await sleep(400);
    await act();
    await sleep(1300);
    await ended(running, 'SIGINT', 15_000);
    return running.output.text;
  } finally {
    await running.stop();
  }
}

/** Sends the signal and waits until the program has ended, so that it writes what it holds. */
async function ended(running: Running, signal: NodeJS.Signals, limitMs: number): Promise<void> {
  const closed = new Promise((resolve) => running.child.once('close', resolve));
  running.child.kill(signal);
  await Promise.race([closed, sleep(limitMs)]);
}

/** The one connection of a capture, sound and with the hello in both directions. */
async function expectSound(file: string, count = 1): Promise<void> {
  const inspected = await inspectFile(file);
  // A browser may open a spare connection, of which there is nothing to see.
  const connections = inspected.connections.filter(({ handshake }) => handshake !== null);
  expect(connections.length).toBe(count);
  for (const connection of connections) {
    expect(connection.handshake?.status).toBe(101);
    expect(connection.messages.map(({ sender, length }) => `${sender} ${length}`)).toEqual([
      'client 5',
      'server 5',
    ]);
    expect(connection.diagnosis[0].cause).toBe('healthy');
  }
}

const mayCapture = process.getuid?.() === 0;
const chromium = findProgram('chromium');
const firefox = findProgram('firefox-esr') ?? findProgram('firefox');

const isLacking = lacks('tcpdump', 'tshark', 'openssl', 'socat', 'curl') || lacksPython('websockets');

describe.skipIf(isLacking || !mayCapture)('guides to a capture', { timeout: 120_000 }, () => {
  let plain: Site;
  let secure: Site;
  const files = { key: '', cert: '' };
  let release: () => void = () => {};

  beforeAll(async () => {
    await new Promise<void>((ready) => {
      void withFolder(async (folder) => {
        files.key = path.join(folder, 'key.pem');
        files.cert = path.join(folder, 'cert.pem');
        const words = `req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=localhost -addext subjectAltName=DNS:localhost,IP:127.0.0.1 -keyout ${files.key} -out ${files.cert}`;
        execFileSync('openssl', words.split(' '), { stdio: 'ignore' });
        ready();
        await new Promise<void>((resolve) => {
          release = resolve;
        });
      });
    });
    plain = await site(http.createServer());
    secure = await site(https.createServer({ key: readFileSync(files.key), cert: readFileSync(files.cert) }));
  });
  afterAll(() => {
    plain?.close();
    secure?.close();
    release();
  });

  it.each([
    ['linux-tcpdump', 'ws.pcap'],
    ['linux-dumpcap', 'ws.pcapng'],
    ['java-proxy', 'ws.pcap'],
  ])('%s', (id, file) =>
    withFolder(async (folder) => {
      const text = command(id, 0).replaceAll('8080', String(plain.port));
      await capturing(text, folder, () => talk(`ws://127.0.0.1:${plain.port}/`));
      await expectSound(path.join(folder, file));
    }),
  );

  it('linux-tcpdump-paste', () =>
    withFolder(async (folder) => {
      const text = command('linux-tcpdump-paste', 0).replaceAll('8080', String(plain.port));
      const printed = await capturing(text, folder, () => talk(`ws://127.0.0.1:${plain.port}/`));
      const file = path.join(folder, 'pasted.txt');
      writeFileSync(file, printed);
      await expectSound(file);
    }));

  it('linux-both-legs', () =>
    withFolder(async (folder) => {
      const tapped = await site(http.createServer());
      try {
        const text = command('linux-both-legs', 0)
          .replace('port 8080', `port ${plain.port}`)
          .replace('port 80 ', `port ${tapped.port} `);
        await capturing(text, folder, async () => {
          await talk(`ws://127.0.0.1:${tapped.port}/`);
          await talk(`ws://127.0.0.1:${plain.port}/`);
        });
        await expectSound(path.join(folder, 'ws.pcap'), 2);
      } finally {
        tapped.close();
      }
    }));

  /** Captures TLS with the keys that `act` writes, and puts them into the file as the guide says. */
  const withKeys = (
    id: string,
    capture: number,
    act: (keys: string, folder: string) => Promise<unknown>,
    port = secure?.port,
  ) =>
    withFolder(async (folder) => {
      const text = command(id, capture).replaceAll('8443', String(port ?? secure.port));
      await capturing(text, folder, () => act(path.join(folder, 'keys.log'), folder));
      execFileSync('bash', ['-c', command(id, capture + 2)], { cwd: folder, stdio: 'pipe' });
      await expectSound(path.join(folder, 'ws-with-keys.pcapng'));
    });

  it.skipIf(chromium === null)('linux-keys, with Chromium', () =>
    withKeys('linux-keys', 0, async (keys, folder) => {
      const before = secure.closed();
      const words = `--headless=new --no-sandbox --disable-gpu --ignore-certificate-errors --user-data-dir=${folder}/profile https://localhost:${secure.port}/`;
      const browser = shell(`env ${command('linux-keys', 1)} ${words}`, path.dirname(keys));
      try {
        await until(
          () => secure.closed() > before,
          () => browser.output.text,
          40_000,
        );
      } finally {
        await browser.stop();
      }
    }),
  );

  it.skipIf(firefox === null)('firefox-keys', () =>
    withKeys('firefox-keys', 0, async (keys) => {
      const before = secure.closed();
      expect(command('firefox-keys', 1)).toBe('SSLKEYLOGFILE=keys.log firefox');
      const browser = await launch({
        browser: 'firefox',
        executablePath: firefox ?? '',
        headless: true,
        acceptInsecureCerts: true,
        env: { ...process.env, SSLKEYLOGFILE: keys },
      });
      try {
        const tab = await browser.newPage();
        await tab.goto(`https://localhost:${secure.port}/`);
        await until(
          () => secure.closed() > before,
          () => 'no WebSocket of Firefox',
          30_000,
        );
      } finally {
        await browser.close();
      }
    }),
  );

  it('node-keys', () =>
    withFolder(async (folder) => {
      const script = path.join(folder, 'server.js');
      const ws = path.join(repository, 'node_modules/ws');
      writeFileSync(
        script,
        `const { readFileSync } = require('node:fs');
const server = require('node:https').createServer({ key: readFileSync('${files.key}'), cert: readFileSync('${files.cert}') });
new (require('${ws}').WebSocketServer)({ server }).on('connection', (socket) => socket.on('message', (data, binary) => socket.send(data, { binary })));
server.listen(0, '127.0.0.1', () => console.log('port ' + server.address().port));`,
      );
      const running = shell(command('node-keys', 1), folder);
      try {
        await until(
          () => /port \d+/.test(running.output.text),
          () => running.output.text,
        );
        const port = Number(/port (\d+)/.exec(running.output.text)?.[1]);
        await withKeys(
          'node-keys',
          0,
          async (keys) => {
            await talk(`wss://127.0.0.1:${port}/`);
            writeFileSync(keys, readFileSync(path.join(folder, 'keys.log')));
          },
          port,
        );
      } finally {
        await running.stop();
      }
    }));

  it.skipIf(chromium === null)('chrome-net-log', () =>
    withFolder(async (folder) => {
      const before = plain.closed();
      const text = command('chrome-net-log', 0)
        .replace('8080', String(plain.port))
        .replace('/tmp/netlog', `${folder}/profile`)
        .replace('chromium', 'chromium --headless=new --no-sandbox --disable-gpu');
      const browser = shell(text, folder);
      try {
        await until(
          () => plain.closed() > before,
          () => browser.output.text,
          40_000,
        );
        await sleep(500);
        // the browser writes the rest of its log while it ends
        await ended(browser, 'SIGTERM', 30_000);
      } finally {
        await browser.stop();
      }
      await expectSound(path.join(folder, 'netlog.json'));
    }),
  );

  it('java-socat', () =>
    withFolder(async (folder) => {
      const text = command('java-socat', 0)
        .replace('LISTEN:9000', 'LISTEN:0,bind=127.0.0.1')
        // the certificate of the test is its own
        .replace(
          'example.com:443,snihost=example.com',
          `127.0.0.1:${secure.port},snihost=localhost,cafile=${files.cert}`,
        );
      const running = shell(text.replace('socat -x', 'socat -x -d -d'), folder);
      try {
        const said = () => readFileSync(path.join(folder, 'ws.txt'), 'utf8');
        await sleep(300);
        await until(() => /listening on .*:(\d+)/.test(said()), said);
        const port = Number(/listening on .*:(\d+)/.exec(said())?.[1]);
        await talk(`ws://127.0.0.1:${port}/`);
        await sleep(300);
      } finally {
        await running.stop();
      }
      await expectSound(path.join(folder, 'ws.txt'));
    }));

  it('any-curl', () =>
    withFolder(async (folder) => {
      const text = command('any-curl', 0)
        .replace('localhost:8080', `127.0.0.1:${plain.port}`)
        .replace('-m 5', '-m 2');
      const running = shell(text, folder);
      await new Promise((resolve) => running.child.once('close', resolve));
      const { connections } = await inspectFile(path.join(folder, 'ws.txt'));
      expect(connections).toHaveLength(1);
      expect(connections[0].handshake?.status).toBe(101);
    }));

  it('any-tap', () =>
    withFolder(async (folder) => {
      const file = path.join(folder, 'tap.pcapng');
      const text = command('any-tap', 0)
        .replace('localhost:8080', `127.0.0.1:${plain.port}`)
        .replace('9000', '0');
      const running = shell(`${text} --out ${file}`, repository);
      try {
        await until(
          () => running.output.text.includes('Ctrl+C ends.'),
          () => running.output.text,
          40_000,
        );
        await talk(`ws://127.0.0.1:${/^Tap: ws:\/\/127\.0\.0\.1:(\d+)/m.exec(running.output.text)?.[1]}/`);
        await until(
          () => running.output.text.includes('#1 closed'),
          () => running.output.text,
        );
      } finally {
        await running.stop();
      }
      await expectSound(file);
    }));

  it.each([
    [
      'node-tap',
      'server.mjs',
      (text: string) => `import { createServer } from 'node:http';
import { WebSocketServer } from '${repository}/node_modules/ws/wrapper.mjs';
const server = createServer();
new WebSocketServer({ server }).on('connection', (socket) => socket.on('message', (data, binary) => socket.send(data, { binary })));
${text.replace('./tap.mjs', `${repository}/public/taps/tap.mjs`)}
server.listen(Number(process.argv[2]), '127.0.0.1');`,
    ],
    [
      'python-tap',
      'server.py',
      (text: string) => `import asyncio, sys, websockets
sys.path.insert(0, '${repository}/public/taps')
async def echo(socket):
    async for message in socket:
        await socket.send(message)
async def main():
    ${text.replace('\n', '\n    ')}
    async with websockets.serve(echo, '127.0.0.1', int(sys.argv[1])):
        await asyncio.Future()
asyncio.run(main())`,
    ],
  ])('%s', (id, name, program) =>
    withFolder(async (folder) => {
      writeFileSync(path.join(folder, name), program(command(id, 0)));
      const port = await freePort();
      const runner = id === 'node-tap' ? process.execPath : needPython(['websockets']);
      const running = start(runner, [path.join(folder, name), String(port)], { cwd: folder });
      try {
        await waitForPort(port, running);
        await talk(`ws://127.0.0.1:${port}/`);
        await sleep(200);
      } finally {
        await running.stop();
      }
      await expectSound(path.join(folder, 'ws.pcapng'));
    }),
  );

  it('what says that it was run is run here', () => {
    const text = readFileSync(new URL(import.meta.url), 'utf8');
    for (const guide of captureGuides) {
      if ('with' in guide.ran) expect(text, guide.id).toContain(`'${guide.id}`);
    }
  });
});
