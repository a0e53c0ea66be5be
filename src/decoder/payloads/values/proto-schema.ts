// A schema of Protocol Buffers as plain data, and how well bytes fit a message of it.

import { firstNotUtf8 } from '../../bytes/utf8.ts';
import { fieldAt, type ProtoValue, varintsOf } from './proto-fields.ts';

/** Types of a field whose wire type is certain; `message`, `enum` and their names are beside them. */
export type ProtoType =
  | 'double'
  | 'float'
  | 'int32'
  | 'int64'
  | 'uint32'
  | 'uint64'
  | 'sint32'
  | 'sint64'
  | 'fixed32'
  | 'fixed64'
  | 'sfixed32'
  | 'sfixed64'
  | 'bool'
  | 'string'
  | 'bytes'
  | 'enum'
  | 'message';

export interface ProtoField {
  readonly name: string;
  readonly type: ProtoType;
  /** Full name of its message or enum; `null` for others, and where the schema lacks it. */
  readonly typeName: string | null;
}

export interface ProtoMessage {
  /** With its package: `shop.Order`. */
  readonly name: string;
  readonly fields: ReadonlyMap<number, ProtoField>;
  /** The entry of a map: no message of its own. */
  readonly isEntry: boolean;
}

export interface ProtoSchema {
  readonly messages: ReadonlyMap<string, ProtoMessage>;
  readonly enums: ReadonlyMap<string, ReadonlyMap<number, string>>;
}

/** How well bytes fit a message. */
export interface ProtoFit {
  readonly message: ProtoMessage;
  /** Fields that the message has, with the wire type of their type. */
  readonly known: number;
  /** Fields that it has not, and values that are not of their type. */
  readonly faults: number;
}

const wires: Readonly<Record<ProtoType, number>> = {
  double: 1,
  float: 5,
  int32: 0,
  int64: 0,
  uint32: 0,
  uint64: 0,
  sint32: 0,
  sint64: 0,
  fixed32: 5,
  fixed64: 1,
  sfixed32: 5,
  sfixed64: 1,
  bool: 0,
  string: 2,
  bytes: 2,
  enum: 0,
  message: 2,
};
/** Messages of the schema whose inner messages are looked at. */
const maxDeep = 8;
const maxDepth = 8;

/** Whether the values of a field are packed: a run of numbers, where the wire type of one is another. */
export function isPacked(field: ProtoField, { wire, from, end }: ProtoValue, bytes: Uint8Array): boolean {
  const own = wires[field.type];
  if (wire !== 2 || own === 2) return false;
  if (own !== 0) return (end - from) % (own === 1 ? 8 : 4) === 0;
  return varintsOf(bytes, from, end) !== null;
}

/** Whether a value is written as its field demands. */
export function isOfType(field: ProtoField, value: ProtoValue, bytes: Uint8Array): boolean {
  if (isPacked(field, value, bytes)) return true;
  if (value.wire !== wires[field.type]) return false;
  return field.type !== 'string' || firstNotUtf8(bytes.subarray(value.from, value.end)) < 0;
}

interface Range {
  readonly bytes: Uint8Array;
  readonly start: number;
  readonly end: number;
}

/** `depth`: how far inner messages are looked into. `null` where the bytes are no message at all. */
function fitOf(schema: ProtoSchema, message: ProtoMessage, range: Range, depth: number): ProtoFit | null {
  const { bytes, start, end } = range;
  let known = 0;
  let faults = 0;
  for (let at = start; at < end; ) {
    const value = fieldAt(bytes, at, end);
    if (value === null) return null;
    at = value.end;
    const field = message.fields.get(value.number);
    if (field === undefined || !isOfType(field, value, bytes)) {
      faults++;
      continue;
    }
    known++;
    const inner = field.type === 'message' ? schema.messages.get(field.typeName ?? '') : undefined;
    if (inner === undefined || depth === 0) continue;
    const fit = fitOf(schema, inner, { bytes, start: value.from, end: value.end }, depth - 1);
    known += fit?.known ?? 0;
    faults += fit === null ? 1 : fit.faults;
  }
  return { message, known, faults };
}

function compareFits(a: ProtoFit, b: ProtoFit): number {
  return a.faults - b.faults || b.known - a.known || (a.message.name < b.message.name ? -1 : 1);
}

/** The messages that bytes may be, the best first. Empty where the bytes are no message at all. */
export function fitsOf(schema: ProtoSchema, bytes: Uint8Array): ProtoFit[] {
  const range = { bytes, start: 0, end: bytes.length };
  const top: ProtoFit[] = [];
  for (const message of schema.messages.values()) {
    const fit = message.isEntry ? null : fitOf(schema, message, range, 0);
    if (fit !== null) top.push(fit);
  }
  top.sort(compareFits);
  const deep = top.slice(0, maxDeep).flatMap(({ message }) => fitOf(schema, message, range, maxDepth) ?? []);
  return [...deep.sort(compareFits), ...top.slice(maxDeep)];
}

/** The message that bytes are: one that has all their fields. `null` where none has. */
export function bestFit(schema: ProtoSchema, bytes: Uint8Array): ProtoMessage | null {
  const [best] = fitsOf(schema, bytes);
  return best !== undefined && best.faults === 0 && best.known > 0 ? best.message : null;
}
