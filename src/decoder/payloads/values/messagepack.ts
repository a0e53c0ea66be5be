// MessagePack (msgpack.org/spec) as a tree with the bytes of each value.

import { hexOffset } from '../../model/words.ts';
import { FieldReader, hexOf, isPrintable, quoted } from '../fields.ts';
import { maxDepth, type OpenNode, type PayloadTree } from '../tree.ts';

/** What a reader of values saw: how much there is that other bytes hardly have. */
export interface ValueSigns {
  values: number;
  /** Bytes of printable texts of two characters or more. */
  textBytes: number;
  /** Names of maps that are not texts. */
  oddNames: number;
}

export function noSigns(): ValueSigns {
  return { values: 0, textBytes: 0, oddNames: 0 };
}

const timestampExtension = -1;

/** Reads MessagePack values one after another. */
export class MessagePackReader extends FieldReader {
  readonly signs = noSigns();

  /** Reads one value; `null` where there is none. */
  value(parent: OpenNode | null, label: string, depth = 0): OpenNode | null {
    if (this.failed) return null;
    if (this.tree.isFull) {
      this.tree.add(parent, label, '', this.at, this.end);
      this.failed = true;
      return null;
    }
    const start = this.take(parent, label === '' ? 'a value' : label, 1);
    if (start === null) return null;
    this.signs.values++;
    const first = this.tree.bytes[start];
    if (first < 0x80) return this.#scalar(parent, label, String(first), start);
    if (first >= 0xe0) return this.#scalar(parent, label, String(first - 256), start);
    if (first < 0x90) return this.#map(parent, label, { start, length: first & 15, depth });
    if (first < 0xa0) return this.#array(parent, label, { start, length: first & 15, depth });
    if (first < 0xc0) return this.#text(parent, label, start, first & 31);
    return this.#sized(parent, label, { start, first, depth });
  }

  #sized(
    parent: OpenNode | null,
    label: string,
    { start, first, depth }: { start: number; first: number; depth: number },
  ): OpenNode | null {
    const length = (size: number) => this.plainNumber(parent, 'a length', size);
    switch (first) {
      case 0xc0:
        return this.#scalar(parent, label, 'nil', start);
      case 0xc2:
        return this.#scalar(parent, label, 'false', start);
      case 0xc3:
        return this.#scalar(parent, label, 'true', start);
      case 0xc4:
      case 0xc5:
      case 0xc6:
        return this.#binary(parent, label, start, length(1 << (first - 0xc4)));
      case 0xc7:
      case 0xc8:
      case 0xc9:
        return this.#extension(parent, label, start, length(1 << (first - 0xc7)));
      case 0xca:
      case 0xcb:
        return this.#float(parent, label, start, first === 0xca ? 4 : 8);
      case 0xcc:
      case 0xcd:
      case 0xce:
      case 0xcf:
        return this.#integer(parent, label, start, { size: 1 << (first - 0xcc), isSigned: false });
      case 0xd0:
      case 0xd1:
      case 0xd2:
      case 0xd3:
        return this.#integer(parent, label, start, { size: 1 << (first - 0xd0), isSigned: true });
      case 0xd4:
      case 0xd5:
      case 0xd6:
      case 0xd7:
      case 0xd8:
        return this.#extension(parent, label, start, 1 << (first - 0xd4));
      case 0xd9:
      case 0xda:
      case 0xdb:
        return this.#text(parent, label, start, length(1 << (first - 0xd9)));
      case 0xdc:
      case 0xdd:
        return this.#array(parent, label, { start, length: length(first === 0xdc ? 2 : 4), depth });
      case 0xde:
      case 0xdf:
        return this.#map(parent, label, { start, length: length(first === 0xde ? 2 : 4), depth });
      default:
        this.failed = true;
        this.tree.addProblem(
          parent,
          `Expected a MessagePack type, found 0xc1, which no type has, at ${hexOffset(start)}.`,
          start,
          start + 1,
        );
        return null;
    }
  }

  #scalar(parent: OpenNode | null, label: string, value: string, start: number): OpenNode {
    return this.tree.add(parent, label, value, start, this.at);
  }

  #integer(
    parent: OpenNode | null,
    label: string,
    start: number,
    { size, isSigned }: { size: number; isSigned: boolean },
  ): OpenNode | null {
    const at = this.take(parent, 'an integer', size);
    return at === null
      ? null
      : this.#scalar(parent, label, String(bigInteger(this.tree.bytes, at, size, isSigned)), start);
  }

  #float(parent: OpenNode | null, label: string, start: number, size: 4 | 8): OpenNode | null {
    const at = this.take(parent, 'a float', size);
    if (at === null) return null;
    return this.#scalar(parent, label, floatText(this.tree.bytes, at, size), start);
  }

  #text(parent: OpenNode | null, label: string, start: number, length: number | null): OpenNode | null {
    if (length === null) return null;
    const node = this.text(parent, label, length);
    if (node === null) return null;
    if (node.problem === null && length > 1 && isPrintable(this.tree, node.start, node.end)) {
      this.signs.textBytes += length;
    }
    node.start = start;
    return node;
  }

  #binary(parent: OpenNode | null, label: string, start: number, length: number | null): OpenNode | null {
    if (length === null) return null;
    const node = this.bytes(parent, label, length);
    if (node !== null) node.start = start;
    return node;
  }

  #extension(parent: OpenNode | null, label: string, start: number, length: number | null): OpenNode | null {
    if (length === null) return null;
    const typeAt = this.take(parent, 'the type of an extension', 1);
    const at = this.take(parent, 'an extension', length);
    if (typeAt === null || at === null) return null;
    const { bytes } = this.tree;
    const type = bytes[typeAt] >= 128 ? bytes[typeAt] - 256 : bytes[typeAt];
    const data = bytes.subarray(at, at + length);
    const time = type === timestampExtension ? timestampText(data) : null;
    const value = time ?? `extension ${type}: ${hexOf(data)}`;
    return this.#scalar(parent, label, value, start);
  }

  #array(
    parent: OpenNode | null,
    label: string,
    { start, length, depth }: { start: number; length: number | null; depth: number },
  ): OpenNode | null {
    if (length === null) return null;
    const node = this.tree.add(parent, label, length === 0 ? '[]' : `[${length}]`, start, this.at);
    if (!this.#mayDescend(node, depth)) return node;
    for (let i = 0; i < length && !this.failed; i++) this.value(node, String(i), depth + 1);
    node.end = this.at;
    return node;
  }

  #map(
    parent: OpenNode | null,
    label: string,
    { start, length, depth }: { start: number; length: number | null; depth: number },
  ): OpenNode | null {
    if (length === null) return null;
    const node = this.tree.add(parent, label, length === 0 ? '{}' : `{${length}}`, start, this.at);
    if (!this.#mayDescend(node, depth)) return node;
    for (let i = 0; i < length && !this.failed; i++) {
      const name = this.value(node, 'name', depth + 1);
      if (name === null) break;
      if (!name.value.startsWith('“')) this.signs.oddNames++;
      const value = this.value(node, nameOf(name), depth + 1);
      // A name that is a value of its own right stays; a plain one is the label of its value.
      if (value !== null && name.children.length === 0 && name.problem === null) {
        node.children.splice(node.children.length - 2, 1);
        value.start = name.start;
      }
    }
    node.end = this.at;
    return node;
  }

  #mayDescend(node: OpenNode, depth: number): boolean {
    if (depth < maxDepth) return true;
    this.tree.stopAtDepth();
    this.failed = true;
    node.end = this.end;
    return false;
  }
}

/** The name of a member as a label. */
export function nameOf(node: OpenNode): string {
  return node.value.startsWith('“') ? node.value.slice(1, -1) : node.value;
}

/** An integer of up to 8 bytes, big-endian, exact. */
export function bigInteger(bytes: Uint8Array, at: number, size: number, isSigned: boolean): bigint {
  let value = 0n;
  for (let i = 0; i < size; i++) value = (value << 8n) | BigInt(bytes[at + i]);
  return isSigned ? BigInt.asIntN(size * 8, value) : value;
}

/** A float of 4 or 8 bytes, big-endian. */
export function floatText(bytes: Uint8Array, at: number, size: 4 | 8, isLittleEndian = false): string {
  const view = new DataView(bytes.buffer, bytes.byteOffset + at, size);
  // A float of 4 bytes has about 7 digits: more are made by the conversion.
  return size === 4
    ? String(Number(view.getFloat32(0, isLittleEndian).toPrecision(7)))
    : String(view.getFloat64(0, isLittleEndian));
}

/** The timestamp extension in its three sizes. */
function timestampText(data: Uint8Array): string | null {
  if (data.length === 4) return timeText(bigInteger(data, 0, 4, false));
  if (data.length === 8) return timeText(bigInteger(data, 0, 8, false) & 0x3ffffffffn);
  if (data.length === 12) return timeText(bigInteger(data, 4, 8, true));
  return null;
}

/** Seconds since 1970 as a date, where a date can hold them. */
export function timeText(seconds: bigint): string {
  const date = new Date(Number(seconds) * 1000);
  return Number.isNaN(date.getTime()) ? `${seconds} s since 1970` : date.toISOString();
}

/** Reads values until the end of a range, and returns what was seen. */
export function readMessagePack(
  tree: PayloadTree,
  parent: OpenNode | null,
  start: number,
  end: number,
): MessagePackReader {
  const reader = new MessagePackReader(tree, start, end);
  for (let i = 0; reader.left > 0; i++) reader.value(parent, i === 0 ? 'value' : `value ${i}`);
  return reader;
}

/** The summary of a root value. */
export function valueSummary(node: OpenNode | null | undefined): string {
  if (node === null || node === undefined) return 'no value';
  if (node.children.length === 0) return node.value;
  const names = node.children.slice(0, 4).map(({ label }) => label);
  const more = node.children.length > names.length ? ', …' : '';
  return node.value.startsWith('{') ? `map of ${names.map(quoted).join(', ')}${more}` : `array ${node.value}`;
}
