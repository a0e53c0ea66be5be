// The classic capture file of tcpdump (draft-ietf-opsawg-pcap): microseconds or nanoseconds, both byte orders, and the
// variants that widened the record header (Kuznetzov's modified tcpdump, Red Hat 6.1, SuSE 6.3, Nokia).
// Record: seconds 4, fraction 4, captured length 4, length on the wire 4, and 0 to 12 bytes more in the variants.

import { u32, u32le } from '../../bytes/integers.ts';
import { createPacketFastPath } from '../../fast-path/packets.ts';
import type { CaptureSink } from '../../model/capture-sink.ts';
import type { Grade, Importer, ImportRun } from '../../model/importer.ts';
import { Feeder, type RecordReader } from '../../network/feeder.ts';
import type { RecordLayout } from '../../network/packet-fast-path.ts';
import { NetworkStack } from '../../network/stack.ts';
import {
  fileHeader,
  magicMicroseconds,
  magicNanoseconds,
  maxCaptured,
} from '../capture-files/pcap-header.ts';
import { asciiTransfer, isReencodedPcap, LineEnds, reencodedText } from '../capture-files/transfer.ts';

/** Kuznetzov's, with the wider record headers of Linux 2.2 days. */
const magicModified = 0xa1b2cd34;
const magics = [magicMicroseconds, magicNanoseconds, magicModified];

/** Record header sizes to try, in this order, by magic. */
const layouts: Readonly<Record<number, readonly number[]>> = {
  [magicMicroseconds]: [16, 24, 20],
  [magicNanoseconds]: [16],
  [magicModified]: [24, 28],
};
/** Largest plausible time between a record and one found by searching, in seconds. */
const maxJump = 86400 * 7;

type Read32 = (bytes: Uint8Array, offset: number) => number;

class PcapReader implements RecordReader {
  need = fileHeader;
  skip = 0;
  readonly stack: NetworkStack;
  readonly #sink: CaptureSink;
  readonly #feeder: Feeder;
  #state: 'header' | 'layout' | 'records' | 'lost' | 'not-pcap' = 'header';
  #ended = false;
  #read32: Read32 = u32le;
  #magic = 0;
  #record = 16;
  #second = 1e6;
  #linkType = 0;
  #layout: RecordLayout | null = null;
  readonly #lineEnds = new LineEnds();
  #reencoded = false;
  /** Offset of the first damage. */
  #lostAt = 0;
  #lostLength = 0;

  constructor(sink: CaptureSink) {
    this.#sink = sink;
    this.stack = new NetworkStack(sink, 'pcap', createPacketFastPath());
    this.#feeder = new Feeder(this);
  }

  push(chunk: Uint8Array): void {
    this.#lineEnds.push(chunk);
    this.stack.beginChunk(chunk);
    this.#feeder.push(chunk);
    this.stack.endChunk();
  }

  end(): void {
    this.#ended = true;
    this.#feeder.retry();
    const { bytes, at } = this.#feeder.held;
    if (this.#state === 'lost') {
      this.#noteDamage(null);
    } else if (this.#state === 'not-pcap') {
      this.#sink.note({
        level: 'error',
        id: this.#reencoded ? 'text-encoded' : 'not-this-format',
        text: `${this.#reencoded ? `${reencodedText} ` : ''}Expected a pcap magic number at 0.`,
        at: 0,
      });
    } else if (this.#state === 'header') {
      this.#sink.note({
        level: 'error',
        id: 'file-cut',
        text: `Expected a file header of ${fileHeader} bytes, found ${bytes.length}.`,
        at: 0,
      });
    } else if (bytes.length > 0) {
      const captured = bytes.length >= this.#record ? this.#read32(bytes, 8) : -1;
      const wanted = captured < 0 ? `a record header of ${this.#record}` : `a packet of ${captured}`;
      const found = captured < 0 ? bytes.length : bytes.length - this.#record;
      this.#sink.note({
        level: 'warning',
        id: 'file-cut',
        text: `The file ends inside a packet: expected ${wanted} bytes, found ${found}. What came before is read.`,
        at,
      });
    }
    this.stack.end();
  }

  read(bytes: Uint8Array, start: number, end: number, base: number): number {
    let i = start;
    for (;;) {
      switch (this.#state) {
        case 'header':
          if (end - i < fileHeader) {
            this.need = fileHeader;
            return i;
          }
          if (this.#readHeader(bytes, i)) i += fileHeader;
          break;
        case 'layout':
          if (!this.#findLayout(bytes, i, end)) return i;
          break;
        case 'records':
          i = this.#readRecords(bytes, i, end, base);
          if (this.#state === 'records') return i;
          break;
        case 'lost': {
          const found = this.#search(bytes, i, end, base);
          i = found;
          if (this.#state === 'lost') return i;
          break;
        }
        default:
          this.need = 1;
          return end;
      }
    }
  }

  #readHeader(bytes: Uint8Array, i: number): boolean {
    const big = u32(bytes, i);
    const little = u32le(bytes, i);
    if (!magics.includes(big) && !magics.includes(little)) {
      this.#reencoded = isReencodedPcap(bytes.subarray(i, i + fileHeader));
      this.#state = 'not-pcap';
      return false;
    }
    this.#read32 = magics.includes(big) ? u32 : u32le;
    this.#magic = magics.includes(big) ? big : little;
    this.#second = this.#magic === magicNanoseconds ? 1e9 : 1e6;
    // The low 16 bits name the link; the top nibble may give the length of the frame check sequence.
    this.#linkType = this.#read32(bytes, i + 20) & 0xffff;
    this.stack.announce(this.#linkType);
    this.#state = 'layout';
    return true;
  }

  /** Chooses the record header size with which two consecutive records are plausible. False: more bytes needed. */
  #findLayout(bytes: Uint8Array, start: number, end: number): boolean {
    const candidates = layouts[this.#magic];
    let wanted = 0;
    for (const record of candidates) {
      if (end - start < record) {
        wanted = wanted || record;
        continue;
      }
      if (!this.#isRecord(bytes, start, record)) continue;
      const second = start + record + this.#read32(bytes, start + 8);
      if (end >= second + 16 ? this.#isRecord(bytes, second, record) : this.#ended && end === second) {
        this.#begin(record);
        return true;
      }
      if (end < second + 16) wanted = wanted || second + 16 - start;
    }
    if (wanted > 0 && !this.#ended) {
      this.need = wanted;
      return false;
    }
    // No size fits: damage or a truncated packet. The usual layout reports it.
    this.#begin(candidates[0]);
    return true;
  }

  #begin(record: number): void {
    this.#record = record;
    this.#layout = {
      format: 0,
      recordHeader: record,
      isBigEndian: this.#read32 === u32,
      interfaceNumber: 0,
      maxLength: maxCaptured,
      divisor: this.#second,
      timeOffset: 0,
    };
    this.#state = 'records';
  }

  #isRecord(bytes: Uint8Array, i: number, record: number): boolean {
    const captured = this.#read32(bytes, i + 8);
    const wire = this.#read32(bytes, i + 12);
    if (this.#read32(bytes, i + 4) >= this.#second || captured > maxCaptured || record < 16) return false;
    return wire >= captured && wire <= maxCaptured * 4;
  }

  #readRecords(bytes: Uint8Array, start: number, end: number, base: number): number {
    const record = this.#record;
    const read32 = this.#read32;
    const stack = this.stack;
    let i = start;
    while (end - i >= record) {
      if (stack.isFastPathReady && this.#layout !== null) {
        const next = stack.readFast({ bytes, start: i, end, base, layout: this.#layout });
        if (next > i) {
          i = next;
          continue;
        }
      }
      const captured = read32(bytes, i + 8);
      if (captured > maxCaptured) {
        this.#state = 'lost';
        this.#lostAt = base + i;
        this.#lostLength = captured;
        return i;
      }
      if (end - i < record + captured) {
        this.need = record + captured;
        return i;
      }
      stack.packet(
        bytes,
        i + record,
        captured,
        read32(bytes, i + 12),
        base,
        this.#linkType,
        read32(bytes, i) + read32(bytes, i + 4) / this.#second,
      );
      i += record + captured;
    }
    this.need = record;
    return i;
  }

  /** Searches the next offset where two consecutive records are plausible. */
  #search(bytes: Uint8Array, start: number, end: number, base: number): number {
    const record = this.#record;
    let i = base + start === this.#lostAt ? start + 1 : start;
    for (; end - i >= record; i++) {
      if (!this.#isRecord(bytes, i, record)) continue;
      const seconds = this.#read32(bytes, i);
      if (Math.abs(seconds - this.stack.time) > maxJump) continue;
      const captured = this.#read32(bytes, i + 8);
      if (captured < 14) continue;
      const second = i + record + captured;
      if (end < second + record && !(this.#ended && end === second)) {
        if (this.#ended) continue;
        this.need = second + record - i;
        return i;
      }
      if (end >= second + record && !this.#isRecord(bytes, second, record)) continue;
      this.#noteDamage(base + i);
      this.#state = 'records';
      return i;
    }
    this.need = record;
    return i;
  }

  #noteDamage(found: number | null): void {
    const where = `0x${this.#lostAt.toString(16)}`;
    const rest =
      found === null
        ? 'No further packet was found.'
        : `Reading goes on with the packet at 0x${found.toString(16)}; ${found - this.#lostAt} bytes are left out.`;
    const ascii = this.#lineEnds.becameCrLf;
    const why = ascii
      ? `${asciiTransfer}: line feeds became CR LF, so that lengths and packets no longer fit. Copy the original again in binary mode. `
      : '';
    this.#sink.note({
      level: ascii ? 'error' : 'warning',
      id: ascii ? 'ascii-transfer' : 'damaged-record',
      text: `${why}Expected a packet of at most ${maxCaptured} bytes, found a length of ${this.#lostLength} at ${where}. ${rest}`,
      at: this.#lostAt,
    });
  }
}

/** Captures of tcpdump, Wireshark and most other tools. */
export const pcap: Importer = {
  id: 'pcap',
  name: 'tcpdump or Wireshark capture (pcap)',
  text: false,
  sniff(head: Uint8Array): Grade {
    if (head.length < 4) return 'no';
    if (magics.includes(u32(head, 0)) || magics.includes(u32le(head, 0))) return 'certain';
    return isReencodedPcap(head) ? 'certain' : 'no';
  },
  open(sink: CaptureSink): ImportRun {
    return new PcapReader(sink);
  },
};
