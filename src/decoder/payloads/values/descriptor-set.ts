// A FileDescriptorSet (google/protobuf/descriptor.proto), as `protoc --descriptor_set_out` writes it.

import { decodeText } from '../../bytes/utf8.ts';
import { fieldAt, type ProtoValue } from './proto-fields.ts';
import type { ProtoField, ProtoMessage, ProtoSchema, ProtoType } from './proto-schema.ts';

/** Types by the numbers of FieldDescriptorProto.Type. A group is not read. */
const types: Readonly<Record<number, ProtoType>> = {
  1: 'double',
  2: 'float',
  3: 'int64',
  4: 'uint64',
  5: 'int32',
  6: 'fixed64',
  7: 'fixed32',
  8: 'bool',
  9: 'string',
  11: 'message',
  12: 'bytes',
  13: 'uint32',
  14: 'enum',
  15: 'sfixed32',
  16: 'sfixed64',
  17: 'sint32',
  18: 'sint64',
};

/** The fields of a message by number; `null` where the bytes are none. */
class Fields {
  readonly #bytes: Uint8Array;
  readonly #values = new Map<number, ProtoValue[]>();

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
    for (let at = 0; at < bytes.length; ) {
      const value = fieldAt(bytes, at, bytes.length);
      if (value === null) throw new NoDescriptors();
      this.#values.set(value.number, [...(this.#values.get(value.number) ?? []), value]);
      at = value.end;
    }
  }

  all(number: number): Uint8Array[] {
    return (this.#values.get(number) ?? []).map(({ wire, from, end }) => {
      if (wire !== 2) throw new NoDescriptors();
      return this.#bytes.subarray(from, end);
    });
  }

  messages(number: number): Fields[] {
    return this.all(number).map((bytes) => new Fields(bytes));
  }

  text(number: number): string {
    const bytes = this.all(number).at(-1);
    return bytes === undefined ? '' : decodeText(bytes);
  }

  number(number: number): number {
    return Number(this.#values.get(number)?.at(-1)?.value ?? 0n);
  }
}

class NoDescriptors extends Error {}

interface Found {
  readonly messages: Map<string, ProtoMessage>;
  readonly enums: Map<string, Map<number, string>>;
}

const named = (scope: string, name: string): string => (scope === '' ? name : `${scope}.${name}`);

function addEnum(found: Found, scope: string, one: Fields): void {
  const words = one.messages(2).map((value): [number, string] => [value.number(2), value.text(1)]);
  found.enums.set(named(scope, one.text(1)), new Map(words));
}

function addMessage(found: Found, scope: string, one: Fields): void {
  const name = named(scope, one.text(1));
  const fields = new Map<number, ProtoField>();
  for (const field of one.messages(2)) {
    const type = types[field.number(5)];
    if (type === undefined) continue;
    const typeName = field.text(6).replace(/^\./, '') || null;
    fields.set(field.number(3), { name: field.text(1), type, typeName });
  }
  const isEntry = one.messages(7).some((options) => options.number(7) === 1);
  found.messages.set(name, { name, fields, isEntry });
  for (const inner of one.messages(3)) addMessage(found, name, inner);
  for (const inner of one.messages(4)) addEnum(found, name, inner);
}

/** The schema of a descriptor set; `null` where the bytes are none. */
export function readDescriptorSet(bytes: Uint8Array): ProtoSchema | null {
  const found: Found = { messages: new Map(), enums: new Map() };
  try {
    for (const file of new Fields(bytes).messages(1)) {
      if (!/\.proto$/.test(file.text(1))) return null;
      for (const message of file.messages(4)) addMessage(found, file.text(2), message);
      for (const one of file.messages(5)) addEnum(found, file.text(2), one);
    }
  } catch (error) {
    if (error instanceof NoDescriptors) return null;
    throw error;
  }
  return found.messages.size > 0 ? found : null;
}
