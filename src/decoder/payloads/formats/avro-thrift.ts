// Formats that are named by their signature and not decoded: they need a schema that is not in the message.

import { u32 } from '../../bytes/integers.ts';
import { startsWith } from '../../bytes/starts-with.ts';
import type { Grade } from '../../model/importer.ts';
import { formatBytes } from '../../model/words.ts';
import { FieldReader } from '../fields.ts';
import type { PayloadFormat } from '../format.ts';
import type { PayloadTree } from '../tree.ts';

interface Signature {
  readonly name: string;
  grade(bytes: Uint8Array): Grade;
  /** Adds the fields at the beginning. */
  parse(reader: FieldReader): void;
}

const thriftTypes: Readonly<Record<number, string>> = { 1: 'call', 2: 'reply', 3: 'exception', 4: 'oneway' };
const strictThrift = 0x8001;
/** A name of a method and its sequence number. */
const minThrift = 12;

function thriftName(bytes: Uint8Array): Grade {
  const isStrict =
    bytes.length >= minThrift && u32(bytes, 0) >>> 16 === strictThrift && bytes[3] >= 1 && bytes[3] <= 4;
  if (!isStrict || bytes[2] !== 0) return 'no';
  const length = u32(bytes, 4);
  const name = length <= 100 ? String.fromCharCode(...bytes.subarray(8, 8 + length)) : '';
  return /^[A-Za-z_]\w*(?::\w+)?$/.test(name) ? 'certain' : 'no';
}

const signatures: readonly Signature[] = [
  {
    name: 'Avro file',
    grade: (bytes) => (startsWith(bytes, 'Obj\u0001') ? 'certain' : 'no'),
    parse: (reader) => {
      reader.bytes(null, 'signature', 4);
    },
  },
  {
    name: 'Avro message',
    grade: (bytes) => (startsWith(bytes, '\u00c3\u0001') && bytes.length >= 10 ? 'possible' : 'no'),
    parse: (reader) => {
      reader.bytes(null, 'signature', 2);
      reader.bytes(null, 'fingerprint of the schema', 8);
    },
  },
  {
    name: 'Avro of a schema registry',
    grade: (bytes) => (bytes.length > 5 && bytes[0] === 0 && u32(bytes, 1) < 100_000 ? 'possible' : 'no'),
    parse: (reader) => {
      reader.bytes(null, 'signature', 1);
      reader.number(null, 'schema id', 4);
    },
  },
  {
    name: 'Thrift call',
    grade: thriftName,
    parse: (reader) => {
      reader.bytes(null, 'version', 3);
      reader.number(null, 'message type', 1, { words: thriftTypes });
      const length = reader.number(null, 'length of the name', 4);
      if (length !== null) reader.text(null, 'name', length);
      reader.number(null, 'sequence number', 4);
    },
  },
];

const order: readonly Grade[] = ['certain', 'likely', 'possible', 'no'];

function best(bytes: Uint8Array): { signature: Signature; grade: Grade } {
  return signatures
    .map((signature) => ({ signature, grade: signature.grade(bytes) }))
    .reduce((a, b) => (order.indexOf(b.grade) < order.indexOf(a.grade) ? b : a));
}

function addRest(tree: PayloadTree, reader: FieldReader): void {
  if (reader.left > 0) reader.bytes(null, 'data, which needs a schema', reader.left);
  tree.work += 1;
}

export const avroThriftFormat: PayloadFormat = {
  id: 'avro-thrift',
  name: 'Avro or Thrift',
  layer: 'encoding',
  recognise: ({ bytes, facts }) => (facts.kind === 'text' ? 'no' : best(bytes).grade),

  parse(tree) {
    const { signature, grade } = best(tree.bytes);
    const reader = new FieldReader(tree);
    if (grade !== 'no') signature.parse(reader);
    addRest(tree, reader);
    return grade === 'no' ? 'no signature' : `${signature.name}, ${formatBytes(tree.bytes.length)}`;
  },
};
