// Measures what the tap adds to a round trip: the same echo server, reached directly and through the tap in
// turns, in one run.
// Usage: tsx bench/tap.ts [round trips]
import { spawn } from 'node:child_process';
import { rmSync } from 'node:fs';
import net from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

/** Percentiles of a time, in milliseconds. */
export interface Percentiles {
  readonly p50: number;
  readonly p99: number;
}

const root = fileURLToPath(new URL('..', import.meta.url));

/** Starts a child process and collects its output. */
function child(words: readonly string[]) {
  const running = spawn(process.execPath, words, { cwd: root, stdio: ['ignore', 'pipe', 'inherit'] });
  let text = '';
  const waiting: [RegExp, (match: RegExpExecArray) => void][] = [];
  running.stdout.on('data', (data: Buffer) => {
    text += data.toString();
    for (const [pattern, resolve] of waiting) {
      const match = pattern.exec(text);
      if (match) resolve(match);
    }
  });
  const says = (pattern: RegExp) =>
    new Promise<RegExpExecArray>((resolve, reject) => {
      waiting.push([pattern, resolve]);
      running.once('close', (code) => reject(new Error(`It ended with ${code}:\n${text}`)));
    });
  return { running, says };
}

async function connected(port: number): Promise<net.Socket> {
  const socket = net.connect({ port, host: '127.0.0.1', noDelay: true });
  await new Promise((resolve, reject) => {
    socket.once('connect', resolve);
    socket.once('error', reject);
  });
  return socket;
}

async function roundTrip(socket: net.Socket, message: Buffer): Promise<number> {
  const started = performance.now();
  let missing = message.length;
  await new Promise<void>((resolve) => {
    const take = (data: Buffer) => {
      missing -= data.length;
      if (missing > 0) return;
      socket.off('data', take);
      resolve();
    };
    socket.on('data', take);
    socket.write(message);
  });
  return performance.now() - started;
}

function percentiles(times: readonly number[]): Percentiles {
  const sorted = [...times].sort((a, b) => a - b);
  const at = (share: number) => Number(sorted[Math.floor((sorted.length - 1) * share)].toFixed(3));
  return { p50: at(0.5), p99: at(0.99) };
}

const echo = `const s = require('node:net').createServer({ noDelay: true }, (c) => c.on('data', (d) => c.write(d)).on('error', () => {}));
s.listen(0, '127.0.0.1', () => console.log('port ' + s.address().port));`;

/** Measures round trips of 125 bytes, direct and tapped in turns, so that other load affects both equally. */
export async function measureLatency(
  count: number,
): Promise<{ direct: Percentiles; tapped: Percentiles; added: Percentiles }> {
  const out = path.join(tmpdir(), `framescope-bench-${process.pid}.pcapng`);
  const server = child(['-e', echo]);
  let tap: ReturnType<typeof child> | null = null;
  try {
    const port = (await server.says(/port (\d+)/))[1];
    tap = child([
      '--import',
      'tsx',
      'src/cli/tap.ts',
      `ws://127.0.0.1:${port}`,
      '--listen',
      '0',
      '--out',
      out,
    ]);
    const tapPort = Number((await tap.says(/^Tap: ws:\/\/127\.0\.0\.1:(\d+)[\s\S]*ends\./m))[1]);
    const directSocket = await connected(Number(port));
    const tapSocket = await connected(tapPort);
    const message = Buffer.alloc(125, 0x61);
    const direct: number[] = [];
    const tapped: number[] = [];
    for (let i = -200; i < count; i++) {
      const a = await roundTrip(directSocket, message);
      const b = await roundTrip(tapSocket, message);
      if (i < 0) continue;
      direct.push(a);
      tapped.push(b);
    }
    directSocket.destroy();
    tapSocket.destroy();
    const [one, two] = [percentiles(direct), percentiles(tapped)];
    const less = (a: number, b: number) => Number((a - b).toFixed(3));
    return { direct: one, tapped: two, added: { p50: less(two.p50, one.p50), p99: less(two.p99, one.p99) } };
  } finally {
    tap?.running.kill('SIGKILL');
    server.running.kill('SIGKILL');
    rmSync(out, { force: true });
  }
}

if (process.argv[1]?.endsWith('bench/tap.ts')) {
  const { direct, tapped, added } = await measureLatency(Number(process.argv[2] ?? 10000));
  const words = ({ p50, p99 }: Percentiles) => `p50 ${p50} ms, p99 ${p99} ms`;
  console.log(`direct ${words(direct)}\nthrough the tap ${words(tapped)}\nadded ${words(added)}`);
}
