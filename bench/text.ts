// Measures how fast dumps in text are read, compared with programs that extract the same bytes, all in the
// same run.
//   npx tsx bench/text.ts [megabytes of text, 100] [xxd|hex|fields|tcpdump|tshark ...]
// The dumps are made first, the same on every machine, in .cache/bench, with the bytes that they show beside
// them: reading those must give as many frames.

import { spawn } from 'node:child_process';
import { closeSync, existsSync, openSync, readFileSync, readSync, statSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { benchCapture } from './captures.ts';
import { runSession, writeStreams } from './peers.ts';

const folder = join(fileURLToPath(new URL('..', import.meta.url)), '.cache', 'bench');
const version = 1;

/** A dump and the bytes that it shows. */
interface Dump {
  readonly text: string;
  /** Files that together hold the frames of the dump. */
  readonly bytes: readonly string[];
  /** Command of a program that extracts the bytes of the dump. */
  readonly peer: readonly string[] | null;
}

/** Writes a file in large pieces. */
class Output {
  readonly #file: number;
  readonly #buffer = Buffer.alloc(1 << 22);
  #used = 0;
  bytes = 0;

  constructor(path: string) {
    this.#file = openSync(path, 'w');
  }

  write(bytes: Uint8Array | string): void {
    if (this.#used + bytes.length > this.#buffer.length) this.#flush();
    if (typeof bytes === 'string') this.#buffer.write(bytes, this.#used, 'latin1');
    else this.#buffer.set(bytes, this.#used);
    this.#used += bytes.length;
    this.bytes += bytes.length;
  }

  #flush(): void {
    writeSync(this.#file, this.#buffer, 0, this.#used);
    this.#used = 0;
  }

  close(): void {
    this.#flush();
    closeSync(this.#file);
  }
}

function ascii(bytes: Uint8Array): string {
  return String.fromCharCode(...bytes.map((byte) => (byte > 31 && byte < 127 ? byte : 46)));
}

const hexOf = (bytes: Uint8Array) =>
  Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('hex');

/** Rows of 16 bytes: `offset` writes the text before the bytes, `digits` are joined without a space. */
function* rows(bytes: Uint8Array, offset: (at: number) => string, digits: 2 | 4): Generator<string> {
  const group = new RegExp(`.{1,${digits}}`, 'g');
  const width = digits === 2 ? 47 : 39;
  for (let at = 0; at < bytes.length; at += 16) {
    const row = bytes.subarray(at, at + 16);
    const cells = (hexOf(row).match(group) ?? []).join(' ');
    yield `${offset(at)}${cells.padEnd(width)}  ${ascii(row)}\n`;
  }
}

/** The file in pieces of `size` bytes, each valid until the next. */
function* pieces(path: string, size: number): Generator<Uint8Array> {
  const file = openSync(path, 'r');
  const buffer = new Uint8Array(size);
  for (;;) {
    const count = readSync(file, buffer, 0, size, null);
    if (count === 0) break;
    yield buffer.subarray(0, count);
  }
  closeSync(file);
}

/** The packets of a pcap file that `captures.ts` made, with their headers. */
function* packets(path: string): Generator<{ head: Uint8Array; seconds: number; bytes: Uint8Array }> {
  const file = openSync(path, 'r');
  const head = Buffer.alloc(16);
  const bytes = Buffer.alloc(65536);
  for (let at = 24; readSync(file, head, 0, 16, at) === 16; ) {
    const length = head.readUInt32LE(8);
    readSync(file, bytes, 0, length, at + 16);
    at += 16 + length;
    const seconds = head.readUInt32LE(0) + head.readUInt32LE(4) / 1e6;
    yield { head, seconds, bytes: bytes.subarray(0, length) };
  }
  closeSync(file);
}

const hex = (value: number, width: number) => value.toString(16).padStart(width, '0');

/** Dumps the server's stream into `size` bytes of text. */
function dumpStream(
  { text, bytes }: Dump,
  stream: string,
  size: number,
  step: number,
  write: (piece: Uint8Array, at: number, out: Output) => void,
): void {
  const out = new Output(text);
  const shown = new Output(bytes[0]);
  let at = 0;
  for (const piece of pieces(stream, step)) {
    if (out.bytes >= size) break;
    write(piece, at, out);
    shown.write(piece);
    at += piece.length;
  }
  out.close();
  shown.close();
}

/** Dumps a capture into `size` bytes of text. */
function dumpPackets(
  { text, bytes }: Dump,
  capture: string,
  size: number,
  write: (packet: Uint8Array, seconds: number, out: Output) => void,
): void {
  const out = new Output(text);
  const shown = new Output(bytes[0]);
  for (const piece of pieces(capture, 24)) {
    shown.write(piece);
    break;
  }
  for (const packet of packets(capture)) {
    if (out.bytes >= size) break;
    write(packet.bytes, packet.seconds, out);
    shown.write(packet.head);
    shown.write(packet.bytes);
  }
  out.close();
  shown.close();
}

function tcpdumpHeader(packet: Uint8Array, seconds: number): string {
  const time = new Date(seconds * 1000).toISOString().slice(11, 19);
  const micros = String(Math.round((seconds % 1) * 1e6)).padStart(6, '0');
  const end = (at: number, port: number) =>
    `${packet.subarray(at, at + 4).join('.')}.${(packet[port] << 8) | packet[port + 1]}`;
  return `${time}.${micros} IP ${end(26, 34)} > ${end(30, 36)}: Flags [P.], length ${packet.length - 66}\n`;
}

function dumpOf(kind: string, text: string): Dump {
  const beside = (ending: string) => text.replace('.txt', ending);
  const peers: Readonly<Record<string, readonly string[]>> = {
    xxd: ['xxd', '-r', text, '/dev/null'],
    hex: ['xxd', '-r', '-p', text, '/dev/null'],
    tshark: ['text2pcap', '-q', text, '/dev/null'],
  };
  const streams = kind === 'fields' ? [beside('.bin'), beside('.client.bin')] : [beside('.bin')];
  const isCapture = kind === 'tcpdump' || kind === 'tshark';
  return { text, bytes: isCapture ? [beside('.pcap')] : streams, peer: peers[kind] ?? null };
}

const makers: Readonly<Record<string, (dump: Dump, capture: string, size: number) => void>> = {
  xxd(dump, capture, size) {
    dumpStream(dump, writeStreams(capture).server, size, 16, (piece, at, out) => {
      for (const row of rows(piece, () => `${hex(at, 8)}: `, 4)) out.write(row);
    });
  },
  hex(dump, capture, size) {
    dumpStream(dump, writeStreams(capture).server, size, 30, (piece, _at, out) => {
      out.write(`${hexOf(piece)}\n`);
    });
  },
  fields(dump, capture, size) {
    const streams = writeStreams(capture);
    const client = pieces(streams.client, 1400);
    const shown = new Output(dump.bytes[1]);
    dumpStream(dump, streams.server, size, 1448, (piece, _at, out) => {
      const { value } = client.next();
      if (value) {
        out.write(`51312\t8080\t${hexOf(value)}\n`);
        shown.write(value);
      }
      out.write(`8080\t51312\t${hexOf(piece)}\n`);
    });
    shown.close();
  },
  tcpdump(dump, capture, size) {
    dumpPackets(dump, capture, size, (packet, seconds, out) => {
      out.write(tcpdumpHeader(packet, seconds));
      for (const row of rows(packet.subarray(14), (at) => `\t0x${hex(at, 4)}:  `, 4)) out.write(row);
    });
  },
  tshark(dump, capture, size) {
    dumpPackets(dump, capture, size, (packet, _seconds, out) => {
      for (const row of rows(packet, (at) => `${hex(at, 4)}  `, 2)) out.write(row);
      out.write('\n');
    });
  },
};

/** Seconds and peak memory of a program, or `null` where it is not installed. */
async function runPeer(words: readonly string[]): Promise<{ seconds: number; memory: number } | null> {
  const started = performance.now();
  const child = spawn(words[0], words.slice(1), { stdio: 'ignore' });
  let memory = 0;
  const look = setInterval(() => {
    try {
      const status = readFileSync(`/proc/${child.pid}/status`, 'utf8');
      memory = Math.max(memory, Number(/VmHWM:\s+(\d+)/.exec(status)?.[1] ?? 0) * 1024);
    } catch {
      // The process has just ended.
    }
  }, 20);
  const code = await new Promise<number | null>((resolve) => {
    child.on('error', () => resolve(null));
    child.on('close', resolve);
  });
  clearInterval(look);
  return code === 0 ? { seconds: (performance.now() - started) / 1000, memory } : null;
}

const [megabytes = '100', ...asked] = process.argv.slice(2);
const kinds = asked.length > 0 ? asked : Object.keys(makers);
const size = Number(megabytes) * 1e6;
const { file: capture } = await benchCapture('mixed', Number(megabytes), folder);
const mb = (bytes: number) => `${Math.round(bytes / 1e6)} MB`;
const rate = (bytes: number, seconds: number) => `${(bytes / 1e6 / seconds).toFixed(0)} MB/s`;

console.log(
  '| dump | text | Framescope | memory | bytes shown | frames | beside it |\n|---|---|---|---|---|---|---|',
);
for (const kind of kinds) {
  const text = join(folder, `text-${kind}-${megabytes}-v${version}.txt`);
  const made = `${text}.made`;
  const dump = dumpOf(kind, text);
  if (!existsSync(made)) makers[kind](dump, capture, size);
  closeSync(openSync(made, 'w'));
  const { size: length } = statSync(dump.text);
  const figures = await runSession(dump.text);
  let frames = 0;
  for (const path of dump.bytes) frames += (await runSession(path)).frames;
  const peer = dump.peer && (await runPeer(dump.peer));
  const shown = dump.bytes.reduce((sum, path) => sum + statSync(path).size, 0);
  const same = frames === figures.frames ? `${frames}, as in the bytes` : `${figures.frames} of ${frames}`;
  const cells = [kind, mb(length), rate(length, figures.seconds), mb(figures.memory), mb(shown), same];
  cells.push(peer && dump.peer ? `${dump.peer[0]} ${rate(length, peer.seconds)}, ${mb(peer.memory)}` : '');
  console.log(`| ${cells.join(' | ')} |`);
}
