// Reassembles IP fragments, within bounds: a datagram has at most 64 KiB, and the oldest incomplete one is
// dropped for a new one.

import type { FileRange, Packet } from './packet.ts';

const maxDatagrams = 256;
const maxLength = 65535;
/** RFC 791 suggests 15 s, RFC 8200 requires 60 s. */
const lifetimeSeconds = 60;

interface Part {
  readonly start: number;
  readonly bytes: Uint8Array;
  readonly at: number;
}

/** Fragments begin at multiples of this many bytes (RFC 791 3.1). */
const unit = 8;
const maxUnits = (maxLength + 1) / unit;

interface Datagram {
  /** Fragments, each with at least one byte that the ones before it did not have. */
  readonly parts: Part[];
  /** Which units have come, one bit each, and the first that has not. */
  readonly units: Uint8Array;
  firstMissing: number;
  /** Copy of the addresses, for the transport layer. */
  readonly addresses: Uint8Array;
  length: number;
  readonly time: number;
}

/** Datagrams of which some fragments have come. */
export class Fragments {
  readonly #datagrams = new Map<string, Datagram>();
  /** Datagrams dropped because a fragment is missing or truncated. */
  dropped = 0;
  /** Fragments seen. */
  seen = 0;
  /** Units that were looked at: the cost of reassembly. */
  steps = 0;

  /** The key of a datagram: its addresses (`length` bytes at `start`), identification and protocol. */
  keyOf(bytes: Uint8Array, start: number, length: number, identification: number, protocol: number): string {
    return `${bytes.subarray(start, start + length).join('.')}/${identification}/${protocol}`;
  }

  /**
   * Takes the fragment in `packet` that begins at `start` of its datagram. When it completes
   * the datagram, `packet` becomes the whole datagram and the result is true.
   */
  add(packet: Packet, key: string, start: number, more: boolean): boolean {
    this.seen++;
    const length = packet.end - packet.offset;
    // A fragment that the snapshot length truncated never completes a datagram; nor does one inside a
    // reassembled datagram.
    if (packet.cut > 0 || packet.fileRanges !== null || start + length > maxLength) {
      if (this.#datagrams.delete(key)) this.dropped++;
      return false;
    }
    let datagram = this.#datagrams.get(key);
    if (datagram && Math.abs(packet.time - datagram.time) > lifetimeSeconds) {
      this.#datagrams.delete(key);
      this.dropped++;
      datagram = undefined;
    }
    if (!datagram) {
      if (this.#datagrams.size >= maxDatagrams) this.#dropOldest();
      const addressLength = packet.version === 4 ? 8 : 32;
      datagram = {
        parts: [],
        units: new Uint8Array(maxUnits / 8),
        firstMissing: 0,
        addresses: packet.bytes.slice(packet.address, packet.address + addressLength),
        length: -1,
        time: packet.time,
      };
      this.#datagrams.set(key, datagram);
    }
    if (!more) datagram.length = start + length;
    if (this.#marks(datagram, start, length, more)) {
      datagram.parts.push({
        start,
        bytes: packet.bytes.slice(packet.offset, packet.end),
        at: packet.base + packet.offset,
      });
    }
    if (datagram.length < 0 || datagram.firstMissing * unit < datagram.length) return false;
    this.#datagrams.delete(key);
    assemble(packet, datagram);
    return true;
  }

  /** Marks the units of a fragment. Whether one of them is new; the last fragment may end inside a unit. */
  #marks(datagram: Datagram, start: number, length: number, more: boolean): boolean {
    const { units } = datagram;
    const end = more ? Math.floor((start + length) / unit) : Math.ceil((start + length) / unit);
    let isNew = false;
    for (let i = start / unit; i < end; i++) {
      this.steps++;
      if (isMarked(units, i)) continue;
      units[i >> 3] |= 1 << (i & 7);
      isNew = true;
    }
    while (isMarked(units, datagram.firstMissing)) {
      this.steps++;
      datagram.firstMissing++;
    }
    return isNew;
  }

  /** Datagrams still unfinished. */
  get unfinished(): number {
    return this.#datagrams.size;
  }

  #dropOldest(): void {
    for (const key of this.#datagrams.keys()) {
      this.#datagrams.delete(key);
      this.dropped++;
      return;
    }
  }
}

function isMarked(units: Uint8Array, index: number): boolean {
  return (units[index >> 3] & (1 << (index & 7))) !== 0;
}

function assemble(packet: Packet, datagram: Datagram): void {
  const header = datagram.addresses.length;
  const bytes = new Uint8Array(header + datagram.length);
  bytes.set(datagram.addresses);
  const fileRanges: FileRange[] = [];
  let end = 0;
  datagram.parts.sort((a, b) => a.start - b.start);
  for (const part of datagram.parts) {
    const to = Math.min(part.start + part.bytes.length, datagram.length);
    if (to <= end) continue;
    // Where fragments overlap, the one that begins first wins.
    const skipped = end - part.start;
    bytes.set(part.bytes.subarray(skipped, to - part.start), header + end);
    fileRanges.push({ start: header + end, end: header + to, at: part.at + skipped });
    end = to;
  }
  packet.bytes = bytes;
  packet.base = 0;
  packet.address = 0;
  packet.offset = header;
  packet.end = header + datagram.length;
  packet.cut = 0;
  packet.fileRanges = fileRanges;
}
