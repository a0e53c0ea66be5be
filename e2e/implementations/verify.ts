// Feeds the byte cases to real clients on 127.0.0.1 and compares what they say with the prediction:
//   npx tsx e2e/implementations/verify.ts [--only chrome,ws,...]
// Needs /usr/bin/chromium, and a Python with websockets, aiohttp and tornado (PYTHON=path names another one).

import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { createRequire } from 'node:module';
import net, { type AddressInfo, type Socket } from 'node:net';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { launch } from 'puppeteer-core';
import { WebSocket } from 'ws';
import { reportsFor } from '../../src/decoder/implementations/reports.ts';
import { cases } from './cases.ts';
import { firstFault } from './facts.ts';

const here = dirname(fileURLToPath(import.meta.url));
const load = createRequire(import.meta.url);
const guid = '258EAFA5-E914-47DA-95CA-C5AB0DC85B11';
const hold = 900;

/** Answers any upgrade, then writes the bytes of the case that the path names. */
function startServer(): Promise<net.Server> {
  const server = net.createServer((socket: Socket) => {
    let request = '';
    socket.on('error', () => undefined);
    socket.on('data', (data) => {
      if (request.includes('\r\n\r\n')) return;
      request += data.toString('latin1');
      if (!request.includes('\r\n\r\n')) return;
      const found = cases[Number(/^GET \/(\d+)/.exec(request)?.[1])];
      const key = /sec-websocket-key: *(\S+)/i.exec(request)?.[1];
      if (found === undefined || key === undefined) {
        socket.end(
          'HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 15\r\n\r\n<title>x</title>',
        );
        return;
      }
      const accept = createHash('sha1')
        .update(key + guid)
        .digest('base64');
      const extension = found.deflate ? 'Sec-WebSocket-Extensions: permessage-deflate\r\n' : '';
      socket.setNoDelay(true);
      socket.write(
        `HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: ${accept}\r\n${extension}\r\n`,
      );
      setTimeout(() => {
        socket.write(found.bytes);
        if (found.ended) socket.end();
        else setTimeout(() => socket.destroy(), hold);
      }, 60);
    });
  });
  return new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(server)));
}

type Said = string | null;
interface Program {
  readonly id: string;
  /** Name in the registry. */
  readonly implementation: string;
  readonly version: string;
  /** Texts that go to the wire or the log and never reach the caller. */
  readonly unheard?: RegExp;
  /** One text for each case; `undefined` where the case cannot be run. */
  readonly run: (url: (index: number) => string) => Promise<(Said | undefined)[]>;
}

const wait = (promise: Promise<Said>, ms = 2500): Promise<Said> =>
  Promise.race([promise, new Promise<Said>((resolve) => setTimeout(() => resolve(null), ms))]);

async function each(one: (index: number) => Promise<Said | undefined>): Promise<(Said | undefined)[]> {
  const said: (Said | undefined)[] = [];
  for (let start = 0; start < cases.length; start += 8) {
    const part = cases.slice(start, start + 8).map((_, i) => one(start + i));
    said.push(...(await Promise.all(part)));
  }
  return said;
}

const ws: Program = {
  id: 'ws',
  implementation: 'ws 8',
  version: load('ws/package.json').version,
  run: (url) =>
    each((index) =>
      wait(
        new Promise((resolve) => {
          const socket = new WebSocket(url(index), { perMessageDeflate: cases[index].deflate ?? false });
          socket.on('error', (error) => resolve(error.message));
          socket.on('close', (code) => resolve(code === 1006 ? 'no message, close 1006' : null));
        }),
      ),
    ),
};

interface Driver {
  readonly io: NodeJS.ReadWriteStream;
  on(event: 'error', handler: (error: Error) => void): void;
  start(): void;
}
const driver: Program = {
  id: 'websocket-driver',
  implementation: 'websocket-driver 0.8 (faye-websocket)',
  version: load('websocket-driver/package.json').version,
  run: (url) =>
    each((index) => {
      if (cases[index].deflate) return Promise.resolve(undefined);
      return wait(
        new Promise((resolve) => {
          const client: Driver = load('websocket-driver').client(url(index));
          const socket = net.connect(Number(new URL(url(index)).port), '127.0.0.1');
          socket.pipe(client.io).pipe(socket);
          client.on('error', (error) => resolve(error.message));
          socket.on('close', () => resolve(null));
          socket.on('error', () => undefined);
          client.start();
        }),
      );
    }),
};

interface NodeConnection {
  on(event: 'close', handler: (code: number, text: string) => void): void;
}
const websocketNode: Program = {
  id: 'websocket',
  implementation: 'websocket 1 (WebSocket-Node)',
  version: load('websocket/package.json').version,
  run: (url) =>
    each((index) => {
      if (cases[index].deflate) return Promise.resolve(undefined);
      return wait(
        new Promise((resolve) => {
          const client = new (load('websocket').client)();
          client.on('connect', (connection: NodeConnection) => {
            connection.on('close', (_code, text) => resolve(text));
          });
          client.on('connectFailed', (error: Error) => resolve(error.message));
          client.connect(url(index));
        }),
      );
    }),
};

function lines(command: string, args: string[], input: string): Promise<string[]> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { stdio: ['pipe', 'pipe', 'pipe'] });
    const out: string[] = [];
    let errors = '';
    createInterface(child.stdout).on('line', (line) => out.push(line));
    child.stderr.on('data', (data) => {
      errors += data;
    });
    child.on('error', reject);
    child.on('close', (code) =>
      code === 0 ? resolve(out) : reject(new Error(`${command} ended with ${code}: ${errors.slice(-400)}`)),
    );
    child.stdin.end(input);
  });
}

const builtin: Program = {
  id: 'undici',
  implementation: 'undici 6 (Node 20 and 22)',
  version: `Node ${process.versions.node}, undici ${process.versions.undici}`,
  run: async (url) => {
    const index = cases.map((_, i) => i).filter((i) => !cases[i].deflate);
    const flags =
      Number(process.versions.node.split('.')[0]) < 22 ? ['--experimental-websocket', '--no-warnings'] : [];
    const out = await lines(process.execPath, [...flags, join(here, 'builtin.mjs'), ...index.map(url)], '');
    const said = new Map(out.map((line) => JSON.parse(line)).map((one) => [one.url, one.text]));
    return cases.map((one, i) => (one.deflate ? undefined : said.get(url(i))));
  },
};

interface PythonSaid {
  readonly url: string;
  readonly said: { text?: string; cause?: string | null; missing?: boolean } | null;
}
function python(id: string, implementation: string, unheard?: RegExp): Program {
  return {
    unheard,
    id,
    implementation,
    version: '',
    run: async (url) => {
      const input = cases.map((one, i) => `${id} ${url(i)} ${one.deflate ? 1 : 0}`).join('\n');
      const out = await lines(
        process.env.PYTHON ?? '/usr/bin/python3',
        [join(here, 'clients.py')],
        `${input}\n`,
      );
      console.log(`  ${out[0]}`);
      const said = new Map<string, PythonSaid['said']>(
        out.slice(1).map((line) => {
          const one: PythonSaid = JSON.parse(line);
          return [one.url, one.said];
        }),
      );
      return cases.map((_, i) => {
        const one = said.get(url(i));
        if (one?.missing) return undefined;
        return one == null ? null : [one.text, one.cause].filter(Boolean).join(' / ');
      });
    },
  };
}

const chrome: Program = {
  id: 'chrome',
  implementation: 'Chrome 156',
  version: '',
  run: async (url) => {
    const browser = await launch({
      executablePath: '/usr/bin/chromium',
      args: ['--no-sandbox', '--disable-gpu'],
    });
    try {
      console.log(`  ${await browser.version()}`);
      const page = await browser.newPage();
      const said = new Map<string, string>();
      page.on('console', (message) => {
        const found = /WebSocket connection to '([^']+)' failed: (.*)/s.exec(message.text());
        if (found) said.set(found[1], found[2]);
      });
      await page.goto(url(99999).replace('ws:', 'http:'));
      const out: Said[] = [];
      for (let i = 0; i < cases.length; i++) {
        const code = await page.evaluate(
          (address) =>
            new Promise<number>((resolve) => {
              const socket = new WebSocket(address);
              socket.onclose = (event) => resolve(event.code);
            }),
          url(i),
        );
        await new Promise((resolve) => setTimeout(resolve, 30));
        out.push(said.get(url(i)) ?? (code === 1006 ? 'no message, close 1006' : null));
      }
      return out;
    } finally {
      await browser.close();
    }
  },
};

/**
 * Firefox keeps its console text from scripts: a connection that it ends itself, before the server does,
 * counts as the text.
 */
const firefox: Program = {
  id: 'firefox',
  implementation: 'Firefox 153',
  version: '',
  run: async (url) => {
    const browser = await launch({
      browser: 'firefox',
      executablePath: '/usr/bin/firefox-esr',
      args: ['--headless'],
    });
    try {
      console.log(`  ${await browser.version()}`);
      const page = await browser.newPage();
      await page.goto(url(99999).replace('ws:', 'http:'));
      const out: Said[] = [];
      for (let i = 0; i < cases.length; i++) {
        const ended = await page.evaluate(
          (address) =>
            new Promise<{ clean: boolean; after: number }>((resolve) => {
              const socket = new WebSocket(address);
              let opened = 0;
              socket.onopen = () => {
                opened = performance.now();
              };
              socket.onclose = (event) =>
                resolve({ clean: event.wasClean, after: performance.now() - opened });
            }),
          url(i),
        );
        const own = !ended.clean && ended.after < hold - 200 && !cases[i].ended;
        out.push(own ? 'The connection to … was interrupted while the page was loading.' : null);
      }
      return out;
    } finally {
      await browser.close();
    }
  },
};

const programs: readonly Program[] = [
  chrome,
  firefox,
  ws,
  driver,
  websocketNode,
  builtin,
  python('websockets', 'Python websockets 17'),
  python('legacy', 'Python websockets 10 (legacy)'),
  python('aiohttp', 'aiohttp 3.14'),
  python('tornado', 'Tornado 6', /^(message too big|Error -3)/),
];

/** What the end of the connection, which the server brings about after a while, looks like; no report of a fault. */
const endings =
  /^(no message, close 1006|closed (\d+|None)|Connection dropped by remote peer\.|Peer closed|no close frame received or sent|received 1000 \(OK\)|Reason not provided|Normal connection closure|Abnormal closure|Reserved$)/;
const silent = 'no message, the connection is dropped';

function agrees(predicted: Said, said: Said): boolean {
  if (predicted === null) return said === null || said === '' || endings.test(said);
  if (predicted === silent || endings.test(predicted))
    return said === null || said === '' || endings.test(said);
  if (said === null) return false;
  const pattern = predicted
    .split('…')
    .map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'))
    .join('.*');
  return new RegExp(pattern).test(said);
}

const only = process.argv.includes('--only')
  ? process.argv[process.argv.indexOf('--only') + 1].split(',')
  : null;
const server = await startServer();
const port = (server.address() as AddressInfo).port;
let failed = 0;
try {
  for (const program of programs) {
    if (only && !only.includes(program.id)) continue;
    console.log(`${program.implementation}  ${program.version}`);
    let said: (Said | undefined)[];
    try {
      said = await program.run((index) => `ws://127.0.0.1:${port}/${index}`);
    } catch (error) {
      console.log(`  not run: ${(error as Error).message}`);
      continue;
    }
    let agree = 0;
    let count = 0;
    for (const [i, one] of cases.entries()) {
      const heard = said[i];
      if (heard === undefined) continue;
      const facts = firstFault(one.bytes, { sender: 'server', deflate: one.deflate, ended: one.ended });
      const predicted = facts
        ? (reportsFor(facts).find((report) => report.implementation === program.implementation)?.text ?? null)
        : null;
      if (predicted !== null && program.unheard?.test(predicted)) continue;
      count++;
      if (agrees(predicted, heard)) agree++;
      else console.log(`  ${one.name}: predicted "${predicted}", said "${heard}"`);
    }
    failed += count - agree;
    console.log(`  ${agree} of ${count} agree`);
  }
} finally {
  server.close();
}
process.exit(failed === 0 ? 0 : 1);
