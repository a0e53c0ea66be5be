// Protocol Buffers without a schema: fields by number and wire type (protobuf.dev/programming-guides/encoding). What a
// field means is not in the bytes: a run of bytes may be text, a message or numbers.

import { u32le } from '../../bytes/integers.ts';
import { hexOffset } from '../../model/words.ts';
import { hexOf, isPrintable, quoted } from '../fields.ts';
import { maxDepth, type OpenNode, PayloadTree } from '../tree.ts';
import { floatText } from './messagepack.ts';

const maxVarintBytes = 10;
/** Messages that are tried below each other: what is deeper is shown as bytes. */
const maxMessageDepth = 12;

/** How well bytes read as a message. */
export interface MessageSigns {
  /** Read to the end without a fault. */
  isWhole: boolean;
  fields: number;
  highestField: number;
  textBytes: number;
}

/** A varint as an exact number, or `null`; `next` is the place after it. */
function varintAt(bytes: Uint8Array, at: number, end: number): { value: bigint; next: number } | null {
  let value = 0n;
  for (let i = 0; i < maxVarintBytes && at + i < end; i++) {
    const byte = bytes[at + i];
    value |= BigInt(byte & 127) << BigInt(7 * i);
    if (byte < 128) return { value: BigInt.asUintN(64, value), next: at + i + 1 };
  }
  return null;
}

/** One field before it is shown: its number, wire type, and the range of its value. */
interface Field {
  readonly number: number;
  readonly wire: number;
  readonly start: number;
  readonly value: bigint;
  readonly from: number;
  readonly end: number;
}

/** The field at a place; `null` where there is none. Groups (wire types 3 and 4) are not read. */
function fieldAt(bytes: Uint8Array, start: number, end: number): Field | null {
  const tag = varintAt(bytes, start, end);
  if (tag === null || tag.value > 0xffffffffn) return null;
  const number = Number(tag.value >> 3n);
  const wire = Number(tag.value & 7n);
  if (number === 0) return null;
  const from = tag.next;
  const upTo = (length: number): Field | null =>
    from + length > end ? null : { number, wire, start, value: 0n, from, end: from + length };
  if (wire === 0) {
    const varint = varintAt(bytes, from, end);
    return varint && { number, wire, start, value: varint.value, from, end: varint.next };
  }
  if (wire === 1) return upTo(8);
  if (wire === 5) return upTo(4);
  if (wire !== 2) return null;
  const length = varintAt(bytes, from, end);
  if (length === null || length.value > BigInt(end - length.next)) return null;
  const stop = length.next + Number(length.value);
  return { number, wire, start, value: length.value, from: length.next, end: stop };
}

/** Looks at the fields of a message, without what is inside them. */
export function messageSigns(tree: PayloadTree, start: number, end: number): MessageSigns {
  const signs: MessageSigns = { isWhole: false, fields: 0, highestField: 0, textBytes: 0 };
  let at = start;
  while (at < end) {
    const field = fieldAt(tree.bytes, at, end);
    if (field === null) return signs;
    tree.work += field.from - field.start;
    signs.fields++;
    signs.highestField = Math.max(signs.highestField, field.number);
    const length = field.end - field.from;
    if (field.wire === 2 && length > 3 && isPrintable(tree, field.from, field.end)) signs.textBytes += length;
    at = field.end;
  }
  signs.isWhole = start < end;
  return signs;
}

/** Adds the fields of a message. Returns the place that could be read to. */
export function addMessage(
  tree: PayloadTree,
  parent: OpenNode | null,
  start: number,
  end: number,
  depth = 0,
): number {
  let at = start;
  while (at < end && !tree.isFull) {
    const field = fieldAt(tree.bytes, at, end);
    if (field === null) {
      tree.addProblem(
        parent,
        `Expected a field of Protocol Buffers, found other bytes, at ${hexOffset(at)}.`,
        at,
        end,
      );
      return at;
    }
    tree.work += field.from - field.start;
    addField(tree, parent, field, depth);
    at = field.end;
  }
  if (tree.isFull && at < end) tree.add(parent, '', '', at, end);
  return at;
}

function addField(tree: PayloadTree, parent: OpenNode | null, field: Field, depth: number): void {
  const { number, wire, start, from, end } = field;
  const label = `field ${number}`;
  if (wire === 0) {
    tree.add(parent, label, varintText(field.value), start, end);
    return;
  }
  if (wire === 1 || wire === 5) {
    tree.add(parent, label, fixedText(tree.bytes, from, wire), start, end);
    return;
  }
  if (from === end) {
    tree.add(parent, label, 'empty', start, end);
    return;
  }
  if (isPrintable(tree, from, end)) {
    tree.add(parent, label, quoted(tree.text(from, end)), start, end);
    return;
  }
  if (depth < Math.min(maxMessageDepth, maxDepth)) {
    const { isWhole, fields } = messageSigns(tree, from, end);
    if (isWhole) {
      const node = tree.add(
        parent,
        label,
        `message of ${fields} field${fields === 1 ? '' : 's'}`,
        start,
        end,
      );
      addMessage(tree, node, from, end, depth + 1);
      return;
    }
  }
  tree.add(parent, label, hexOf(tree.bytes.subarray(from, end)), start, end);
}

/** A varint, and what it is as a signed number where that is small. */
function varintText(value: bigint): string {
  const signed = BigInt.asIntN(64, value);
  return signed < 0n ? `${value} (signed ${signed})` : String(value);
}

function fixedText(bytes: Uint8Array, at: number, wire: 1 | 5): string {
  if (wire === 5) return `${u32le(bytes, at)} (float ${floatText(bytes, at, 4, true)})`;
  const view = new DataView(bytes.buffer, bytes.byteOffset + at, 8);
  return `${view.getBigUint64(0, true)} (double ${floatText(bytes, at, 8, true)})`;
}

/** As `messageSigns`, of bytes outside a tree. */
export function signsOfMessage(bytes: Uint8Array): MessageSigns {
  return messageSigns(new PayloadTree(bytes), 0, bytes.length);
}
