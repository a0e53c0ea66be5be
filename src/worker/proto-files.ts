// What a user brings as a schema of Protocol Buffers: `.proto` files, parsed by protobufjs, and descriptor sets.

import protobuf from 'protobufjs';
import { decodeText } from '../decoder/bytes/utf8.ts';
import { readDescriptorSet } from '../decoder/payloads/values/descriptor-set.ts';
import type {
  ProtoField,
  ProtoMessage,
  ProtoSchema,
  ProtoType,
} from '../decoder/payloads/values/proto-schema.ts';
import type { SchemaFile, SchemaRead } from './payload-protocol.ts';

type Messages = Map<string, ProtoMessage>;
type Enums = Map<string, Map<number, string>>;

const fullName = (name: string): string => name.replace(/^\./, '');

/** The type of a field, where the schema has it. */
function typeOf(field: protobuf.Field): Pick<ProtoField, 'type' | 'typeName'> {
  try {
    field.resolve();
  } catch {
    return { type: 'message', typeName: null };
  }
  const { resolvedType } = field;
  if (resolvedType === null) return { type: field.type as ProtoType, typeName: null };
  const typeName = fullName(resolvedType.fullName);
  return { type: resolvedType instanceof protobuf.Enum ? 'enum' : 'message', typeName };
}

function addType(type: protobuf.Type, messages: Messages): void {
  const name = fullName(type.fullName);
  const fields = new Map<number, ProtoField>();
  for (const field of type.fieldsArray) {
    if (!(field instanceof protobuf.MapField)) {
      fields.set(field.id, { name: field.name, ...typeOf(field) });
      continue;
    }
    const entry = `${name}.${field.name} (entry)`;
    fields.set(field.id, { name: field.name, type: 'message', typeName: entry });
    const key: ProtoField = { name: 'key', type: field.keyType as ProtoType, typeName: null };
    const value: ProtoField = { name: 'value', ...typeOf(field) };
    messages.set(entry, {
      name: entry,
      fields: new Map([
        [1, key],
        [2, value],
      ]),
      isEntry: true,
    }); // prettier-ignore
  }
  messages.set(name, { name, fields, isEntry: false });
}

function addAll(space: protobuf.NamespaceBase, messages: Messages, enums: Enums): void {
  for (const one of space.nestedArray) {
    if (one instanceof protobuf.Enum) {
      enums.set(
        fullName(one.fullName),
        new Map(Object.entries(one.values).map(([word, number]) => [number, word])),
      );
    }
    if (one instanceof protobuf.Type) addType(one, messages);
    if (one instanceof protobuf.Namespace) addAll(one, messages, enums);
  }
}

/** Parses files into one root. Returns what is wrong with the first that cannot be read. */
function parseInto(root: protobuf.Root, files: readonly SchemaFile[]): string | null {
  for (const { name, bytes } of files) {
    try {
      const { imports = [] } = protobuf.parse(decodeText(bytes), root, { keepCase: true });
      for (const path of imports) {
        const known = protobuf.common.get(path);
        if (known?.nested) root.addJSON(known.nested);
      }
    } catch (error) {
      const said = error instanceof Error ? error.message : String(error);
      return `Expected a .proto file, found in ${name}: ${said}.`;
    }
  }
  return null;
}

/** Reads all files of a schema together: they may import each other. */
export function readSchema(
  files: readonly SchemaFile[],
): SchemaRead & { readonly schema: ProtoSchema | null } {
  const messages: Messages = new Map();
  const enums: Enums = new Map();
  const failed = (problem: string) => ({ schema: null, problem, messages: [], missing: [] });
  const texts = files.filter(({ name }) => /\.proto$/i.test(name));
  const root = new protobuf.Root();
  const problem = parseInto(root, texts);
  if (problem !== null) return failed(problem);
  addAll(root, messages, enums);
  for (const { name, bytes } of files.filter((file) => !texts.includes(file))) {
    const set = readDescriptorSet(bytes);
    if (set === null) {
      return failed(
        `Expected a FileDescriptorSet, as protoc --descriptor_set_out writes it, found other bytes in ${name}.`,
      );
    }
    for (const [key, value] of set.messages) messages.set(key, value);
    for (const [key, value] of set.enums) enums.set(key, new Map(value));
  }
  const own = [...messages.values()].filter(
    ({ isEntry, name }) => !isEntry && !name.startsWith('google.protobuf.'),
  );
  if (own.length === 0) return failed('Expected a message in the schema, found none.');
  const missing = own.flatMap(({ name, fields }) =>
    [...fields.values()]
      .filter(({ type, typeName }) => type === 'message' && (typeName === null || !messages.has(typeName)))
      .map((field) => `${name}.${field.name}`),
  );
  return { schema: { messages, enums }, problem: null, messages: own.map(({ name }) => name), missing };
}
