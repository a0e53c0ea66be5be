// The capture file of Solaris snoop (RFC 1761): "snoop" 0 0 0, version 4, link 4; records of length on the wire 4,
// captured 4, record length 4, drops 4, seconds 4, microseconds 4, data, padding. All big-endian.

import { u32 } from '../../bytes/integers.ts';
import type { CaptureSink } from '../../model/capture-sink.ts';
import type { Grade, Importer, ImportRun } from '../../model/importer.ts';
import { Feeder, type RecordReader } from '../../network/feeder.ts';
import { linkType } from '../../network/link-types.ts';
import { NetworkStack } from '../../network/stack.ts';

const fileHeader = 16;
const recordHeader = 24;
const maxCaptured = 262144;
const magic = [0x73, 0x6e, 0x6f, 0x6f, 0x70, 0, 0, 0];

/** Supported data link types of RFC 1761 and Solaris. */
const links: Readonly<Record<number, number>> = {
  0: linkType.ethernet,
  4: linkType.ethernet,
  /** Solaris: IP over a point-to-point link, IPv4 and IPv6. */
  16: linkType.raw,
};

class SnoopReader implements RecordReader {
  need = fileHeader;
  skip = 0;
  readonly stack: NetworkStack;
  readonly #sink: CaptureSink;
  readonly #feeder: Feeder;
  #started = false;
  #lost = false;
  #linkType = 0;

  constructor(sink: CaptureSink) {
    this.#sink = sink;
    this.stack = new NetworkStack(sink, 'snoop');
    this.#feeder = new Feeder(this);
  }

  push(chunk: Uint8Array): void {
    this.stack.beginChunk(chunk);
    this.#feeder.push(chunk);
    this.stack.endChunk();
  }

  end(): void {
    const { bytes, at } = this.#feeder.held;
    if (!this.#lost && (bytes.length > 0 || !this.#started)) {
      this.#sink.note({
        level: 'warning',
        id: 'file-cut',
        text: `The file ends inside a packet: ${this.need - bytes.length} more bytes expected. What came before is read.`,
        at,
      });
    }
    this.stack.end();
  }

  read(bytes: Uint8Array, start: number, end: number, base: number): number {
    let i = start;
    if (this.#lost) return end;
    if (!this.#started) {
      if (end - i < fileHeader) return i;
      const link = u32(bytes, i + 12);
      // An unsupported type gets an unassigned number, so that the note names it.
      this.#linkType = links[link] ?? 0x10000 + link;
      this.stack.announce(this.#linkType);
      this.#started = true;
      i += fileHeader;
    }
    while (end - i >= recordHeader) {
      const wire = u32(bytes, i);
      const captured = u32(bytes, i + 4);
      const record = u32(bytes, i + 8);
      if (captured > maxCaptured || record < recordHeader + captured || record > maxCaptured + 4096) {
        this.#lost = true;
        this.#sink.note({
          level: 'warning',
          id: 'damaged-record',
          text:
            `Expected a record longer than its packet and at most ${maxCaptured + 4096} bytes, found a record of ` +
            `${record} with a packet of ${captured} at 0x${(base + i).toString(16)}. The rest is not read.`,
          at: base + i,
        });
        return end;
      }
      if (end - i < record) {
        this.need = record;
        return i;
      }
      const time = u32(bytes, i + 16) + u32(bytes, i + 20) / 1e6;
      this.stack.packet(bytes, i + recordHeader, captured, wire, base, this.#linkType, time);
      i += record;
    }
    this.need = recordHeader;
    return i;
  }
}

/** Solaris snoop. */
export const snoop: Importer = {
  id: 'snoop',
  name: 'Solaris snoop capture',
  text: false,
  sniff(head: Uint8Array): Grade {
    return head.length >= 8 && magic.every((byte, i) => head[i] === byte) ? 'certain' : 'no';
  },
  open(sink: CaptureSink): ImportRun {
    return new SnoopReader(sink);
  },
};
