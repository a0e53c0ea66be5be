// Without WebAssembly the decoder gives the same results, more slowly.

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { CaptureView, SessionHandlers } from '../../worker/protocol.ts';

const captures = join(import.meta.dirname, '../../../e2e/captures');
const context = { signal: { cancelled: false }, progress: () => undefined as never };

/** Sound traffic, and faults that only the checks of payloads find. */
const folders = [
  'healthy',
  'text-not-utf8',
  'deflate-corrupt',
  'context-takeover-mismatch',
  'wrong-mask-key',
];
const files = folders.flatMap((folder) =>
  readdirSync(join(captures, folder))
    .filter((name) => !name.endsWith('.json'))
    .map((name) => join(captures, folder, name)),
);

async function session(): Promise<{ handlers: SessionHandlers; hasKernels: boolean }> {
  vi.resetModules();
  const { kernels } = await import('../bytes/kernels/kernels.ts');
  const { createSession } = await import('../../worker/session.ts');
  return { handlers: createSession(), hasKernels: kernels !== null };
}

async function open(handlers: SessionHandlers, path: string): Promise<CaptureView> {
  const { noAssumptions } = await import('../model/assumptions.ts');
  const bytes = new Uint8Array(readFileSync(path));
  const answer = await handlers.open(
    { kind: 'bytes', bytes, name: 'capture', format: null, assumptions: noAssumptions },
    context,
  );
  return answer.capture;
}

describe('without kernels', () => {
  let plain: SessionHandlers;
  let quick: SessionHandlers;

  beforeAll(async () => {
    const first = await session();
    expect(first.hasKernels).toBe(true);
    quick = first.handlers;
    vi.stubGlobal('WebAssembly', undefined);
    const second = await session();
    expect(second.hasKernels).toBe(false);
    plain = second.handlers;
  });
  afterAll(() => {
    vi.unstubAllGlobals();
    vi.resetModules();
  });

  it.each(files.map((path) => [path.slice(captures.length + 1), path]))(
    '%s is read the same',
    async (_, path) => {
      const expected = await open(quick, path);
      const found = await open(plain, path);
      expect(found).toEqual(expected);
      for (const { id, frames } of expected.connections) {
        const rows = { connection: id, filter: '', from: 0, count: frames };
        expect(await plain.rows(rows, context)).toEqual(await quick.rows(rows, context));
      }
    },
  );
});
