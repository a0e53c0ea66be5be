/**
 * A strict RFC 6455 and RFC 7692 reader of one sender's bytes, written apart from the decoder: it decides the truth
 * (where a reader must fail) of every capture in the lab. It knows nothing about causes.
 */
import { DeflateError, strictInflate } from './generate-inflate.ts';

export type Sender = 'client' | 'server';

/** permessage-deflate as agreed, for one direction. */
export interface Agreed {
  takeover: boolean;
  windowBits: number;
}

export interface StrictFrame {
  offset: number;
  headerLength: number;
  payloadLength: number;
  opcode: number;
  fin: boolean;
  rsv: number;
  masked: boolean;
  key: Uint8Array | null;
  /** Unmasked, as far as the bytes go. */
  payload: Uint8Array;
  complete: boolean;
}

export interface StrictResult {
  frames: StrictFrame[];
  /** The header offset of the frame that a strict reader refuses, or null. */
  breakOffset: number | null;
  reason: string | null;
  /** The header offset of a last frame whose bytes never all came, or null. */
  openOffset: number | null;
}

/**
 * The RFC 3629 validator: the index of the first byte that cannot be right, or -1; `cut` when only the end is
 * missing.
 */
export function utf8Fault(bytes: Uint8Array): { at: number; cut: boolean } {
  let i = 0;
  while (i < bytes.length) {
    const b = bytes[i];
    if (b < 0x80) {
      i++;
      continue;
    }
    const need = b >= 0xc2 && b <= 0xdf ? 1 : b >= 0xe0 && b <= 0xef ? 2 : b >= 0xf0 && b <= 0xf4 ? 3 : 0;
    if (need === 0) return { at: i, cut: false };
    for (let k = 1; k <= need; k++) {
      if (i + k >= bytes.length) return { at: i, cut: true };
      const c = bytes[i + k];
      const low = k === 1 ? (b === 0xe0 ? 0xa0 : b === 0xf0 ? 0x90 : 0x80) : 0x80;
      const high = k === 1 ? (b === 0xed ? 0x9f : b === 0xf4 ? 0x8f : 0xbf) : 0xbf;
      if (c < low || c > high) return { at: i, cut: false };
    }
    i += need + 1;
  }
  return { at: -1, cut: false };
}

/** RFC 6455 7.4 and the IANA registry: codes that an endpoint may send. */
export function closeCodeLegal(code: number): boolean {
  return (
    (code >= 1000 && code <= 1014 && ![1004, 1005, 1006].includes(code)) || (code >= 3000 && code <= 4999)
  );
}

/** Reads frames until the first thing that RFC 6455 forbids. `agreed` null: no permessage-deflate. */
export function strictRead(bytes: Uint8Array, sender: Sender, agreed: Agreed | null): StrictResult {
  const frames: StrictFrame[] = [];
  const fail = (offset: number, reason: string): StrictResult => ({
    frames,
    breakOffset: offset,
    reason,
    openOffset: null,
  });
  let at = 0;
  let open: { opcode: number; compressed: boolean; parts: Uint8Array[] } | null = null;
  let closed = false;
  let history: Uint8Array = new Uint8Array(0);
  const window = agreed ? 2 ** agreed.windowBits : 0;

  while (at < bytes.length) {
    const first = bytes[at];
    // RFC 6455 5.5.1 forbids data; Firefox, for one, still answers a Ping after its Close
    if (closed && (first & 15) !== 9 && (first & 15) !== 10) return fail(at, 'data after close');
    const fin = (first & 0x80) !== 0;
    const rsv = (first >> 4) & 7;
    const opcode = first & 15;
    const control = opcode >= 8;
    if (rsv & 3) return fail(at, 'rsv2 or rsv3');
    if (rsv & 4 && (!agreed || control || opcode === 0)) return fail(at, 'rsv1');
    if ((opcode > 2 && opcode < 8) || opcode > 10) return fail(at, 'reserved opcode');
    if (control && !fin) return fail(at, 'fragmented control');
    if (opcode === 0 && !open) return fail(at, 'orphan continuation');
    if ((opcode === 1 || opcode === 2) && open) return fail(at, 'new message inside a message');
    if (at + 1 >= bytes.length) return { frames, breakOffset: null, reason: null, openOffset: at };
    const masked = (bytes[at + 1] & 0x80) !== 0;
    const short = bytes[at + 1] & 0x7f;
    if (masked !== (sender === 'client')) return fail(at, 'mask');
    if (control && short > 125) return fail(at, 'control too long');
    const extended = short === 126 ? 2 : short === 127 ? 8 : 0;
    const headerLength = 2 + extended + (masked ? 4 : 0);
    if (extended && at + 2 + extended <= bytes.length) {
      let value = 0n;
      for (let i = 0; i < extended; i++) value = (value << 8n) | BigInt(bytes[at + 2 + i]);
      if (extended === 2 && value < 126n) return fail(at, 'length not minimal');
      if (extended === 8 && value < 65536n) return fail(at, 'length not minimal');
      if (extended === 8 && value >> 63n) return fail(at, 'length msb');
      if (value > 0x1fffffffffffffn) return fail(at, 'length beyond any memory');
    }
    if (at + headerLength > bytes.length) return { frames, breakOffset: null, reason: null, openOffset: at };
    let payloadLength = short;
    if (extended) {
      payloadLength = 0;
      for (let i = 0; i < extended; i++) payloadLength = payloadLength * 256 + bytes[at + 2 + i];
    }
    const key = masked ? bytes.slice(at + headerLength - 4, at + headerLength) : null;
    const start = at + headerLength;
    const complete = start + payloadLength <= bytes.length;
    const payload = bytes.slice(start, start + payloadLength);
    if (key) for (let i = 0; i < payload.length; i++) payload[i] ^= key[i & 3];
    frames.push({
      offset: at,
      headerLength,
      payloadLength,
      opcode,
      fin,
      rsv,
      masked,
      key,
      payload,
      complete,
    });

    if (opcode === 8 && complete) {
      if (payloadLength === 1) return fail(at, 'close payload of one byte');
      if (payloadLength >= 2) {
        if (!closeCodeLegal(payload[0] * 256 + payload[1])) return fail(at, 'close code');
        if (utf8Fault(payload.subarray(2)).at >= 0) return fail(at, 'close reason not utf-8');
      }
      closed = true;
    }
    if (!control) {
      if (opcode !== 0) open = { opcode, compressed: (rsv & 4) !== 0, parts: [] };
      if (!open) throw new Error('unreachable');
      open.parts.push(payload);
      const end = fin && complete;
      let data: Uint8Array = join(open.parts);
      if (open.compressed) {
        try {
          const tail = end ? Uint8Array.of(0, 0, 255, 255) : new Uint8Array(0);
          const inflated = strictInflate(join([data, tail]), history, window);
          if (end && !inflated.whole) return fail(at, 'deflate ends inside a block');
          data = inflated.bytes;
        } catch (error) {
          if (error instanceof DeflateError) return fail(at, `deflate: ${error.message}`);
          throw error;
        }
      }
      if (open.opcode === 1) {
        const fault = utf8Fault(data);
        if (fault.at >= 0 && (!fault.cut || end)) return fail(at, 'text is not utf-8');
      }
      if (end) {
        if (open.compressed && agreed?.takeover) history = join([history, data]).slice(-window);
        open = null;
      }
    }
    if (!complete) return { frames, breakOffset: null, reason: null, openOffset: at };
    at = start + payloadLength;
  }
  return { frames, breakOffset: null, reason: null, openOffset: null };
}

/** One array from many. */
export function join(parts: readonly Uint8Array[]): Uint8Array {
  const out = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    out.set(part, at);
    at += part.length;
  }
  return out;
}

/** The index just after the first blank line, or -1. */
export function headEnd(bytes: Uint8Array): number {
  for (let i = 0; i + 3 < bytes.length; i++) {
    if (bytes[i] === 13 && bytes[i + 1] === 10 && bytes[i + 2] === 13 && bytes[i + 3] === 10) return i + 4;
  }
  return -1;
}

/** permessage-deflate as the 101 agrees it, for both directions; null when it does not. */
export function agreedDeflate(response: string): Record<Sender, Agreed> | null {
  const line = /^sec-websocket-extensions:(.*)$/im.exec(response)?.[1] ?? '';
  const item = line.split(',').find((part) => /^\s*permessage-deflate\s*(;|$)/i.test(part));
  if (!item) return null;
  const bits = (side: Sender): number =>
    Number(new RegExp(`${side}_max_window_bits\\s*=\\s*"?(\\d+)`, 'i').exec(item)?.[1] ?? 15);
  const takeover = (side: Sender): boolean => !new RegExp(`${side}_no_context_takeover`, 'i').test(item);
  return {
    client: { takeover: takeover('client'), windowBits: bits('client') },
    server: { takeover: takeover('server'), windowBits: bits('server') },
  };
}
