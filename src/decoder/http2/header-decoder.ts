// Decodes the header blocks of one direction (HPACK, RFC 7541). After a lost block, or when the capture begins
// in the middle of a connection, the dynamic table lacks entries: fields that refer to them are unknown, all
// others are read. Entries that were added since then keep their indices, since the newest has the lowest.

import { decodeLatin1 } from '../bytes/utf8.ts';
import { type HeaderField, HeaderTable, sizeOf } from './header-table.ts';
import { decodeHuffman } from './huffman.ts';
import { staticTable } from './static-table.ts';

/** Size of the table until SETTINGS or a size update change it (RFC 9113 6.5.2). */
export const defaultTableSize = 4096;
/** Largest table that is kept. Servers and browsers announce 4 KiB to 64 KiB. */
export const maxTableSize = 1 << 20;
/** Largest list of one block: a byte can stand for a field of kilobytes. Servers limit theirs to 8 to 256 KiB. */
export const maxListSize = 1 << 18;
/** Integers are no longer than 32 bits here (RFC 7541 5.1 leaves the limit to the decoder). */
const maxInteger = 0xffffffff;

/** The fields of a block. What follows an error is not read. */
export interface HeaderList {
  readonly fields: readonly HeaderField[];
  /** One sentence, or `null`. */
  readonly error: string | null;
  /** Some names or values depend on bytes that the capture lacks. */
  readonly hasUnknown: boolean;
  /** The list is longer than `maxListSize`: its end is left out. */
  readonly isCut: boolean;
}

/** Ends the decoding of a block: caught in `decode`. */
class BadBlock extends Error {}

export class HeaderDecoder {
  readonly #table = new HeaderTable(defaultTableSize);
  /** Largest table that the receiver allows: its SETTINGS_HEADER_TABLE_SIZE. */
  #allowedSize = defaultTableSize;
  /** Entries older than those of the table may exist. */
  #lacksEntries: boolean;
  #bytes: Uint8Array = new Uint8Array(0);
  #at = 0;

  constructor(start: 'first' | 'middle') {
    this.#lacksEntries = start === 'middle';
  }

  /** The receiver's SETTINGS_HEADER_TABLE_SIZE. */
  allow(size: number): void {
    this.#allowedSize = size;
  }

  /** A block is missing: what it added to the table is unknown. */
  lose(): void {
    this.#table.clear();
    this.#lacksEntries = true;
  }

  /** Size of the dynamic table as RFC 7541 4.1 counts it. */
  get tableSize(): number {
    return this.#table.size;
  }

  decode(block: Uint8Array): HeaderList {
    this.#bytes = block;
    this.#at = 0;
    const fields: HeaderField[] = [];
    let size = 0;
    let error: string | null = null;
    try {
      while (this.#at < block.length) {
        const field = this.#next(fields.length === 0 && size === 0);
        if (field === null) continue;
        size += sizeOf(field);
        if (size <= maxListSize) fields.push(field);
      }
    } catch (reason) {
      if (!(reason instanceof BadBlock)) throw reason;
      error = reason.message;
      // A decoder that fails ends the connection (RFC 7541 2.2). Whatever follows has another table.
      this.lose();
    }
    this.#bytes = new Uint8Array(0);
    const hasUnknown = fields.some(({ name, value }) => name === null || value === null);
    return { fields, error, hasUnknown, isCut: size > maxListSize };
  }

  /** Reads one representation (RFC 7541 6); `null` for a size update. */
  #next(isFirst: boolean): HeaderField | null {
    const byte = this.#bytes[this.#at];
    if (byte >= 0x80) return this.#entry(this.#integer(7));
    if (byte >= 0x40) {
      const field = this.#literal(6);
      this.#table.add(field);
      return field;
    }
    // With 4 bits of index: without indexing, and never indexed.
    if (byte < 0x20) return this.#literal(4);
    const at = this.#at;
    const size = this.#integer(5);
    if (!isFirst)
      throw new BadBlock(`Expected a table size update before the first field, found one at byte ${at}.`);
    if (size > Math.max(this.#allowedSize, defaultTableSize) && !this.#lacksEntries)
      throw new BadBlock(
        `Expected a table of at most ${this.#allowedSize} bytes, found an update to ${size}.`,
      );
    this.#table.resize(Math.min(size, maxTableSize));
    return null;
  }

  #literal(prefix: number): HeaderField {
    const index = this.#integer(prefix);
    const name = index === 0 ? this.#string() : this.#entry(index).name;
    return { name, value: this.#string() };
  }

  #entry(index: number): HeaderField {
    if (index === 0) throw new BadBlock('Expected the index of a field, found 0.');
    if (index < staticTable.length) {
      const [name, value] = staticTable[index];
      return { name, value };
    }
    const field = this.#table.at(index - staticTable.length);
    if (field !== null) return field;
    if (this.#lacksEntries) return { name: null, value: null };
    const last = staticTable.length - 1 + this.#table.length;
    throw new BadBlock(`Expected an index up to ${last}, found ${index}.`);
  }

  /** An integer with a prefix of `bits` bits (RFC 7541 5.1). */
  #integer(bits: number): number {
    const mask = (1 << bits) - 1;
    let value = this.#bytes[this.#at++] & mask;
    if (value < mask) return value;
    let weight = 1;
    for (;;) {
      if (this.#at >= this.#bytes.length) throw new BadBlock('The block ends inside an integer.');
      const byte = this.#bytes[this.#at++];
      value += (byte & 0x7f) * weight;
      if (value > maxInteger || weight > maxInteger)
        throw new BadBlock('Expected an integer of at most 32 bits, found a longer one.');
      if (byte < 0x80) return value;
      weight *= 0x80;
    }
  }

  #string(): string {
    if (this.#at >= this.#bytes.length) throw new BadBlock('The block ends before a string.');
    const isCoded = this.#bytes[this.#at] >= 0x80;
    const length = this.#integer(7);
    const end = this.#at + length;
    if (end > this.#bytes.length)
      throw new BadBlock(
        `Expected a string of ${length} bytes, found ${this.#bytes.length - this.#at} to the end.`,
      );
    const raw = this.#bytes.subarray(this.#at, end);
    this.#at = end;
    const text = isCoded ? decodeHuffman(raw) : raw;
    if (text === null) throw new BadBlock(`Expected a Huffman code, found other bits in ${length} bytes.`);
    return decodeLatin1(text);
  }
}
