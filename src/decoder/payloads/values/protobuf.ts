// Protocol Buffers without a schema: fields by number and wire type (protobuf.dev/programming-guides/encoding). What a
// field means is not in the bytes: a run of bytes may be text, a message or numbers.

import { u32le } from '../../bytes/integers.ts';
import { hexOffset } from '../../model/words.ts';
import { hexOf, isPrintable, quoted } from '../fields.ts';
import { maxDepth, type OpenNode, PayloadTree } from '../tree.ts';
import { floatText } from './messagepack.ts';
import { fieldAt, type ProtoValue } from './proto-fields.ts';

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

/** Adds a field by what its bytes look like. */
export function addField(
  tree: PayloadTree,
  parent: OpenNode | null,
  field: ProtoValue,
  depth: number,
  label = `field ${field.number}`,
): void {
  const { wire, start, from, end } = field;
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
export function varintText(value: bigint): string {
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
