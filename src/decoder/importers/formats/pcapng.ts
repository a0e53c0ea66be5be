// The capture file of Wireshark and dumpcap (draft-ietf-opsawg-pcapng): blocks of type 4, total length 4, body, total
// length 4 again, padded to 4. Name resolution, statistics, custom and unknown blocks are skipped.

import { ByteBuilder } from '../../bytes/byte-builder.ts';
import { u16, u16le, u32, u32le } from '../../bytes/integers.ts';
import { decodeText } from '../../bytes/utf8.ts';
import { createPacketFastPath } from '../../fast-path/packets.ts';
import type { CaptureSink } from '../../model/capture-sink.ts';
import type { Grade, Importer, ImportRun } from '../../model/importer.ts';
import { Feeder, type RecordReader } from '../../network/feeder.ts';
import type { RecordLayout } from '../../network/packet-fast-path.ts';
import { NetworkStack } from '../../network/stack.ts';
import {
  blockInterface,
  blockPacket,
  blockSection,
  byteOrderMagic,
  interfaceTimes,
} from '../capture-files/pcapng-blocks.ts';
import { asciiTransfer, isReencodedPcapng, reencodedText } from '../capture-files/transfer.ts';

const blockPacketObsolete = 2;
const blockPacketSimple = 3;
const blockSecrets = 10;
/** The secrets type of a TLS key log. */
const tlsKeyLog = 0x544c534b;
/** Block types that the search for the next sound block accepts. */
const knownBlocks = [blockSection, 1, 2, 3, 4, 5, 6, 9, 10, 0xbad, 0x40000bad];

/** The shortest section header block; the file is recognised by at least this many bytes. */
const minSection = 28;

/** A packet block longer than this is damage: libpcap captures at most 262,144 bytes. */
const maxPacketBlock = 262144 + 65536;
/** Longest other block that is read (section, interface, secrets); longer ones are skipped. */
const maxOtherBlock = 1 << 20;
const maxInterfaces = 65536;

interface Interface {
  readonly linkType: number;
  readonly snaplen: number;
  /** Interface with timestamp units per second and offset in seconds. */
  readonly layout: RecordLayout;
}

class PcapngReader implements RecordReader {
  need = minSection;
  skip = 0;
  readonly stack: NetworkStack;
  readonly #sink: CaptureSink;
  readonly #feeder: Feeder;
  #interfaces: Interface[] = [];
  /** Time of the last packet. */
  #layout: RecordLayout | null = null;
  #littleEndian = true;
  #started = false;
  #lost = false;
  #ended = false;
  #lostAt = 0;
  #expected = '';
  /** The first bytes of the file. */
  readonly #head = new ByteBuilder(64);
  #packetWithoutInterface = false;

  constructor(sink: CaptureSink) {
    this.#sink = sink;
    this.stack = new NetworkStack(sink, 'pcapng', createPacketFastPath());
    this.#feeder = new Feeder(this);
  }

  push(chunk: Uint8Array): void {
    if (this.#head.length < 64) this.#head.append(chunk.subarray(0, 64 - this.#head.length));
    this.stack.beginChunk(chunk);
    this.#feeder.push(chunk);
    this.stack.endChunk();
  }

  end(): void {
    this.#ended = true;
    this.#feeder.retry();
    const { bytes, at } = this.#feeder.held;
    if (this.#lost) {
      this.#noteDamage(null);
    } else if (bytes.length > 0 || this.skip > 0) {
      const missing = this.skip > 0 ? this.skip : this.need - bytes.length;
      this.#sink.note({
        level: 'warning',
        id: 'file-cut',
        text: `The file ends inside a block: ${missing} more bytes expected. What came before is read.`,
        at: bytes.length > 0 ? at : this.#feeder.position,
      });
    }
    this.stack.end();
  }

  read(bytes: Uint8Array, start: number, end: number, base: number): number {
    let i = start;
    while (end - i >= 12) {
      if (this.#lost) {
        i = this.#search(bytes, i, end, base);
        if (this.#lost) return i;
      }
      if (!this.#started && end - i < minSection && !this.#ended) {
        this.need = minSection;
        return i;
      }
      const little = this.#littleEndian;
      const type = little ? u32le(bytes, i) : u32(bytes, i);
      if (type === blockPacket && this.#layout !== null && this.stack.isFastPathReady) {
        const next = this.stack.readFast({ bytes, start: i, end, base, layout: this.#layout });
        if (next > i) {
          i = next;
          continue;
        }
      }
      if (type === blockSection) {
        const next = this.#section(bytes, i, end, base);
        if (next < 0) return i;
        i = next;
        continue;
      }
      if (!this.#started) {
        this.#lose(base + i, transferDamage(bytes, i, end) ?? 'Expected a section header block');
        continue;
      }
      const length = little ? u32le(bytes, i + 4) : u32(bytes, i + 4);
      const isPacket = type === blockPacket || type === blockPacketSimple || type === blockPacketObsolete;
      if (length < 12 || length & 3) {
        this.#lose(base + i, `Expected a block length that is a multiple of 4, found ${length}`);
        continue;
      }
      if (isPacket && length > maxPacketBlock) {
        this.#lose(base + i, `Expected a packet block of at most ${maxPacketBlock} bytes, found ${length}`);
        continue;
      }
      const isRead = isPacket || type === blockInterface || type === blockSecrets;
      if (!isRead || length > maxOtherBlock) {
        if (!knownBlocks.includes(type) && length > maxOtherBlock) {
          this.#lose(
            base + i,
            `Expected a block type, found 0x${type.toString(16)} with a length of ${length}`,
          );
          continue;
        }
        if (end - i < length) {
          this.skip = length - (end - i);
          this.need = 12;
          return end;
        }
        i += length;
        continue;
      }
      if (end - i < length) {
        this.need = length;
        return i;
      }
      const trailer = little ? u32le(bytes, i + length - 4) : u32(bytes, i + length - 4);
      if (trailer !== length) {
        this.#lose(base + i, `Expected the block length ${length} again at its end, found ${trailer}`);
        continue;
      }
      if (type === blockPacket) this.#packet(bytes, i, length, base);
      else if (type === blockPacketSimple) this.#simplePacket(bytes, i, length, base);
      else if (type === blockPacketObsolete) this.#obsoletePacket(bytes, i, length, base);
      else if (type === blockInterface) this.#interface(bytes, i, length);
      else this.#secrets(bytes, i, length);
      i += length;
    }
    this.need = 12;
    return i;
  }

  /** Section header: type 4, length 4, byte order 4, version 4, section length 8, options. -1: more bytes wanted. */
  #section(bytes: Uint8Array, i: number, end: number, base: number): number {
    const little = u32le(bytes, i + 8) === byteOrderMagic;
    if (!little && u32(bytes, i + 8) !== byteOrderMagic) {
      this.#lose(base + i, 'Expected the byte-order magic 1A2B3C4D');
      return i;
    }
    const length = little ? u32le(bytes, i + 4) : u32(bytes, i + 4);
    if (length < 28 || length & 3 || length > maxOtherBlock) {
      this.#lose(base + i, `Expected a section header block of at least 28 bytes, found ${length}`);
      return i;
    }
    if (end - i < length) {
      this.need = length;
      return -1;
    }
    this.#littleEndian = little;
    this.#started = true;
    this.#interfaces = [];
    this.#layout = null;
    return i + length;
  }

  /** Interface description: link type 2, reserved 2, snapshot length 4, options. */
  #interface(bytes: Uint8Array, i: number, length: number): void {
    if (length < 20 || this.#interfaces.length >= maxInterfaces) return;
    const little = this.#littleEndian;
    const get16 = little ? u16le : u16;
    const get32 = little ? u32le : u32;
    const { divisor, offset } = interfaceTimes(bytes, i, length, little);
    const linkType = get16(bytes, i + 8);
    this.stack.announce(linkType);
    const layout: RecordLayout = {
      format: 1,
      recordHeader: 0,
      isBigEndian: !little,
      interfaceNumber: this.#interfaces.length,
      maxLength: maxPacketBlock,
      divisor,
      timeOffset: offset,
    };
    this.#interfaces.push({ linkType, snaplen: get32(bytes, i + 12), layout });
  }

  /** Enhanced packet: interface 4, time 8 (high half first), captured 4, on the wire 4, data, options. */
  #packet(bytes: Uint8Array, i: number, length: number, base: number): void {
    const get32 = this.#littleEndian ? u32le : u32;
    if (length < 32) return;
    this.#deliver(
      bytes,
      get32(bytes, i + 8),
      i + 12,
      i + 28,
      length - 32,
      get32(bytes, i + 20),
      get32(bytes, i + 24),
      base,
    );
  }

  /** Packet block of the first drafts: interface 2, drops 2, time 8, captured 4, on the wire 4, data, options. */
  #obsoletePacket(bytes: Uint8Array, i: number, length: number, base: number): void {
    const get32 = this.#littleEndian ? u32le : u32;
    if (length < 32) return;
    const id = this.#littleEndian ? u16le(bytes, i + 8) : u16(bytes, i + 8);
    this.#deliver(bytes, id, i + 12, i + 28, length - 32, get32(bytes, i + 20), get32(bytes, i + 24), base);
  }

  /** Simple packet: on the wire 4, data. Its interface is the first, its length cut at that one's snapshot length. */
  #simplePacket(bytes: Uint8Array, i: number, length: number, base: number): void {
    if (length < 16) return;
    const wire = this.#littleEndian ? u32le(bytes, i + 8) : u32(bytes, i + 8);
    const snaplen = this.#interfaces[0]?.snaplen || wire;
    const captured = Math.min(wire, snaplen, length - 16);
    this.#deliver(bytes, 0, -1, i + 12, length - 16, captured, wire, base);
  }

  #deliver(
    bytes: Uint8Array,
    id: number,
    timeAt: number,
    start: number,
    room: number,
    captured: number,
    wire: number,
    base: number,
  ): void {
    const from = this.#interfaces[id];
    if (from === undefined) {
      if (this.#packetWithoutInterface) return;
      this.#packetWithoutInterface = true;
      this.#sink.note({
        level: 'warning',
        id: 'interface-missing',
        text: `A packet names interface ${id}, of ${this.#interfaces.length} described. Such packets are left out.`,
        at: base + start,
      });
      return;
    }
    let time = Number.NaN;
    if (timeAt >= 0) {
      const get32 = this.#littleEndian ? u32le : u32;
      const ticks = get32(bytes, timeAt) * 4294967296 + get32(bytes, timeAt + 4);
      time = ticks / from.layout.divisor + from.layout.timeOffset;
    }
    const length = Math.min(captured, room);
    this.#layout = from.layout;
    this.stack.packet(bytes, start, length, Math.max(wire, length), base, from.linkType, time);
  }

  /** Decryption secrets: kind 4, length 4, data. */
  #secrets(bytes: Uint8Array, i: number, length: number): void {
    if (length < 20) return;
    const get32 = this.#littleEndian ? u32le : u32;
    if (get32(bytes, i + 8) !== tlsKeyLog) return;
    const size = Math.min(get32(bytes, i + 12), length - 20);
    this.#sink.secret?.({ kind: 'tls-key-log', text: decodeText(bytes.subarray(i + 16, i + 16 + size)) });
  }

  #lose(at: number, expected: string): void {
    this.#lost = true;
    this.#lostAt = at;
    this.#expected = expected;
  }

  /** Searches the next block with a known type and the same length at both ends. */
  #search(bytes: Uint8Array, start: number, end: number, base: number): number {
    let i = base + start === this.#lostAt ? start + 1 : start;
    for (; end - i >= 12; i++) {
      const type = this.#littleEndian ? u32le(bytes, i) : u32(bytes, i);
      if (!knownBlocks.includes(type)) continue;
      let get32 = this.#littleEndian ? u32le : u32;
      if (type === blockSection) {
        if (u32le(bytes, i + 8) === byteOrderMagic) get32 = u32le;
        else if (u32(bytes, i + 8) === byteOrderMagic) get32 = u32;
        else continue;
      } else if (!this.#started) {
        continue;
      }
      const length = get32(bytes, i + 4);
      if (length < 12 || length & 3 || length > maxPacketBlock) continue;
      if (end - i < length) {
        if (this.#ended) continue;
        this.need = length;
        return i;
      }
      if (get32(bytes, i + length - 4) !== length) continue;
      this.#lost = false;
      this.#noteDamage(base + i);
      return i;
    }
    this.need = 12;
    return i;
  }

  #noteDamage(found: number | null): void {
    const rest =
      found === null
        ? 'No further block was found.'
        : `Reading goes on at 0x${found.toString(16)}; ${found - this.#lostAt} bytes are left out.`;
    const reencoded = isReencodedPcapng(this.#head.view());
    const ascii = this.#expected.startsWith(asciiTransfer);
    this.#sink.note({
      level: ascii || reencoded ? 'error' : 'warning',
      id: reencoded ? 'text-encoded' : ascii ? 'ascii-transfer' : 'damaged-record',
      text: `${reencoded ? `${reencodedText} ` : ''}${this.#expected} at 0x${this.#lostAt.toString(16)}. ${rest}`,
      at: this.#lostAt,
    });
  }
}

/** Names the text-mode conversion that changed the section header 0A 0D 0D 0A, or `null`. */
function transferDamage(bytes: Uint8Array, start: number, end: number): string | null {
  const damaged: readonly (readonly [readonly number[], string])[] = [
    [[0x0d, 0x0a, 0x0d, 0x0d, 0x0d, 0x0a], 'line feeds became CR LF'],
    [[0x0d, 0x0a, 0x0d, 0x0d, 0x0a], 'line feeds became CR LF'],
    [[0x0a, 0x0d, 0x0d, 0x0d, 0x0a], 'line feeds became CR LF'],
    [[0x0d, 0x0d, 0x0d, 0x0d], 'line feeds became CR'],
    [[0x0a, 0x0a, 0x0a, 0x0a], 'CRs became line feeds'],
    [[0x0a, 0x0d, 0x0a], 'CR LF became line feeds'],
    [[0x0a, 0x0a], 'CRs were taken out'],
    [[0x0d, 0x0d], 'line feeds were taken out'],
  ];
  for (const [pattern, what] of damaged) {
    if (end - start < pattern.length || pattern.some((byte, k) => bytes[start + k] !== byte)) continue;
    // The byte-order magic must follow within the (changed) block header: that is no coincidence.
    for (let k = start + pattern.length; k <= start + 12 && k + 4 <= end; k++) {
      if (u32(bytes, k) === byteOrderMagic || u32le(bytes, k) === byteOrderMagic) {
        return (
          `${asciiTransfer}: ${what}, so that lengths and packets no longer fit. ` +
          'Copy the original again in binary mode. Expected 0A 0D 0D 0A'
        );
      }
    }
  }
  return null;
}

/** Wireshark, dumpcap and tshark. */
export const pcapng: Importer = {
  id: 'pcapng',
  name: 'Wireshark capture (pcapng)',
  text: false,
  sniff(head: Uint8Array): Grade {
    if (head.length >= 4 && head.length < 12 && u32(head, 0) === blockSection) return 'likely';
    if (isReencodedPcapng(head)) return 'certain';
    if (head.length >= 12 && u32(head, 0) === blockSection) {
      const order = u32(head, 8);
      return order === byteOrderMagic || order === 0x4d3c2b1a ? 'certain' : 'possible';
    }
    return transferDamage(head, 0, head.length) === null ? 'no' : 'likely';
  },
  open(sink: CaptureSink): ImportRun {
    return new PcapngReader(sink);
  },
};
