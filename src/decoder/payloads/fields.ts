// Reads the fields of a binary format one after another, and adds each to the tree with its bytes.

import { formatHex } from '../bytes/hex.ts';
import { firstNotUtf8 } from '../bytes/utf8.ts';
import { count, hexOffset } from '../model/words.ts';
import type { OpenNode, PayloadTree } from './tree.ts';

/** Bytes of a run that are written as hex. */
const maxHexBytes = 32;

/** A run of bytes as it is shown. */
export function hexOf(bytes: Uint8Array): string {
  if (bytes.length === 0) return 'empty';
  const shown = formatHex(bytes.subarray(0, maxHexBytes), ' ');
  return bytes.length > maxHexBytes ? `${shown} … (${count(bytes.length, 'byte')})` : shown;
}

/** Words for numbers; the number itself where there are none. */
export type NumberWords = Readonly<Record<number, string>> | ((value: number) => string);

interface NumberOptions {
  readonly words?: NumberWords;
  readonly isLittleEndian?: boolean;
  readonly isSigned?: boolean;
}

/** Reads forward from a place. After a field that lacks bytes it is `failed`, and reads no further. */
export class FieldReader {
  readonly tree: PayloadTree;
  at: number;
  end: number;
  failed = false;

  constructor(tree: PayloadTree, start = 0, end = tree.bytes.length) {
    this.tree = tree;
    this.at = start;
    this.end = Math.min(end, tree.bytes.length);
  }

  get left(): number {
    return this.failed ? 0 : this.end - this.at;
  }

  /** Takes bytes without a node. `null`, and a problem at `parent`, where there are fewer. */
  take(parent: OpenNode | null, label: string, length: number): number | null {
    if (this.failed) return null;
    if (length > this.end - this.at || length < 0) {
      this.failed = true;
      const found = count(this.end - this.at, 'byte');
      this.tree.addProblem(
        parent,
        `Expected ${count(length, 'byte')} for ${label}, found ${found}, at ${hexOffset(this.at)}.`,
        this.at,
        this.end,
      );
      return null;
    }
    const start = this.at;
    this.at += length;
    this.tree.work += Math.min(length, 8);
    return start;
  }

  /** An integer of 1 to 4 bytes without a node. */
  plainNumber(parent: OpenNode | null, label: string, size: number, isLittleEndian = false): number | null {
    const start = this.take(parent, label, size);
    if (start === null) return null;
    let value = 0;
    for (let i = 0; i < size; i++) {
      value = value * 256 + this.tree.bytes[isLittleEndian ? start + size - 1 - i : start + i];
    }
    return value;
  }

  /** An integer of 1 to 6 bytes. */
  number(
    parent: OpenNode | null,
    label: string,
    size: number,
    { words, isLittleEndian, isSigned }: NumberOptions = {},
  ): number | null {
    const unsigned = this.plainNumber(parent, label, size, isLittleEndian);
    if (unsigned === null) return null;
    const value = isSigned && unsigned >= 2 ** (size * 8 - 1) ? unsigned - 2 ** (size * 8) : unsigned;
    this.tree.add(parent, label, numberText(value, words), this.at - size, this.at);
    return value;
  }

  /** A run of bytes as hex. */
  bytes(parent: OpenNode | null, label: string, length: number): OpenNode | null {
    const start = this.take(parent, label, length);
    if (start === null) return null;
    return this.tree.add(
      parent,
      label,
      hexOf(this.tree.bytes.subarray(start, start + length)),
      start,
      start + length,
    );
  }

  /** A run of bytes as UTF-8 text. The node says where it is not. */
  text(parent: OpenNode | null, label: string, length: number): OpenNode | null {
    const start = this.take(parent, label, length);
    if (start === null) return null;
    const node = this.tree.add(
      parent,
      label,
      quoted(this.tree.text(start, start + length)),
      start,
      start + length,
    );
    const bad = firstNotUtf8(this.tree.bytes.subarray(start, start + length));
    this.tree.work += length;
    if (bad >= 0) node.problem = `Expected UTF-8, found other bytes, at ${hexOffset(start + bad)}.`;
    return node;
  }

  /** A run that is text where it is printable UTF-8, else hex. */
  textOrBytes(parent: OpenNode | null, label: string, length: number): OpenNode | null {
    if (this.failed || length > this.left || !isPrintable(this.tree, this.at, this.at + length)) {
      return this.bytes(parent, label, length);
    }
    return this.text(parent, label, length);
  }
}

/** Whether bytes are UTF-8 text without controls but tab and line ends. An empty run is not. */
export function isPrintable(tree: PayloadTree, start: number, end: number): boolean {
  tree.work += end - start;
  return isPrintableText(tree.bytes.subarray(start, end));
}

/** Whether bytes are UTF-8 text without controls but tab and line ends. An empty run is not. */
export function isPrintableText(bytes: Uint8Array): boolean {
  if (bytes.length === 0) return false;
  for (let i = 0; i < bytes.length; i++) {
    const byte = bytes[i];
    if (byte === 0x7f || (byte < 32 && byte !== 9 && byte !== 10 && byte !== 13)) return false;
  }
  return firstNotUtf8(bytes) < 0;
}

/** A number with its word. */
export function numberText(value: number, words?: NumberWords): string {
  const word = typeof words === 'function' ? words(value) : words?.[value];
  return word === undefined || word === '' ? String(value) : `${value} (${word})`;
}

/** A text in quotes. */
export function quoted(text: string): string {
  return `“${text}”`;
}
