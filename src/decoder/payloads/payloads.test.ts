// The laws of all formats: recognised by the registry, bounded, linear, and never an exception on bad bytes.

import { describe, expect, it } from 'vitest';
import { concat, hex, utf8 } from '../../testing/bytes.ts';
import { expectLinear } from '../../testing/growth.ts';
import { noFacts, payloadExamples } from '../../testing/payload-examples.ts';
import { seededRandomBelow } from '../../testing/random.ts';
import { decodePayload } from './decode.ts';
import type { PayloadFormat } from './format.ts';
import { formats } from './registry.ts';
import { type PayloadFacts, PayloadSample } from './sample.ts';
import { maxDepth, maxNodes, type PayloadNode, PayloadTree } from './tree.ts';

function* all(nodes: readonly PayloadNode[], depth = 1): Generator<{ node: PayloadNode; depth: number }> {
  for (const node of nodes) {
    yield { node, depth };
    yield* all(node.children, depth + 1);
  }
}

/** Every range is in the payload, and the tree is bounded. */
function expectSound(nodes: readonly PayloadNode[], length: number): void {
  let count = 0;
  for (const { node, depth } of all(nodes)) {
    count++;
    const isInside = node.start >= 0 && node.start <= node.end && node.end <= length;
    if (!isInside) expect.fail(`${node.label}: ${node.start} to ${node.end} of ${length} bytes`);
    if (depth > 4 * maxDepth) expect.fail(`${node.label} at depth ${depth}`);
  }
  expect(count).toBeLessThanOrEqual(maxNodes);
}

/** The tree of a payload that is read as a format, whether it is one or not. */
function treeOf(format: PayloadFormat, bytes: Uint8Array, facts: PayloadFacts): readonly PayloadNode[] {
  const tree = new PayloadTree(bytes);
  format.parse(tree, new PayloadSample(bytes, facts));
  return tree.roots;
}

describe('every format', () => {
  it('has an example', () => {
    const named = new Set(payloadExamples.map(({ format }) => format));
    expect(formats.map(({ id }) => id).filter((id) => !named.has(id))).toEqual([]);
  });

  it('has an id and a name of its own', () => {
    expect(new Set(formats.map(({ id }) => id)).size).toBe(formats.length);
    expect(new Set(formats.map(({ name }) => name)).size).toBe(formats.length);
  });

  for (const [i, { format, bytes, facts, summary }] of payloadExamples.entries()) {
    it(`${format}: example ${i} is recognised and decoded`, () => {
      const decoded = decodePayload(bytes, facts);
      expect(decoded.format.id).toBe(format);
      expect(decoded.summary).toBe(summary);
      expectSound(decoded.nodes, bytes.length);
      expect([...all(decoded.nodes)].map(({ node }) => node.problem).filter((one) => one !== null)).toEqual(
        [],
      );
    });
  }

  it('reads each example as any format, cut at every byte, without an exception', () => {
    for (const { bytes, facts } of payloadExamples) {
      for (let end = 0; end <= bytes.length; end++) {
        const part = bytes.subarray(0, end);
        for (const format of formats) expectSound(treeOf(format, part, facts), end);
        expectSound(decodePayload(part, facts).nodes, end);
      }
    }
  });

  it('reads changed bytes without an exception', () => {
    const below = seededRandomBelow(7);
    for (const { bytes, facts, format } of payloadExamples) {
      for (let round = 0; round < 200; round++) {
        const changed = bytes.slice();
        for (let i = 0; i <= below(3); i++) changed[below(bytes.length)] = below(256);
        expectSound(decodePayload(changed, facts).nodes, changed.length);
        expectSound(decodePayload(changed, facts, format).nodes, changed.length);
      }
    }
  });
});

describe('random bytes', () => {
  const below = seededRandomBelow(11);
  const random = (length: number) => Uint8Array.from({ length }, () => below(256));

  it('are bytes, hardly ever a format', () => {
    const wrong = new Map<string, number>();
    const rounds = 4000;
    for (let i = 0; i < rounds; i++) {
      const { format } = decodePayload(random(1 + below(300)), { ...noFacts, kind: 'binary' });
      if (format.id !== 'bytes' && format.id !== 'text')
        wrong.set(format.id, (wrong.get(format.id) ?? 0) + 1);
      expect(format.id === 'bytes' || format.grade !== 'certain' || format.id === 'text').toBe(true);
    }
    const count = [...wrong.values()].reduce((sum, one) => sum + one, 0);
    expect(count / rounds, JSON.stringify([...wrong])).toBeLessThan(0.001);
  });

  it('never throw, read as any format', () => {
    for (let i = 0; i < 300; i++) {
      const bytes = random(below(400));
      const facts = { ...noFacts, kind: i % 2 ? ('binary' as const) : ('text' as const) };
      for (const format of formats) expectSound(treeOf(format, bytes, facts), bytes.length);
    }
  });
});

describe('hostile payloads', () => {
  const repeated = (unit: string, times: number) => utf8(unit.repeat(times));
  const cases: readonly (readonly [string, Uint8Array])[] = [
    ['open brackets', repeated('[', 200_000)],
    ['open objects', repeated('{"a":', 100_000)],
    ['many values', repeated('[1,2,3],', 50_000)],
    ['MessagePack arrays in arrays', new Uint8Array(200_000).fill(0x91)],
    ['MessagePack maps in maps', new Uint8Array(200_000).fill(0x81)],
    ['CBOR arrays in arrays', new Uint8Array(200_000).fill(0x81)],
    ['CBOR tags', new Uint8Array(200_000).fill(0xc1)],
    ['CBOR arrays without an end', new Uint8Array(200_000).fill(0x9f)],
    ['a MessagePack array of 4 billion values', Uint8Array.of(0xdd, 0xff, 0xff, 0xff, 0xff)],
    ['a CBOR array of 2^64 values', Uint8Array.of(0x9b, ...new Array(8).fill(0xff))],
    ['Protocol Buffers messages in messages', new Uint8Array(60_000).fill(0x0a)],
    ['STOMP headers', repeated('SEND\na:b\n', 50_000)],
    ['MQTT packets', repeated('\u00300\0', 50_000)],
    ['quotation marks', repeated('"', 200_000)],
    ['backslashes', repeated('"\\', 100_000)],
  ];
  for (const [name, bytes] of cases) {
    it(`${name}: each format ends with a bounded tree`, () => {
      for (const kind of ['text', 'binary'] as const) {
        const facts = { ...noFacts, kind };
        for (const format of formats) expectSound(treeOf(format, bytes, facts), bytes.length);
        expectSound(decodePayload(bytes, facts).nodes, bytes.length);
      }
    });
  }
});

describe('the work of decoding', () => {
  const unlimited = Number.POSITIVE_INFINITY;
  const workOf = (id: string, bytes: Uint8Array, facts: PayloadFacts): number => {
    const tree = new PayloadTree(bytes, undefined, unlimited);
    formats.find((one) => one.id === id)?.parse(tree, new PayloadSample(bytes, facts));
    return tree.work + tree.nodeCount;
  };
  const repeated = (unit: Uint8Array, times: number, ends: readonly [string, string] = ['', '']) =>
    concat([utf8(ends[0]), ...Array.from({ length: times }, () => unit), utf8(ends[1])]);

  for (const { format: id, bytes, facts } of payloadExamples) {
    if (id === 'bytes') continue;
    it(`${id} grows as the payload does`, () => {
      expectLinear((size) => workOf(id, repeated(bytes, size), facts), 50);
    });
  }

  it('JSON grows with its values', () => {
    expectLinear((size) => workOf('json', repeated(utf8('{"a":["b",1]},'), size, ['[', '0]']), noFacts), 200);
  });

  it('a CBOR array grows with its values', () => {
    expectLinear(
      (size) =>
        workOf('cbor', concat([hex('9f'), repeated(hex('a1 61 61 82 01 02'), size), hex('ff')]), noFacts),
      200,
    );
  });

  it('Protocol Buffers messages in messages grow with their length', () => {
    expectLinear((size) => workOf('protobuf', repeated(hex('0a 04 12 02 08 01'), size), noFacts), 200);
  });
});
