// pcapng files of one interface as bytes (draft-ietf-opsawg-pcapng).

import { concat } from '../bytes/concat.ts';
import { encodeText } from '../bytes/utf8.ts';

/** How a pcapng file is written. */
export interface PcapngFormat {
  readonly littleEndian: boolean;
  /** Timestamps in nanoseconds instead of microseconds. */
  readonly nanoseconds: boolean;
  readonly linkType: number;
  /** A comment of the file; `null` or left out: none. */
  readonly comment?: string | null;
}

const blockType = { section: 0x0a0d0d0a, interface: 1, enhancedPacket: 6 } as const;
const byteOrderMagic = 0x1a2b3c4d;
const snapshotLength = 262144;
/** The option `opt_comment`. */
const commentOption = 1;
/** The option `if_tsresol`: timestamps count 10^-9 s. */
const resolutionOption = { code: 9, length: 1, value: 9 } as const;

/** Gives the blocks of a file, which follow each other. */
export class PcapngWriter {
  readonly #format: PcapngFormat;

  constructor(format: PcapngFormat) {
    this.#format = format;
  }

  /** The section header and one interface description. */
  header(): Uint8Array<ArrayBuffer> {
    const section = concat([
      this.#numbers32(byteOrderMagic),
      this.#numbers16(1, 0),
      this.#numbers32(0xffffffff, 0xffffffff),
      this.#comment(),
    ]);
    const { code, length, value } = resolutionOption;
    const resolution = concat([
      this.#numbers16(code, length),
      Uint8Array.of(value, 0, 0, 0),
      this.#numbers32(0),
    ]);
    const description = concat([
      this.#numbers16(this.#format.linkType, 0),
      this.#numbers32(snapshotLength),
      this.#format.nanoseconds ? resolution : new Uint8Array(0),
    ]);
    return concat([this.#block(blockType.section, section), this.#block(blockType.interface, description)]);
  }

  packet(microseconds: number, packet: Uint8Array, wireLength = packet.length): Uint8Array<ArrayBuffer> {
    const ticks = this.#format.nanoseconds ? microseconds * 1000 : microseconds;
    const padding = new Uint8Array(-packet.length & 3);
    const fields = this.#numbers32(
      0,
      Math.floor(ticks / 2 ** 32),
      ticks % 2 ** 32,
      packet.length,
      wireLength,
    );
    return this.#block(blockType.enhancedPacket, concat([fields, packet, padding]));
  }

  #comment(): Uint8Array {
    const { comment = null } = this.#format;
    if (comment === null) return new Uint8Array(0);
    const text = encodeText(comment).subarray(0, 0xffff);
    const padding = new Uint8Array(-text.length & 3);
    return concat([this.#numbers16(commentOption, text.length), text, padding, this.#numbers32(0)]);
  }

  #block(type: number, body: Uint8Array): Uint8Array<ArrayBuffer> {
    const length = 12 + body.length;
    return concat([this.#numbers32(type, length), body, this.#numbers32(length)]);
  }

  #numbers32(...values: readonly number[]): Uint8Array {
    const view = new DataView(new ArrayBuffer(values.length * 4));
    for (const [i, value] of values.entries()) view.setUint32(4 * i, value >>> 0, this.#format.littleEndian);
    return new Uint8Array(view.buffer);
  }

  #numbers16(...values: readonly number[]): Uint8Array {
    const view = new DataView(new ArrayBuffer(values.length * 2));
    for (const [i, value] of values.entries()) view.setUint16(2 * i, value, this.#format.littleEndian);
    return new Uint8Array(view.buffer);
  }
}
