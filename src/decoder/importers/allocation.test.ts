// No length that a file claims decides what is allocated: whatever number stands at whatever place, what is
// taken at one go stays within a few times the input. The whole way is tried: importer, reassembly, frames,
// inflating, diagnosis.

import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createSession } from '../../worker/session.ts';
import { noAssumptions } from '../model/assumptions.ts';

const root = join(import.meta.dirname, '../../..');
/** At one go: the first chunks of columns and buffers that do not depend on the input are smaller. */
const allowed = 2 * 2 ** 20;

const constructors = [
  'ArrayBuffer',
  'Uint8Array',
  'Uint16Array',
  'Uint32Array',
  'Int32Array',
  'Float64Array',
  'Array',
] as const;
type Constructor = new (...values: unknown[]) => object;
const originals = new Map<string, Constructor>();
const names = globalThis as unknown as Record<string, Constructor>;
let largest = 0;

function watched(name: string, original: Constructor): Constructor {
  return new Proxy(original, {
    construct(target, values, newTarget) {
      if (typeof values[0] === 'number') {
        largest = Math.max(largest, values[0]);
        // Said by the test, not by the machine running out of memory.
        if (values[0] > 256 * 2 ** 20) throw new Error(`new ${name}(${values[0]})`);
      }
      return Reflect.construct(target, values, newTarget);
    },
  });
}

function captures(): string[] {
  const inputs: string[] = [];
  for (const [folder, most] of [
    ['e2e/fixtures/network', 60],
    ['e2e/fixtures/mitmproxy', 3],
    ['e2e/fixtures/saz', 3],
    ['e2e/fixtures/raw', 3],
    ['e2e/captures/healthy', 3],
    ['e2e/captures/message-too-large', 2],
    ['e2e/captures/deflate-corrupt', 2],
  ] as const) {
    const files = readdirSync(join(root, folder))
      .filter((name) => !/\.(json|ts)$/.test(name))
      .map((name) => join(folder, name))
      .filter((path) => statSync(join(root, path)).size <= 20_000);
    inputs.push(...files.slice(0, most));
  }
  return inputs;
}

async function open(bytes: Uint8Array<ArrayBuffer>): Promise<void> {
  const session = createSession();
  const context = { signal: { cancelled: false }, progress: () => undefined as never };
  const input = { kind: 'bytes', bytes, name: 'x', format: null, assumptions: noAssumptions } as const;
  const { capture: view } = await session.open(input, context);
  for (const { id, frames } of view.connections) {
    if (frames === 0) continue;
    await session.rows({ connection: id, filter: '', from: 0, count: 20 }, context);
    await session.frame({ connection: id, frame: frames - 1 }, context);
  }
}

/** Numbers that lengths like to be when they are wrong, and how they are written. */
const writes: readonly ((view: DataView, at: number) => void)[] = [
  (view, at) => view.setUint32(at, 0x7fffffff),
  (view, at) => view.setUint32(at, 0x7fffffff, true),
  (view, at) => view.setUint32(at, 0x3fffffff, true),
  (view, at) => view.setUint32(at, 0xfffffff0),
  (view, at) => view.setUint32(at, 0x00fffffe, true),
  (view, at) => view.setUint16(at, 0xffff),
];

describe('a claimed length allocates nothing', () => {
  beforeAll(() => {
    for (const name of constructors) {
      originals.set(name, names[name]);
      names[name] = watched(name, names[name]);
    }
  });
  afterAll(() => {
    for (const [name, original] of originals) names[name] = original;
  });

  test('the watch sees what is allocated', () => {
    largest = 0;
    expect(new Uint8Array(3 * 2 ** 20).length).toBe(3 * 2 ** 20);
    expect(largest).toBe(3 * 2 ** 20);
  });

  test.each(captures())('%s', async (path) => {
    const bytes = new Uint8Array(readFileSync(join(root, path)));
    const step = Math.max(1, Math.floor(bytes.length / 40));
    for (let at = 0; at + 4 <= bytes.length; at += at < 64 ? 4 : step) {
      const damaged = bytes.slice();
      writes[at % writes.length](new DataView(damaged.buffer), at);
      largest = 0;
      await open(damaged);
      expect(largest, `at ${at}`).toBeLessThanOrEqual(allowed + bytes.length * 4);
    }
  });
});
