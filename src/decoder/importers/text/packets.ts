// Packets that a text shows as hex: with their headers they are a capture and go through reassembly like any other.

import { ByteBuilder } from '../../bytes/byte-builder.ts';
import { MemoryStore } from '../../bytes/store.ts';
import type { CaptureSink } from '../../model/capture-sink.ts';
import { NetworkStack } from '../../network/stack.ts';
import type { TextReader } from './text-importer.ts';
import type { Transcript } from './transcript.ts';

/** One packet of a text. */
export interface TextPacket {
  readonly bytes: Uint8Array;
  /** Seconds, or NaN. */
  readonly time: number;
}

const ethernet = 1;
const nullLoop = 0;
const rawIp = 101;
const linuxCooked = 113;
const linuxCooked2 = 276;

/** Whether an IP packet that could be real begins at `at`; its length on the wire, or 0. */
function ipLength(bytes: Uint8Array, at: number): number {
  const version = bytes[at] >> 4;
  if (version === 4) {
    const header = (bytes[at] & 15) * 4;
    const total = (bytes[at + 2] << 8) | bytes[at + 3];
    const protocol = bytes[at + 9];
    const known = protocol === 6 || protocol === 17 || protocol === 1;
    if (at + 20 > bytes.length || header < 20 || !known) return 0;
    // Length 0: the network card was to cut the packet up (segmentation offload).
    if (total === 0 && protocol === 6) return bytes.length - at;
    return total >= header ? total : 0;
  }
  if (version !== 6 || at + 40 > bytes.length) return 0;
  const next = bytes[at + 6];
  const known = next === 6 || next === 17 || next === 58 || next === 0 || next === 43 || next === 44;
  return known ? 40 + ((bytes[at + 4] << 8) | bytes[at + 5]) : 0;
}

/** What a packet begins with: link type and length on the wire; `null` when it is none. */
export function packetKind(bytes: Uint8Array): { type: number; wire: number } | null {
  const type = (at: number) => (bytes[at] << 8) | bytes[at + 1];
  const isIp = (value: number) => value === 0x0800 || value === 0x86dd;
  const fits = (link: number, at: number) => {
    const length = ipLength(bytes, at);
    return length > 0 ? { type: link, wire: at + length } : null;
  };
  if (isIp(type(12))) {
    const found = fits(ethernet, 14);
    if (found) return found;
  }
  if (type(12) === 0x8100 && isIp(type(16))) {
    const found = fits(ethernet, 18);
    if (found) return found;
  }
  if (isIp(type(14)) && type(0) <= 4) {
    const found = fits(linuxCooked, 16);
    if (found) return found;
  }
  if (isIp(type(0)) && bytes[2] === 0) {
    const found = fits(linuxCooked2, 20);
    if (found) return found;
  }
  const family = bytes[0] | bytes[3];
  if (bytes[1] === 0 && bytes[2] === 0 && (family === 2 || family === 24 || family === 28 || family === 30)) {
    const found = fits(nullLoop, 4);
    if (found) return found;
  }
  return fits(rawIp, 0);
}

/** Whether each run is a whole packet: its IP header gives its length (short Ethernet frames are padded). */
export function areWholePackets(runs: readonly Uint8Array[]): boolean {
  return runs.every((bytes) => {
    const kind = packetKind(bytes);
    return kind !== null && kind.wire <= bytes.length && bytes.length - kind.wire <= 46;
  });
}

/** Packets are gathered to this many bytes before the layers below see them. */
const batchSize = 1 << 20;

/** Gives packets to the layers below, in batches. Whether a packet has a link header is seen at the packet itself. */
export class PacketWriter {
  readonly #out: Transcript;
  readonly #store: MemoryStore;
  readonly #stack: NetworkStack;
  readonly #batch = new ByteBuilder();
  #lengths: number[] = [];
  #times: number[] = [];
  #common = -1;

  /** `format` begins the description of the input. */
  constructor(format: string, out: Transcript) {
    this.#out = out;
    // Of their own: what is read of the packets before counts from the first of them.
    this.#store = new MemoryStore(out.store.name);
    const placed: CaptureSink = {
      connection: (opening) => out.sink.connection({ ...opening, store: this.#store }),
      note: ({ level, id, text }) => out.note(level, id, text),
      describe: (text) => out.describe(text),
      progress() {},
    };
    this.#stack = new NetworkStack(placed, format);
  }

  add({ bytes, time }: TextPacket): void {
    this.#batch.append(bytes);
    this.#lengths.push(bytes.length);
    this.#times.push(time);
    if (this.#batch.length >= batchSize) this.flush();
  }

  /** Hands on what was gathered. */
  flush(): void {
    if (this.#lengths.length === 0) return;
    const all = this.#batch.take();
    const base = this.#store.append(all);
    this.#out.byteCount += all.length;
    const stack = this.#stack;
    stack.beginChunk(all);
    let start = 0;
    for (const [i, length] of this.#lengths.entries()) {
      const bytes = all.subarray(start, start + length);
      const kind = packetKind(bytes);
      if (kind && this.#common < 0) this.#common = kind.type;
      const type = kind?.type ?? (this.#common >= 0 ? this.#common : ethernet);
      stack.announce(type);
      // Padding of short Ethernet frames is in the dump but not in the IP length.
      const wire = Math.max(length, kind?.wire ?? 0);
      stack.packet(all, start, length, wire, base, type, this.#times[i]);
      start += length;
    }
    stack.endChunk();
    this.#lengths = [];
    this.#times = [];
  }

  /** No more packets. */
  end(): void {
    this.flush();
    this.#stack.end();
  }
}

/**
 * Reads a table whose packets go to `writer`, once there is one: block by block, so that they are seen while
 * it is read.
 */
export function withPackets(table: TextReader, writer: () => PacketWriter | null): TextReader {
  return {
    read: (block) => {
      table.read(block);
      writer()?.flush();
    },
    end: () => {
      table.end();
      writer()?.end();
    },
  };
}
