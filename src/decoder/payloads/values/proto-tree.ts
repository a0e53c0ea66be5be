// The fields of a message by its schema: names, types, words of enums.

import { hexOffset } from '../../model/words.ts';
import { hexOf, isPrintable, quoted } from '../fields.ts';
import { maxDepth, type OpenNode, type PayloadTree } from '../tree.ts';
import { floatText } from './messagepack.ts';
import { fieldAt, type ProtoValue, varintsOf } from './proto-fields.ts';
import { isOfType, isPacked, type ProtoField, type ProtoMessage, type ProtoSchema } from './proto-schema.ts';
import { addField } from './protobuf.ts';

interface Range {
  readonly start: number;
  readonly end: number;
}

/** Adds the fields of a message. */
export function addProtoMessage(
  tree: PayloadTree,
  parent: OpenNode | null,
  { start, end }: Range,
  { schema, message, depth = 0 }: { schema: ProtoSchema; message: ProtoMessage; depth?: number },
): void {
  for (let at = start; at < end && !tree.isFull; ) {
    const value = fieldAt(tree.bytes, at, end);
    if (value === null) {
      const problem = `Expected a field of ${message.name}, found other bytes, at ${hexOffset(at)}.`;
      tree.addProblem(parent, problem, at, end);
      return;
    }
    tree.work += value.from - value.start;
    at = value.end;
    const field = message.fields.get(value.number);
    if (field === undefined) {
      addField(tree, parent, value, depth, `field ${value.number}, not in ${message.name}`);
    } else if (!isOfType(field, value, tree.bytes)) {
      addField(tree, parent, value, depth, field.name);
      const node = (parent?.children ?? tree.roots).at(-1);
      if (node !== undefined)
        node.problem = `Expected a value of type ${typeText(field)}, found another, at ${hexOffset(value.start)}.`;
    } else addValue(tree, parent, { value, field, schema, depth });
  }
}

function typeText({ type, typeName }: ProtoField): string {
  return typeName ?? type;
}

interface Typed {
  readonly value: ProtoValue;
  readonly field: ProtoField;
  readonly schema: ProtoSchema;
  readonly depth: number;
}

function addValue(tree: PayloadTree, parent: OpenNode | null, typed: Typed): void {
  const { value, field, schema, depth } = typed;
  const { start, from, end } = value;
  if (isPacked(field, value, tree.bytes)) {
    addPacked(tree, parent, typed);
    return;
  }
  if (field.type === 'message') {
    const message = schema.messages.get(field.typeName ?? '');
    if (message === undefined || depth >= maxDepth) {
      addField(tree, parent, value, depth, field.name);
      return;
    }
    const node = tree.add(parent, field.name, message.isEntry ? '' : message.name, start, end);
    addProtoMessage(tree, node, { start: from, end }, { schema, message, depth: depth + 1 });
    return;
  }
  if (field.type === 'string') {
    tree.add(parent, field.name, quoted(tree.text(from, end)), start, end);
    tree.work += end - from;
    return;
  }
  if (field.type === 'bytes') {
    const isText = end > from && isPrintable(tree, from, end);
    const text = isText ? quoted(tree.text(from, end)) : hexOf(tree.bytes.subarray(from, end));
    tree.add(parent, field.name, text, start, end);
    return;
  }
  const text = value.wire === 0 ? varintWords(typed, value.value) : fixedWords(field, tree.bytes, from);
  tree.add(parent, field.name, text, start, end);
}

/** A run of numbers in one value. */
function addPacked(tree: PayloadTree, parent: OpenNode | null, typed: Typed): void {
  const { value, field } = typed;
  const { from, end } = value;
  const node = tree.add(parent, field.name, '', value.start, end);
  const size = /64|double/.test(field.type) ? 8 : 4;
  const isFixed = /fixed|float|double/.test(field.type);
  const runs = isFixed
    ? Array.from({ length: (end - from) / size }, (_, i) => ({
        text: fixedWords(field, tree.bytes, from + i * size),
        start: from + i * size,
        next: from + (i + 1) * size,
      }))
    : (varintsOf(tree.bytes, from, end) ?? []).map((one) => ({
        ...one,
        text: varintWords(typed, one.value),
      }));
  node.value = `[${runs.length}]`;
  for (const [i, run] of runs.entries()) {
    if (tree.isFull) return;
    tree.add(node, String(i), run.text, run.start, run.next);
  }
}

function varintWords({ field, schema }: Pick<Typed, 'field' | 'schema'>, value: bigint): string {
  switch (field.type) {
    case 'bool':
      return value === 0n ? 'false' : 'true';
    case 'int32':
      return String(BigInt.asIntN(32, value));
    case 'int64':
      return String(BigInt.asIntN(64, value));
    case 'sint32':
    case 'sint64':
      return String((value >> 1n) ^ -(value & 1n));
    case 'enum': {
      const number = Number(BigInt.asIntN(32, value));
      const word = schema.enums.get(field.typeName ?? '')?.get(number);
      return word === undefined ? String(number) : `${number} (${word})`;
    }
    default:
      return String(value);
  }
}

function fixedWords({ type }: ProtoField, bytes: Uint8Array, at: number): string {
  const view = new DataView(bytes.buffer, bytes.byteOffset + at);
  switch (type) {
    case 'float':
      return floatText(bytes, at, 4, true);
    case 'double':
      return floatText(bytes, at, 8, true);
    case 'fixed64':
      return String(view.getBigUint64(0, true));
    case 'sfixed64':
      return String(view.getBigInt64(0, true));
    case 'sfixed32':
      return String(view.getInt32(0, true));
    default:
      return String(view.getUint32(0, true));
  }
}
