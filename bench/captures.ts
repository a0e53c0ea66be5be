// Captures for measuring: the same bytes on every machine, written as they are made, with the truth beside
// them.
// Usage: tsx bench/captures.ts mixed|tiny|deflate [megabytes] [folder]
import { createHash, type Hash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { constants, createDeflateRaw, type DeflateRaw } from 'node:zlib';
import { seededRandom } from '../src/testing/random.ts';
import { CaptureWriter, type Side } from './capture-writer.ts';
import { TlsSealer } from './tls-sealer.ts';

/**
 * `mixed`: sizes as real traffic has them. `tiny`: 2-32 byte frames, many a segment. `deflate`: context
 * takeover.
 */
export type CaptureKind = 'mixed' | 'tiny' | 'deflate';
export const captureKinds: readonly CaptureKind[] = ['mixed', 'tiny', 'deflate'];

/**
 * What a correct decoder must find. Each SHA-256 is over the frame headers of a sender (masking keys
 * included), in order.
 */
export interface CaptureTruth {
  readonly kind: CaptureKind;
  readonly fileBytes: number;
  readonly frames: Readonly<Record<Side, number>>;
  readonly messages: Readonly<Record<Side, number>>;
  /** Payload bytes as framed (before inflating). */
  readonly payloadBytes: Readonly<Record<Side, number>>;
  /** Bytes of the messages (after inflating); equal to the above without compression. */
  readonly messageBytes: Readonly<Record<Side, number>>;
  readonly headersSha256: Readonly<Record<Side, string>>;
}

const version = 1;
const mss = 1448;

const poolBytes = 4 << 20;

/**
 * Text without quotes or backslashes, so that any cut of it is the inside of a JSON string; half of
 * it is ASCII, half Greek.
 */
function textPools(random: () => number): { ascii: Buffer; greek: Buffer; binary: Buffer } {
  const ascii = Buffer.alloc(poolBytes);
  const letters = 'etaoinshrdlucmfwypvbgkjqxz0123456789 -_.:ETAOINSHRDLUCMFWYPVBGKJQXZ     ';
  for (let i = 0; i < poolBytes; i++) ascii[i] = letters.charCodeAt(Math.floor(random() * letters.length));
  const greek = Buffer.alloc(poolBytes);
  for (let i = 0; i < poolBytes; i += 2) {
    greek[i] = 0xce;
    greek[i + 1] = 0xb1 + Math.floor(random() * 15);
  }
  const binary = Buffer.alloc(poolBytes);
  for (let i = 0; i < poolBytes; i += 4) binary.writeUInt32LE(Math.floor(random() * 4294967296), i);
  return { ascii, greek, binary };
}

interface Message {
  readonly opcode: 1 | 2;
  readonly payload: Buffer;
}

/** Makes the messages; `payload` is valid until the next one. */
class Messages {
  readonly #random: () => number;
  readonly #pools: { ascii: Buffer; greek: Buffer; binary: Buffer };
  readonly #scratch = Buffer.alloc(1 << 21);
  #count = 0;

  constructor(random: () => number) {
    this.#random = random;
    this.#pools = textPools(random);
  }

  between(low: number, high: number): number {
    return low + Math.floor(this.#random() * (high - low + 1));
  }

  next(kind: CaptureKind): Message {
    this.#count++;
    if (kind === 'tiny') {
      const binary = this.#random() < 0.3;
      return this.#cut(binary ? 2 : 1, binary ? this.#pools.binary : this.#pools.ascii, this.between(2, 32));
    }
    const dice = this.#random();
    if (dice < 0.7) return this.#json(this.between(20, 200));
    if (dice < 0.9) return this.#json(this.between(201, 2000));
    if (dice < 0.99) {
      const length = this.between(2048, 16384);
      return kind === 'deflate' ? this.#json(length) : this.#cut(2, this.#pools.binary, length);
    }
    const length = this.between(65536, 1 << 20);
    return kind === 'deflate' || this.#random() < 0.5
      ? this.#json(length)
      : this.#cut(2, this.#pools.binary, length);
  }

  #cut(opcode: 1 | 2, pool: Buffer, length: number): Message {
    const at = this.between(0, (poolBytes - length) >> 1) * 2;
    return { opcode, payload: pool.subarray(at, at + length) };
  }

  #json(length: number): Message {
    const head = `{"n":${this.#count},"t":"`;
    const room = Math.max(0, length - head.length - 2) & ~1;
    const pool = this.#random() < 0.05 ? this.#pools.greek : this.#pools.ascii;
    const at = this.between(0, (poolBytes - room) >> 1) * 2;
    let end = this.#scratch.write(head, 'latin1');
    end += pool.copy(this.#scratch, end, at, at + room);
    end += this.#scratch.write('"}', end, 'latin1');
    return { opcode: 1, payload: this.#scratch.subarray(0, end) };
  }
}

/** The compressor of one sender, which keeps its window from message to message. */
class Deflater {
  readonly #stream: DeflateRaw = createDeflateRaw({ level: 1, windowBits: 15 });
  #parts: Buffer[] = [];

  constructor() {
    this.#stream.on('data', (part: Buffer) => this.#parts.push(part));
  }

  /** The message without the 00 00 FF FF at its end (RFC 7692 7.2.1). */
  compress(bytes: Buffer): Promise<Buffer> {
    return new Promise((resolve) => {
      this.#stream.write(bytes);
      this.#stream.flush(constants.Z_SYNC_FLUSH, () => {
        const whole = Buffer.concat(this.#parts);
        this.#parts = [];
        resolve(whole.subarray(0, whole.length - 4));
      });
    });
  }

  close(): void {
    this.#stream.close();
  }
}

/** Writes one frame into `out` at `at` and returns its length. */
function writeFrame(
  out: Buffer,
  at: number,
  byte0: number,
  payload: Buffer,
  key: number | null,
  headers: Hash,
): number {
  const { length } = payload;
  const mask = key === null ? 0 : 0x80;
  let i = at;
  out[i++] = byte0;
  if (length < 126) out[i++] = mask | length;
  else if (length < 65536) {
    out[i++] = mask | 126;
    i = out.writeUInt16BE(length, i);
  } else {
    out[i++] = mask | 127;
    i = out.writeUInt32BE(0, i);
    i = out.writeUInt32BE(length, i);
  }
  if (key === null) {
    headers.update(out.subarray(at, i));
    payload.copy(out, i);
    return i + length - at;
  }
  i = out.writeUInt32BE(key, i);
  headers.update(out.subarray(at, i));
  const k0 = key >>> 24;
  const k1 = (key >>> 16) & 255;
  const k2 = (key >>> 8) & 255;
  const k3 = key & 255;
  let j = 0;
  for (; j + 4 <= length; j += 4) {
    out[i + j] = payload[j] ^ k0;
    out[i + j + 1] = payload[j + 1] ^ k1;
    out[i + j + 2] = payload[j + 2] ^ k2;
    out[i + j + 3] = payload[j + 3] ^ k3;
  }
  if (j < length) out[i + j] = payload[j++] ^ k0;
  if (j < length) out[i + j] = payload[j++] ^ k1;
  if (j < length) out[i + j] = payload[j++] ^ k2;
  return i + length - at;
}

/** Writes a capture of about `bytes` bytes to `file`. */
export async function writeCapture(
  kind: CaptureKind,
  file: string,
  bytes: number,
  sealer: TlsSealer | null = null,
): Promise<CaptureTruth> {
  const random = seededRandom({ mixed: 1, tiny: 2, deflate: 3 }[kind]);
  const messages = new Messages(random);
  const writer = new CaptureWriter(file, random, sealer);
  const extension = kind === 'deflate' ? 'permessage-deflate' : null;
  writer.handshake(extension);
  const deflaters = kind === 'deflate' ? { client: new Deflater(), server: new Deflater() } : null;
  const hashes = { client: createHash('sha256'), server: createHash('sha256') };
  const frames = { client: 0, server: 0 };
  const count = { client: 0, server: 0 };
  const payloadBytes = { client: 0, server: 0 };
  const messageBytes = { client: 0, server: 0 };
  // The bytes of one write() of the program; tiny frames are gathered until a segment is full.
  const out = Buffer.alloc(3 << 20);
  const keyOf = (side: Side) => (side === 'client' ? Math.floor(random() * 4294967296) : null);
  const addFrame = (side: Side, at: number, byte0: number, payload: Buffer) => {
    frames[side]++;
    payloadBytes[side] += payload.length;
    return at + writeFrame(out, at, byte0, payload, keyOf(side), hashes[side]);
  };

  while (writer.bytes < bytes) {
    const side: Side = random() < 0.5 ? 'client' : 'server';
    let end = 0;
    const ends: number[] = [];
    do {
      const { opcode, payload } = messages.next(kind);
      count[side]++;
      messageBytes[side] += payload.length;
      if (deflaters) {
        end = addFrame(side, end, 0xc0 | opcode, await deflaters[side].compress(payload));
      } else if (payload.length > 4096 && random() < 0.05) {
        // Some messages come in three fragments.
        const third = Math.floor(payload.length / 3);
        end = addFrame(side, end, opcode, payload.subarray(0, third));
        end = addFrame(side, end, 0, payload.subarray(third, 2 * third));
        end = addFrame(side, end, 0x80, payload.subarray(2 * third));
      } else {
        end = addFrame(side, end, 0x80 | opcode, payload);
      }
      ends.push(end);
    } while (kind === 'tiny' && end < 8 * mss);
    if (random() < 0.002) end = addFrame(side, end, 0x89, Buffer.from('beat'));
    writer.send(side, out.subarray(0, end), ends);
  }
  for (const side of ['client', 'server'] as const) {
    const end = addFrame(side, 0, 0x88, Buffer.from([0x03, 0xe8]));
    writer.send(side, out.subarray(0, end));
    deflaters?.[side].close();
  }
  const fileBytes = writer.close();
  const headersSha256 = { client: hashes.client.digest('hex'), server: hashes.server.digest('hex') };
  return { kind, fileBytes, frames, messages: count, payloadBytes, messageBytes, headersSha256 };
}

/** Where the key log of an encrypted capture is. */
export function keyLogOf(file: string): string {
  return file.replace(/\.pcap$/, '.keys.log');
}

/** The capture and its truth in `folder`, made when they are not there yet. */
export async function benchCapture(
  kind: CaptureKind,
  megabytes: number,
  folder: string,
  isEncrypted = false,
): Promise<{ readonly file: string; readonly truth: CaptureTruth }> {
  mkdirSync(folder, { recursive: true });
  const file = join(folder, `${isEncrypted ? 'tls-' : ''}${kind}-${megabytes}-v${version}.pcap`);
  const truthFile = file.replace(/\.pcap$/, '.json');
  if (existsSync(file) && existsSync(truthFile)) {
    const truth = JSON.parse(readFileSync(truthFile, 'utf8')) as CaptureTruth;
    if (statSync(file).size === truth.fileBytes) return { file, truth };
  }
  const sealer = isEncrypted ? new TlsSealer() : null;
  if (sealer !== null) writeFileSync(keyLogOf(file), sealer.keyLog);
  const truth = await writeCapture(kind, file, megabytes * 1e6, sealer);
  writeFileSync(truthFile, `${JSON.stringify(truth, null, 2)}\n`);
  return { file, truth };
}

if (process.argv[1]?.endsWith('bench/captures.ts')) {
  const [kind, megabytes = '100', folder = '.cache/bench'] = process.argv.slice(2);
  const wanted = captureKinds.filter((one) => one === kind || kind === 'all');
  if (wanted.length === 0) {
    console.error('Usage: tsx bench/captures.ts mixed|tiny|deflate|all [megabytes] [folder]');
    process.exit(2);
  }
  for (const one of wanted) {
    const started = performance.now();
    const { file, truth } = await benchCapture(one, Number(megabytes), folder);
    const seconds = ((performance.now() - started) / 1000).toFixed(1);
    console.log(
      `${file}: ${truth.fileBytes} bytes, ${truth.frames.client + truth.frames.server} frames, ${seconds} s`,
    );
  }
}
