// A reader of ZIP archives (PKWARE APPNOTE): stored and deflated entries, found by the central directory, or
// by their own headers where the archive is truncated. Encryption, ZIP64 and spanning are not supported.

import { u16le, u32le } from './integers.ts';
import { decodeText } from './utf8.ts';

/** One file of an archive. */
export interface ZipEntry {
  readonly name: string;
  /** 0 stored, 8 deflated. */
  readonly method: number;
  readonly encrypted: boolean;
  /** Offset of its data in the archive. */
  readonly start: number;
  readonly compressedLength: number;
  /** As declared; not to be trusted. */
  readonly length: number;
}

/** Inflates raw DEFLATE data, at most `cap` bytes; `null` when it is damaged from the start. */
export type InflateFunction = (bytes: Uint8Array, cap: number) => Uint8Array | null;

const localSignature = 0x04034b50;
const centralSignature = 0x02014b50;
const endSignature = 0x06054b50;
const maxEntries = 100_000;
/**
 * Entries that are read in search of the directory, over all places that look like the end of the archive.
 * An archive has one such place; a comment may look like a few more.
 */
const maxDirectoryReads = 2 * maxEntries;

/** Where an entry's data begins: after its local header. -1 without a local header. */
function dataStart(bytes: Uint8Array, at: number): number {
  if (at + 30 > bytes.length || u32le(bytes, at) !== localSignature) return -1;
  return at + 30 + u16le(bytes, at + 26) + u16le(bytes, at + 28);
}

/** What was read of an archive. */
export interface ReadZip {
  readonly entries: ZipEntry[];
  /** What was expected where the archive is damaged. */
  readonly damage: string | null;
  /** Entries of directories that were read: the cost. */
  readonly directoryReads: number;
}

/** The entries of an archive. None overlaps another, so together they are no longer than the archive. */
export function readZip(bytes: Uint8Array): ReadZip {
  const lowest = Math.max(0, bytes.length - 65558);
  const budget = { left: maxDirectoryReads };
  for (let end = bytes.length - 22; end >= lowest && budget.left > 0; end--) {
    if (u32le(bytes, end) !== endSignature) continue;
    const listed = readDirectory(bytes, u32le(bytes, end + 16), u16le(bytes, end + 10), budget);
    if (listed === null) continue;
    const entries = withoutOverlaps(listed);
    const left = listed.length - entries.length;
    return {
      entries,
      damage:
        left === 0
          ? null
          : `Expected entries of the ZIP archive one after the other, found ${left} that overlap another and are left out.`,
      directoryReads: maxDirectoryReads - budget.left,
    };
  }
  return {
    entries: readLocalHeaders(bytes),
    damage: `Expected the directory at the end of the ZIP archive, found none in ${bytes.length} bytes: the file is cut or damaged.`,
    directoryReads: maxDirectoryReads - budget.left,
  };
}

/** The entries whose data begins after that of the entry before it in the archive, in the order given. */
function withoutOverlaps(entries: readonly ZipEntry[]): ZipEntry[] {
  const kept = new Set<ZipEntry>();
  let end = 0;
  for (const entry of [...entries].sort((a, b) => a.start - b.start)) {
    if (entry.start < end) continue;
    kept.add(entry);
    // Two entries, even empty ones, do not begin at the same place.
    end = entry.start + Math.max(1, entry.compressedLength);
  }
  return entries.filter((entry) => kept.has(entry));
}

function readDirectory(
  bytes: Uint8Array,
  from: number,
  count: number,
  budget: { left: number },
): ZipEntry[] | null {
  const entries: ZipEntry[] = [];
  let at = from;
  for (let i = 0; i < count; i++) {
    if (budget.left-- <= 0) return null;
    if (at + 46 > bytes.length || u32le(bytes, at) !== centralSignature) return null;
    const nameLength = u16le(bytes, at + 28);
    const start = dataStart(bytes, u32le(bytes, at + 42));
    if (start >= 0) {
      entries.push({
        name: decodeText(bytes.subarray(at + 46, at + 46 + nameLength)),
        method: u16le(bytes, at + 10),
        encrypted: (u16le(bytes, at + 8) & 1) !== 0,
        start,
        compressedLength: Math.max(0, Math.min(u32le(bytes, at + 20), bytes.length - start)),
        length: u32le(bytes, at + 24),
      });
    }
    at += 46 + nameLength + u16le(bytes, at + 30) + u16le(bytes, at + 32);
  }
  return entries;
}

/** Entries by their own headers, for an archive without its directory. */
function readLocalHeaders(bytes: Uint8Array): ZipEntry[] {
  const entries: ZipEntry[] = [];
  let at = 0;
  while (at + 30 <= bytes.length && entries.length < maxEntries) {
    const start = dataStart(bytes, at);
    if (start < 0) {
      at++;
      continue;
    }
    let length = u32le(bytes, at + 18);
    // Bit 3: the length follows the data. Then the data ends where the next header begins.
    if (u16le(bytes, at + 6) & 8 && length === 0) length = nextSignature(bytes, start) - start;
    const compressedLength = Math.max(0, Math.min(length, bytes.length - start));
    entries.push({
      name: decodeText(bytes.subarray(at + 30, at + 30 + u16le(bytes, at + 26))),
      method: u16le(bytes, at + 8),
      encrypted: (u16le(bytes, at + 6) & 1) !== 0,
      start,
      compressedLength,
      length: u32le(bytes, at + 22),
    });
    at = Math.max(start + compressedLength, at + 30);
  }
  return entries;
}

function nextSignature(bytes: Uint8Array, from: number): number {
  for (let i = from; i + 4 <= bytes.length; i++) {
    if (bytes[i] !== 0x50 || bytes[i + 1] !== 0x4b) continue;
    const word = u32le(bytes, i);
    if (word === localSignature || word === centralSignature || word === 0x08074b50) return i;
  }
  return bytes.length;
}

/** The bytes of an entry, at most `cap`; `null` when it is encrypted, of an unknown method or damaged. */
function readZipEntry(
  bytes: Uint8Array,
  entry: ZipEntry,
  cap: number,
  inflate: InflateFunction,
): Uint8Array | null {
  if (entry.encrypted) return null;
  const data = bytes.subarray(entry.start, entry.start + entry.compressedLength);
  if (entry.method === 0) return data.subarray(0, cap);
  return entry.method === 8 ? inflate(data, cap) : null;
}

/**
 * Bytes that may be inflated from an archive: so many times its length, and from any archive. Text is deflated to
 * a fifth or a tenth.
 */
const maxInflatedTimes = 16;
const minInflated = 32 * 1024 * 1024;

/** Reads the entries of an archive, together up to a limit. */
export class ZipContents {
  readonly #bytes: Uint8Array;
  readonly #inflate: InflateFunction;
  #left: number;
  /** Entries that were cut or left out at the limit. */
  #cutCount = 0;

  constructor(bytes: Uint8Array, inflate: InflateFunction) {
    this.#bytes = bytes;
    this.#inflate = inflate;
    this.#left = Math.max(minInflated, bytes.length * maxInflatedTimes);
  }

  /** The bytes of an entry, at most `cap`; none when it cannot be read. */
  read(entry: ZipEntry, cap = Number.POSITIVE_INFINITY): Uint8Array {
    const limit = Math.min(cap, this.#left);
    const read =
      readZipEntry(this.#bytes, entry, limit, this.#inflate)?.subarray(0, limit) ?? new Uint8Array(0);
    this.#left -= read.length;
    if (this.#left === 0) this.#cutCount++;
    return read;
  }

  /** What was expected where the limit was reached; `null` where it was not. */
  get excess(): string | null {
    if (this.#cutCount === 0) return null;
    return `Expected an archive that inflates to at most ${maxInflatedTimes} times its length, found more: ${this.#cutCount} of its files cut or left out.`;
  }
}
