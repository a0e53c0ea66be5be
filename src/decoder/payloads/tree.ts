// The values of a payload as a tree, each with its bytes. The tree is bounded: in nodes, depth and length of a text.

import { decodeText } from '../bytes/utf8.ts';
import { count, formatCount } from '../model/words.ts';

/** Largest number of nodes in a tree. */
export const maxNodes = 4000;
/** Deepest level of a tree. */
export const maxDepth = 64;
/** Longest text of a value, in bytes. */
export const maxTextBytes = 2000;

/** A value, and the values inside it. */
export interface PayloadNode {
  readonly label: string;
  /** As it is shown; empty where the children say it all. Control characters are in it as they are. */
  readonly value: string;
  /** Its bytes in the payload: `[start, end)`. */
  readonly start: number;
  readonly end: number;
  readonly children: readonly PayloadNode[];
  /** What is wrong with it: expected, found, where. */
  readonly problem: string | null;
  /** Its place in the bytes that were unpacked, where `start` and `end` are those of the packed bytes. */
  readonly unpacked: string | null;
}

/** A node that a format is still filling. */
export interface OpenNode extends PayloadNode {
  label: string;
  value: string;
  start: number;
  end: number;
  children: OpenNode[];
  problem: string | null;
  unpacked: string | null;
}

/** An image inside a payload. */
export interface PayloadImage {
  /** Media type. */
  readonly type: string;
  readonly start: number;
  readonly end: number;
}

/** Bytes that were unpacked from a payload, and where each range of them comes from. */
export interface Unpacked {
  readonly bytes: Uint8Array;
  /** What unpacking was: `inflating`, `base64`, `joining the messages`. */
  readonly by: string;
  locate(start: number, end: number): { readonly start: number; readonly end: number };
  /** Whether `locate` is exact. */
  readonly isExact: boolean;
}

/** Decodes unpacked bytes below a node, by the format that fits them best. */
export type DecodeUnpacked = (tree: PayloadTree, parent: OpenNode, unpacked: Unpacked) => void;

/** The tree of one payload. */
export class PayloadTree {
  readonly bytes: Uint8Array;
  readonly roots: OpenNode[] = [];
  nodeCount = 0;
  /** Why the tree is not whole, or `null`. */
  limit: string | null = null;
  image: PayloadImage | null = null;
  /** Bytes that the readers looked at: what decoding has cost. */
  work = 0;
  readonly #decode: DecodeUnpacked;
  readonly #room: number;

  constructor(bytes: Uint8Array, decode: DecodeUnpacked = () => undefined, room = maxNodes) {
    this.bytes = bytes;
    this.#decode = decode;
    this.#room = room;
  }

  /** No further node fits: readers stop. */
  get isFull(): boolean {
    return this.nodeCount >= this.#room;
  }

  /** Number of nodes that still fit. */
  get room(): number {
    return Math.max(0, this.#room - this.nodeCount);
  }

  /** Adds a node below `parent`, or a root. Its range is cut at the end of the payload. */
  add(parent: OpenNode | null, label: string, value: string, from: number, to: number): OpenNode {
    const end = Math.min(to, this.bytes.length);
    const start = Math.min(from, end);
    const node: OpenNode = { label, value, start, end, children: [], problem: null, unpacked: null };
    if (this.isFull) {
      this.limit ??= `The tree holds ${count(this.#room, 'value')}. The rest of the payload is not decoded.`;
      return node;
    }
    this.nodeCount++;
    (parent?.children ?? this.roots).push(node);
    return node;
  }

  /** Adds what is wrong at a place. */
  addProblem(parent: OpenNode | null, problem: string, start: number, end: number): void {
    const node = parent ?? this.roots.at(-1) ?? this.add(null, 'Payload', '', start, end);
    node.problem ??= problem;
  }

  /** Says that values below `maxDepth` levels are left out. */
  stopAtDepth(): void {
    this.limit ??= `Values are nested deeper than ${count(maxDepth, 'level')}. Deeper ones are not decoded.`;
  }

  /** The text of bytes, shortened where it is long. */
  text(start: number, end: number): string {
    const length = Math.min(end, this.bytes.length) - start;
    if (length <= 0) return '';
    this.work += Math.min(length, maxTextBytes);
    if (length <= maxTextBytes) return decodeText(this.bytes.subarray(start, start + length));
    // A character is not cut.
    let stop = start + maxTextBytes;
    while (stop > start && (this.bytes[stop] & 0xc0) === 0x80) stop--;
    const shown = decodeText(this.bytes.subarray(start, stop));
    return `${shown}… (the first ${formatCount(stop - start)} of ${count(length, 'byte')})`;
  }

  /** Decodes bytes that were unpacked from this payload, below `parent`. */
  addUnpacked(parent: OpenNode, unpacked: Unpacked): void {
    this.#decode(this, parent, unpacked);
  }

  /** Adds the tree of unpacked bytes below `parent`, or as roots, each value with its place in this payload. */
  graft(inner: PayloadTree, parent: OpenNode | null, unpacked: Unpacked): void {
    for (const root of inner.roots) {
      relocate(root, unpacked);
      (parent?.children ?? this.roots).push(root);
    }
    this.nodeCount += inner.nodeCount;
    this.work += inner.work;
    this.limit ??= inner.limit;
  }
}

/** Gives a node of unpacked bytes its place in the payload. */
function relocate(node: OpenNode, unpacked: Unpacked): void {
  for (const child of node.children) relocate(child, unpacked);
  const end = Math.max(node.start, node.end);
  const range = end - node.start <= 1 ? `byte ${node.start}` : `bytes ${node.start} to ${end - 1}`;
  node.unpacked ??= `${range} after ${unpacked.by}`;
  const place = unpacked.locate(node.start, end);
  node.start = place.start;
  node.end = place.end;
}
