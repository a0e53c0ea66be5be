// Starts the tap as a user does, and reads what it wrote with tshark and with the project's own decoder.

import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import net from 'node:net';
import { Readable, Writable } from 'node:stream';
import { promisify } from 'node:util';
import { inspect } from '../../src/cli/command.ts';
import { type Running, repository, start } from '../fixes/harness/process.ts';

const run = promisify(execFile);

export const sleep = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));

/** Waits until `test` holds; throws with `what` when it does not within the time. */
export async function until(test: () => boolean, what: () => string, limitMs = 20000): Promise<void> {
  const end = Date.now() + limitMs;
  while (!test()) {
    if (Date.now() > end) throw new Error(`Not within ${limitMs} ms: ${what()}`);
    await sleep(15);
  }
}

export interface RunningTap {
  readonly port: number;
  readonly running: Running;
  /** All that it printed so far. */
  text(): string;
  /** Waits for a text in the output. */
  says(text: string | RegExp, limitMs?: number): Promise<void>;
  /** Ctrl+C; resolves to the exit status. */
  interrupt(): Promise<number | null>;
  /** Most memory that the process had, in bytes (Linux). */
  peakMemory(): number;
}

/** Starts a tap on a free port of 127.0.0.1. */
export async function startTap(
  words: readonly string[],
  nodeOptions: readonly string[] = [],
): Promise<RunningTap> {
  const command = [...nodeOptions, '--import', 'tsx', 'src/cli/tap.ts'];
  const running = start(process.execPath, [...command, '--listen', '0', ...words], {
    cwd: repository,
    env: { NO_COLOR: '1' },
  });
  const text = () => running.output.text;
  const says = (wanted: string | RegExp, limitMs = 20000) =>
    until(
      () => (typeof wanted === 'string' ? text().includes(wanted) : wanted.test(text())),
      () => `${wanted} in\n${text()}`,
      limitMs,
    );
  await says('Ctrl+C ends.');
  const port = Number(/^Tap: wss?:\/\/[^/]*?:(\d+)/m.exec(text())?.[1]);
  return {
    port,
    running,
    text,
    says,
    async interrupt() {
      const ended = new Promise<number | null>((resolve) =>
        running.child.once('close', (code) => resolve(code)),
      );
      if (running.child.exitCode !== null) return running.child.exitCode;
      running.child.kill('SIGINT');
      return ended;
    },
    peakMemory() {
      const file = `/proc/${running.child.pid}/status`;
      if (!existsSync(file)) return 0;
      const status = process.getBuiltinModule('node:fs').readFileSync(file, 'utf8');
      return Number(/VmHWM:\s+(\d+)/.exec(status)?.[1] ?? 0) * 1024;
    },
  };
}

/** What `inspect --json` gives. Parts that the tests ask for. */
export interface Inspected {
  readonly source: { readonly notes: readonly string[] };
  readonly connections: readonly {
    readonly client: string;
    readonly handshake: { readonly status: number | null } | null;
    readonly frames: readonly {
      readonly sender: string;
      readonly opcode: number;
      readonly payloadLength: number;
      readonly complete: boolean;
    }[];
    readonly messages: readonly {
      readonly sender: string;
      readonly length: number;
      readonly sha256: string | null;
    }[];
    readonly diagnosis: readonly { readonly cause: string }[];
  }[];
}

/** Reads a file with the project's own decoder. */
export async function inspectFile(file: string): Promise<Inspected> {
  const texts = { stdout: '', stderr: '' };
  const gather = (name: 'stdout' | 'stderr') =>
    new Writable({
      decodeStrings: false,
      write(chunk, _encoding, done) {
        texts[name] += chunk;
        done();
      },
    });
  const streams = { stdin: Readable.from([]), stdout: gather('stdout'), stderr: gather('stderr'), env: {} };
  const status = await inspect(['--json', file], streams);
  if (status === 2) throw new Error(texts.stderr);
  return JSON.parse(texts.stdout);
}

/** Bytes of each side of TCP streams, as tshark follows them. */
export async function followedAll(
  file: string,
  streams: readonly number[],
): Promise<{ client: Buffer; server: Buffer }[]> {
  const follows = streams.flatMap((stream) => ['-z', `follow,tcp,raw,${stream}`]);
  const { stdout } = await run('tshark', ['-n', '-r', file, '-q', ...follows], { maxBuffer: 1 << 29 });
  const byStream = new Map<number, { client: Buffer[]; server: Buffer[] }>();
  let current: { client: Buffer[]; server: Buffer[] } | null = null;
  for (const line of stdout.split('\n')) {
    const filter = /^Filter: tcp\.stream eq (\d+)/.exec(line);
    if (filter) {
      current = { client: [], server: [] };
      byStream.set(Number(filter[1]), current);
    } else if (/^\t?[0-9a-f]+$/.test(line)) {
      current?.[line.startsWith('\t') ? 'server' : 'client'].push(Buffer.from(line.trim(), 'hex'));
    }
  }
  return streams.map((stream) => {
    const { client, server } = byStream.get(stream) ?? { client: [], server: [] };
    return { client: Buffer.concat(client), server: Buffer.concat(server) };
  });
}

/** Bytes of each side of one TCP stream. */
export async function followed(file: string, stream: number): Promise<{ client: Buffer; server: Buffer }> {
  return (await followedAll(file, [stream]))[0];
}

/** Values of fields, one row a packet that fits the filter. */
export async function packets(file: string, filter: string, fields: readonly string[]): Promise<string[][]> {
  const args = ['-n', '-r', file, '-Y', filter, '-T', 'fields', ...fields.flatMap((field) => ['-e', field])];
  const { stdout } = await run('tshark', args, { maxBuffer: 1 << 28 });
  return stdout
    .split('\n')
    .filter(Boolean)
    .map((line) => line.split('\t'));
}

/** A TCP server on a free port of 127.0.0.1. */
export async function serve(
  onSocket: (socket: net.Socket) => void,
  options: net.ServerOpts = {},
): Promise<{ port: number; close(): Promise<void> }> {
  const sockets = new Set<net.Socket>();
  const server = net.createServer(options, (socket) => {
    sockets.add(socket);
    socket.on('error', () => {});
    socket.on('close', () => sockets.delete(socket));
    onSocket(socket);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    port: (server.address() as net.AddressInfo).port,
    async close() {
      for (const socket of sockets) socket.destroy();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}

/** A connected socket of 127.0.0.1 that keeps what it got. */
export async function dial(
  port: number,
  options: { allowHalfOpen?: boolean } = {},
): Promise<{ socket: net.Socket; bytes(): Buffer; events: string[] }> {
  const socket = net.connect({ port, host: '127.0.0.1', ...options });
  const got: Buffer[] = [];
  const events: string[] = [];
  socket.on('data', (data) => got.push(data));
  socket.on('end', () => events.push('end'));
  socket.on('error', (error: NodeJS.ErrnoException) => events.push(error.code ?? error.message));
  socket.on('close', () => events.push('close'));
  await new Promise<void>((resolve) => {
    socket.once('connect', resolve);
    socket.once('close', () => resolve());
  });
  return { socket, bytes: () => Buffer.concat(got), events };
}
