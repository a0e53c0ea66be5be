// Messages that protoc encoded (schema/make.sh), named by its `.proto` files and by its descriptor set.

import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import type { DecodedPayload, PayloadNode } from '../../src/decoder/payloads/contents.ts';
import { decodePayload } from '../../src/decoder/payloads/decode.ts';
import { noFacts } from '../../src/testing/payload-examples.ts';
import { readSchema } from '../../src/worker/proto-files.ts';
import type { SchemaFile } from '../../src/worker/protocol.ts';

const file = (name: string): SchemaFile => ({
  name,
  bytes: new Uint8Array(readFileSync(fileURLToPath(new URL(`schema/${name}`, import.meta.url)))),
});
const text = (name: string, content: string): SchemaFile => ({
  name,
  bytes: new TextEncoder().encode(content),
});
const proto = [file('shop.proto'), file('money.proto')];
const order = file('order.bin').bytes;

function decodeWith(
  files: readonly SchemaFile[],
  bytes: Uint8Array,
  format: string | null = null,
): DecodedPayload {
  const { schema, problem } = readSchema(files);
  expect(problem).toBeNull();
  const chosen = schema && { schema, message: null };
  return decodePayload(bytes, { ...noFacts, kind: 'binary', schema: chosen }, format);
}

function linesOf(nodes: readonly PayloadNode[], depth = 0): string[] {
  return nodes.flatMap(({ label, value, problem, children }) => [
    `${'  '.repeat(depth)}${label}: ${value}${problem === null ? '' : ` (${problem})`}`,
    ...linesOf(children, depth + 1),
  ]);
}

const tree = [
  'number: 4711',
  'state: 2 (SENT)',
  'items: shop.Order.Item',
  '  name: “tea”',
  '  count: 2',
  '  price: shop.Money',
  '    currency: “EUR”',
  '    cents: -250',
  '  weight: 0.5',
  '  discount: 0.25',
  'labels: ',
  '  key: “gift”',
  '  value: “yes”',
  'placed: google.protobuf.Timestamp',
  '  seconds: 1700000000',
  'cash: true',
  'ratings: [3]',
  '  0: 5',
  '  1: -1',
  '  2: 300',
  'signature: 01 02 ff',
];

describe('a schema of Protocol Buffers', () => {
  for (const [kind, files] of [
    ['.proto files', proto],
    ['a descriptor set', [file('shop.protoset')]],
  ] as const) {
    it(`names and types the fields: ${kind}`, () => {
      const decoded = decodeWith(files, order);
      expect(decoded.format).toMatchObject({ id: 'protobuf', grade: 'likely' });
      expect(decoded.summary).toBe('shop.Order, 8 fields');
      expect(linesOf(decoded.nodes)).toEqual(tree);
    });

    it(`tells messages apart: ${kind}`, () => {
      expect(decodeWith(files, file('cancel.bin').bytes).summary).toBe('shop.Cancel, 2 fields');
    });
  }

  it('a value stands in the bytes that it names', () => {
    const { nodes } = decodeWith(proto, order);
    const name = nodes[2].children[0];
    // Its tag and its length stand before the text.
    expect([...order.subarray(name.start, name.end)]).toEqual([0x0a, 3, ...new TextEncoder().encode('tea')]);
  });

  it('another message can be chosen, and says what does not fit it', () => {
    const { format, nodes, formats } = decodeWith(proto, order, 'protobuf:shop.Cancel');
    expect(format.id).toBe('protobuf:shop.Cancel');
    expect(linesOf(nodes)[0]).toBe('number: 4711');
    expect(linesOf(nodes)[1]).toMatch(
      /^reason: 2 \(Expected a value of type string, found another, at 0x9\.\)$/,
    );
    expect(linesOf(nodes)[2]).toMatch(/^field 3, not in shop\.Cancel: /);
    const offered = formats.filter(({ id }) => id.startsWith('protobuf:')).map(({ id }) => id);
    expect(offered[0]).toBe('protobuf:shop.Order');
    expect(offered).toContain('protobuf:shop.Cancel');
    expect(offered.join()).not.toMatch(/entry/i);
  });

  it('a schema of something else names no field, and says so', () => {
    const other = text('other.proto', 'syntax = "proto3"; message Ping { string at = 1; }');
    const { summary, nodes } = decodeWith([other], order);
    expect(summary).toBe('message of 8 fields: no message of the schema has them all');
    expect(nodes[0].label).toBe('field 1');
  });

  it('a file that is no schema is named, with the line', () => {
    const problemOf = (...files: SchemaFile[]) => readSchema(files).problem;
    expect(problemOf(text('a.proto', 'syntax = "proto3";\nmessage A { strin }'))).toMatch(
      /^Expected a \.proto file, found in a\.proto: .*line 2/,
    );
    expect(problemOf(text('a.proto', 'hello'))).toMatch(/^Expected a \.proto file, found in a\.proto: /);
    expect(problemOf(text('a.proto', 'syntax = "proto3"; enum A { B = 0; }'))).toBe(
      'Expected a message in the schema, found none.',
    );
    expect(problemOf({ name: 'a.desc', bytes: order })).toMatch(
      /^Expected a FileDescriptorSet, .*, found other bytes in a\.desc\.$/,
    );
  });

  it('fields whose message no file defines are named', () => {
    const { missing, schema } = readSchema([file('shop.proto')]);
    expect(missing).toEqual(['shop.Order.Item.price']);
    expect(schema).not.toBeNull();
  });
});
