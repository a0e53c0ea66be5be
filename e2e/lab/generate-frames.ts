/**
 * Frames by hand: the right ones and every wrong one that real encoders have written. Used by the generator
 * and the lab's raw peers.
 */
import { createHash } from 'node:crypto';
import { constants, deflateRawSync } from 'node:zlib';
import { join } from './generate-strict.ts';

export const text = (value: string): Uint8Array => new TextEncoder().encode(value);
export const hex = (value: string): Uint8Array =>
  Uint8Array.from(Buffer.from(value.replaceAll(/\s/g, ''), 'hex'));

export interface FrameParts {
  opcode?: number;
  payload?: Uint8Array;
  fin?: boolean;
  /** RSV1 = 4, RSV2 = 2, RSV3 = 1. */
  rsv?: number;
  /** The masking key; null or absent: MASK clear. */
  key?: Uint8Array | null;
  /** The length as written, when it is not the payload's. */
  declared?: number;
  /** Extended length bytes, when the encoder is wrong: the 7-bit value and what follows it. */
  length?: { short: number; extended: Uint8Array };
  /** The payload as written, when masking is wrong. */
  body?: Uint8Array;
}

/** XOR with a 4-byte key, starting at `phase`. */
export function mask(bytes: Uint8Array, key: Uint8Array, phase = 0): Uint8Array {
  return bytes.map((byte, i) => byte ^ key[(i + phase) & 3]);
}

export function bigEndian(value: number, width: 2 | 4 | 8): Uint8Array {
  const out = new Uint8Array(width);
  let rest = value;
  for (let i = width - 1; i >= 0; i--) {
    out[i] = rest % 256;
    rest = Math.floor(rest / 256);
  }
  return out;
}

export function littleEndian(value: number, width: 2 | 4 | 8): Uint8Array {
  return bigEndian(value, width).reverse();
}

/** The minimal length form of RFC 6455 5.2. */
export function lengthOf(value: number): { short: number; extended: Uint8Array } {
  if (value < 126) return { short: value, extended: new Uint8Array(0) };
  if (value < 65536) return { short: 126, extended: bigEndian(value, 2) };
  return { short: 127, extended: bigEndian(value, 8) };
}

export function frame(parts: FrameParts): Uint8Array {
  const { opcode = 1, payload = new Uint8Array(0), fin = true, rsv = 0, key = null } = parts;
  const { short, extended } = parts.length ?? lengthOf(parts.declared ?? payload.length);
  const body = parts.body ?? (key ? mask(payload, key) : payload);
  return join([
    Uint8Array.of((fin ? 0x80 : 0) | (rsv << 4) | opcode, (key ? 0x80 : 0) | short),
    extended,
    key ?? new Uint8Array(0),
    body,
  ]);
}

export function closePayload(code: number, reason = ''): Uint8Array {
  return join([bigEndian(code, 2), text(reason)]);
}

/**
 * Raw DEFLATE of one message with the 00 00 ff ff taken off (RFC 7692 7.2.1). `history`: earlier messages
 * when the window is kept.
 */
export function deflateMessage(data: Uint8Array, windowBits = 15, history?: Uint8Array): Uint8Array {
  if (data.length === 0) return Uint8Array.of(0);
  const deflated = deflateRawSync(data, {
    windowBits: Math.max(9, windowBits),
    finishFlush: constants.Z_SYNC_FLUSH,
    ...(history && history.length > 0 ? { dictionary: history } : {}),
  });
  return Uint8Array.from(deflated.subarray(0, deflated.length - 4));
}

export function acceptOf(key: string): string {
  return createHash('sha1').update(`${key}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`).digest('base64');
}

/** xorshift128: small, seeded, the same everywhere. */
export class Random {
  private s: Uint32Array;
  constructor(seed: number, salt = '') {
    const hash = createHash('sha256').update(`${seed}:${salt}`).digest();
    this.s = Uint32Array.from([0, 4, 8, 12].map((i) => hash.readUInt32LE(i) || 1));
  }
  /** A whole number in [0, below). */
  int(below: number): number {
    let t = this.s[3];
    this.s[3] = this.s[2];
    this.s[2] = this.s[1];
    this.s[1] = this.s[0];
    t ^= t << 11;
    t ^= t >>> 8;
    this.s[0] = t ^ this.s[0] ^ (this.s[0] >>> 19);
    return Math.floor((this.s[0] / 4294967296) * below);
  }
  /** A whole number in [low, high]. */
  between(low: number, high: number): number {
    return low + this.int(high - low + 1);
  }
  chance(probability: number): boolean {
    return this.int(1_000_000) < probability * 1_000_000;
  }
  pick<T>(from: readonly T[]): T {
    return from[this.int(from.length)];
  }
  bytes(count: number): Uint8Array {
    return Uint8Array.from({ length: count }, () => this.int(256));
  }
  /** A masking key without four equal or zero bytes, so that a wrong phase always shows. */
  key(): Uint8Array {
    for (;;) {
      const key = this.bytes(4);
      if (new Set(key).size === 4 && !key.includes(0)) return key;
    }
  }
}
