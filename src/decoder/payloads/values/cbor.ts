// CBOR (RFC 8949) as a tree with the bytes of each value.

import { hexOffset } from '../../model/words.ts';
import { FieldReader, isPrintable } from '../fields.ts';
import { maxDepth, type OpenNode } from '../tree.ts';
import { bigInteger, floatText, nameOf, noSigns } from './messagepack.ts';

const tagNames: Readonly<Record<string, string>> = {
  '0': 'date and time as text',
  '1': 'seconds since 1970',
  '2': 'unsigned bignum',
  '3': 'negative bignum',
  '4': 'decimal fraction',
  '24': 'CBOR inside bytes',
  '32': 'URI',
  '33': 'base64url text',
  '34': 'base64 text',
  '36': 'MIME message',
  '37': 'UUID',
  '55799': 'self-described CBOR',
};

const simpleValues: Readonly<Record<number, string>> = {
  20: 'false',
  21: 'true',
  22: 'null',
  23: 'undefined',
};

/** Additional information that says that the length is not known in advance. */
const indefinite = 31;
const breakByte = 0xff;

/** The head of a data item. */
interface Head {
  readonly start: number;
  readonly major: number;
  readonly info: number;
  readonly argument: bigint;
}

/** Reads CBOR data items one after another. */
export class CborReader extends FieldReader {
  readonly signs = noSigns();

  /** Reads one data item; `null` where there is none. */
  value(parent: OpenNode | null, label: string, depth = 0): OpenNode | null {
    if (this.failed) return null;
    if (this.tree.isFull) {
      this.tree.add(parent, label, '', this.at, this.end);
      this.failed = true;
      return null;
    }
    const head = this.#head(parent);
    if (head === null) return null;
    this.signs.values++;
    const { start, major, info, argument } = head;
    switch (major) {
      case 0:
        return this.tree.add(parent, label, String(argument), start, this.at);
      case 1:
        return this.tree.add(parent, label, String(-1n - argument), start, this.at);
      case 2:
      case 3:
        return this.#string(parent, label, head);
      case 4:
      case 5:
        return this.#container(parent, label, head, depth);
      case 6:
        return this.#tagged(parent, label, head, depth);
      default:
        return this.tree.add(parent, label, this.#simple(start, info, argument), start, this.at);
    }
  }

  #head(parent: OpenNode | null): Head | null {
    const start = this.take(parent, 'a data item', 1);
    if (start === null) return null;
    const first = this.tree.bytes[start];
    const major = first >> 5;
    const info = first & 31;
    if (info < 24) return { start, major, info, argument: BigInt(info) };
    if (info < 28) {
      const size = 1 << (info - 24);
      const at = this.take(parent, 'a length or number', size);
      if (at === null) return null;
      return { start, major, info, argument: bigInteger(this.tree.bytes, at, size, false) };
    }
    const mayBeIndefinite = info === indefinite && major >= 2 && major <= 5;
    if (mayBeIndefinite) return { start, major, info, argument: 0n };
    this.failed = true;
    const found =
      first === breakByte ? 'a break without a start' : `0x${first.toString(16)}, which is reserved`;
    this.tree.addProblem(
      parent,
      `Expected a CBOR data item, found ${found}, at ${hexOffset(start)}.`,
      start,
      start + 1,
    );
    return null;
  }

  #simple(start: number, info: number, argument: bigint): string {
    const { bytes } = this.tree;
    if (info === 25) return halfText(Number(argument));
    if (info === 26) return floatText(bytes, start + 1, 4);
    if (info === 27) return floatText(bytes, start + 1, 8);
    return simpleValues[Number(argument)] ?? `simple value ${argument}`;
  }

  #string(parent: OpenNode | null, label: string, { start, major, info, argument }: Head): OpenNode | null {
    if (info === indefinite) return this.#chunks(parent, label, start, major);
    const length = argument > BigInt(this.end) ? this.end + 1 : Number(argument);
    const node = major === 3 ? this.text(parent, label, length) : this.bytes(parent, label, length);
    if (node === null) return null;
    if (major === 3 && node.problem === null && length > 1 && isPrintable(this.tree, node.start, node.end)) {
      this.signs.textBytes += length;
    }
    node.start = start;
    return node;
  }

  /** A string in chunks, each with its own length. */
  #chunks(parent: OpenNode | null, label: string, start: number, major: number): OpenNode {
    const node = this.tree.add(
      parent,
      label,
      major === 3 ? 'text in chunks' : 'bytes in chunks',
      start,
      this.at,
    );
    for (let i = 0; !this.#takeBreak() && !this.failed && !this.tree.isFull; i++) {
      const head = this.#head(node);
      if (head === null) break;
      if (head.major !== major || head.info === indefinite) {
        this.failed = true;
        node.problem = `Expected a chunk of the same type, found another data item, at ${hexOffset(head.start)}.`;
        break;
      }
      this.#string(node, String(i), head);
    }
    node.end = this.at;
    return node;
  }

  #takeBreak(): boolean {
    if (this.failed || this.tree.bytes[this.at] !== breakByte || this.at >= this.end) return false;
    this.at++;
    return true;
  }

  #container(
    parent: OpenNode | null,
    label: string,
    { start, major, info, argument }: Head,
    depth: number,
  ): OpenNode | null {
    const isMap = major === 5;
    const isOpen = info === indefinite;
    const node = this.tree.add(parent, label, '', start, this.at);
    let members = 0;
    if (depth >= maxDepth) {
      this.tree.stopAtDepth();
      this.failed = true;
    }
    for (; !this.failed; members++) {
      if (isOpen ? this.#takeBreak() : BigInt(members) >= argument) break;
      if (isMap) this.#member(node, depth);
      else this.value(node, String(members), depth + 1);
    }
    const [open, close] = isMap ? '{}' : '[]';
    const size = isOpen ? String(members) : String(argument);
    node.value = size === '0' ? open + close : `${open}${size}${close}`;
    node.end = this.failed ? this.end : this.at;
    return node;
  }

  #member(node: OpenNode, depth: number): void {
    const name = this.value(node, 'name', depth + 1);
    if (name === null) return;
    if (!name.value.startsWith('“')) this.signs.oddNames++;
    const value = this.value(node, nameOf(name), depth + 1);
    if (value === null || name.children.length > 0 || name.problem !== null) return;
    node.children.splice(node.children.length - 2, 1);
    value.start = name.start;
  }

  #tagged(parent: OpenNode | null, label: string, { start, argument }: Head, depth: number): OpenNode | null {
    if (depth >= maxDepth) {
      this.tree.stopAtDepth();
      this.failed = true;
      return null;
    }
    const name = tagNames[String(argument)];
    const words = name === undefined ? `tag ${argument}` : `tag ${argument} (${name})`;
    const node = this.tree.add(parent, label, words, start, this.at);
    this.value(node, 'content', depth + 1);
    node.end = this.at;
    const [content] = node.children;
    if (content?.children.length === 0) node.value = `${words}: ${content.value}`;
    return node;
  }
}

/** A float of 16 bits (RFC 8949 appendix D). */
function halfText(half: number): string {
  const exponent = (half >> 10) & 31;
  const fraction = half & 1023;
  const sign = half & 0x8000 ? -1 : 1;
  if (exponent === 0) return String(sign * fraction * 2 ** -24);
  if (exponent === 31) return fraction === 0 ? String(sign * Number.POSITIVE_INFINITY) : 'NaN';
  return String(sign * (1 + fraction / 1024) * 2 ** (exponent - 15));
}
