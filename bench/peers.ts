// The programs that the page is compared with, each in its own process: the session in Node, tshark, and the
// frame parser of `ws`.

import { execFile, spawn } from 'node:child_process';
import { closeSync, existsSync, openSync, readFileSync, readSync, writeFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { build } from 'vite';
import { FileBlob } from '../src/cli/file-blob.ts';
import { pcap } from '../src/decoder/importers/formats/pcap.ts';
import type { ConnectionSink } from '../src/decoder/model/capture-sink.ts';
import { headEnd } from '../src/decoder/websocket/http-head.ts';
import type { Side } from './capture-writer.ts';
import type { ReceiverFigures } from './receiver.ts';
import type { SessionFigures } from './session.ts';

const run = promisify(execFile);
const here = fileURLToPath(new URL('.', import.meta.url));

async function runScript<T>(...words: string[]): Promise<T> {
  const { stdout } = await run(process.execPath, words);
  return JSON.parse(stdout) as T;
}

/** The path of `session.ts`, bundled as the published command is: its sources are not compiled while it runs. */
function bundledSession(): Promise<string> {
  const outDir = join(here, '..', '.cache', 'bench', 'session');
  return build({
    configFile: false,
    publicDir: false,
    logLevel: 'warn',
    ssr: { noExternal: true },
    build: {
      ssr: join(here, 'session.ts'),
      target: 'node20.19',
      outDir,
      emptyOutDir: true,
      minify: true,
      rolldownOptions: { output: { entryFileNames: '[name].mjs', chunkFileNames: '[name]-[hash].mjs' } },
    },
  }).then(() => join(outDir, 'session.mjs'));
}

let session: Promise<string> | undefined;

/** The session in a Node process, with the keys of the capture when there is a key log. */
export async function runSession(file: string, keyLog: string | null = null): Promise<SessionFigures> {
  session ??= bundledSession();
  return runScript(await session, file, ...(keyLog === null ? [] : [keyLog]));
}

/** The frame parser of `ws` on a stream that `writeStreams` wrote. */
export function runReceiver(stream: string, sender: Side, deflate: boolean): Promise<ReceiverFigures> {
  const script = join(here, 'receiver.ts');
  return runScript('--import', 'tsx', script, stream, sender, ...(deflate ? ['deflate'] : []));
}

/** tshark is stopped after this many seconds: its time is then longer. */
export const tsharkLimit = 120;

/** The options of tshark for the opcode and length of all frames, and for reordered segments. */
export function tsharkWords(file: string): string[] {
  const fields = ['-T', 'fields', '-e', 'websocket.opcode', '-e', 'websocket.payload_length'];
  return ['-r', file, '-Y', 'websocket', ...fields, '-o', 'tcp.reassemble_out_of_order:TRUE'];
}

/** Runs tshark with these options, and those for TLS when there is a key log. */
export async function runTshark(
  file: string,
  keyLog: string | null = null,
): Promise<{ seconds: number; processorSeconds: number; memory: number }> {
  const options = tsharkWords(file);
  if (keyLog !== null)
    options.push('-o', `tls.keylog_file:${keyLog}`, '-d', 'tcp.port==8080,tls', '-d', 'tls.port==8080,http');
  return runMeasured('tshark', options, tsharkLimit);
}

/** Runs a program to its end, or for `limit` seconds, and measures it. */
export async function runMeasured(
  program: string,
  words: readonly string[],
  limit: number,
): Promise<{ seconds: number; processorSeconds: number; memory: number }> {
  const started = performance.now();
  const child = spawn(program, words, { stdio: ['ignore', 'ignore', 'ignore'] });
  const stop = setTimeout(() => child.kill(), limit * 1000);
  let memory = 0;
  let ticks = 0;
  const look = setInterval(() => {
    try {
      const status = readFileSync(`/proc/${child.pid}/status`, 'utf8');
      // Fields 14 and 15: user and system time, in hundredths of a second.
      const fields = readFileSync(`/proc/${child.pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [];
      ticks = Math.max(ticks, Number(fields[11]) + Number(fields[12]));
      memory = Math.max(memory, Number(/VmHWM:\s+(\d+)/.exec(status)?.[1] ?? 0) * 1024);
    } catch {
      // The process has just ended.
    }
  }, 50);
  try {
    await new Promise<void>((resolve, reject) => {
      child.on('error', reject);
      child.on('close', () => resolve());
    });
  } finally {
    clearInterval(look);
    clearTimeout(stop);
  }
  return { seconds: (performance.now() - started) / 1000, processorSeconds: ticks / 100, memory };
}

/** Writes the bytes of each direction after the handshake beside the capture, and returns the files. */
export function writeStreams(capture: string): Record<Side, string> {
  const files = { client: capture.replace('.pcap', '.client'), server: capture.replace('.pcap', '.server') };
  if (existsSync(files.client) && existsSync(files.server)) return files;
  const out = { client: openSync(files.client, 'w'), server: openSync(files.server, 'w') };
  const heads: Record<Side, Uint8Array | null> = { client: new Uint8Array(0), server: new Uint8Array(0) };
  const ignore = () => undefined;
  const connection: ConnectionSink = {
    data(sender, bytes) {
      const head = heads[sender];
      if (head === null) {
        writeSync(out[sender], bytes);
        return;
      }
      const whole = Buffer.concat([head, bytes]);
      const end = headEnd(whole, 0);
      heads[sender] = end < 0 ? whole : null;
      if (end >= 0) writeSync(out[sender], whole.subarray(end));
    },
    gap: ignore,
    end: ignore,
    event: ignore,
    handshake: ignore,
    frameHeader: ignore,
    message: ignore,
    symptom: ignore,
  };
  const sink = { connection: () => connection, note: ignore, describe: ignore, progress: ignore };
  const reader = pcap.open(sink, { name: null, size: null });
  const file = openSync(capture, 'r');
  const chunk = new Uint8Array(1 << 20);
  for (;;) {
    const count = readSync(file, chunk, 0, chunk.length, null);
    if (count === 0) break;
    reader.push(chunk.subarray(0, count));
  }
  reader.end();
  for (const fd of [file, out.client, out.server]) closeSync(fd);
  return files;
}

/**
 * The same capture with one text frame of the server, near the middle, whose declared length is two bytes
 * short, as when characters are counted instead of bytes.
 */
export async function writeBroken(capture: string): Promise<string> {
  const broken = capture.replace('.pcap', '-broken.pcap');
  if (existsSync(broken)) return broken;
  const { createSession } = await import('../src/worker/session.ts');
  const { noAssumptions } = await import('../src/decoder/model/assumptions.ts');
  const { open } = await import('node:fs/promises');
  const handle = await open(capture, 'r');
  const file = new FileBlob(handle, 0, (await handle.stat()).size) as unknown as File;
  const session = createSession();
  const quiet = { signal: { cancelled: false }, progress: () => undefined as never };
  const { capture: view } = await session.open(
    { kind: 'file', file, name: capture, format: null, assumptions: noAssumptions },
    quiet,
  );
  let at = -1;
  for (let frame = view.connections[0].frames >> 1; at < 0; frame++) {
    const { row, fileOffset, header } = await session.frame({ connection: 0, frame }, quiet);
    const fits =
      row.sender === 'server' && row.opcode === 1 && row.fin && header.length === 4 && header[3] > 2;
    if (fits && fileOffset !== null && row.length < 1000) at = fileOffset + 3;
  }
  await handle.close();
  const bytes = readFileSync(capture);
  bytes[at] -= 2;
  writeFileSync(broken, bytes);
  return broken;
}
