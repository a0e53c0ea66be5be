import { expect, test, vi } from 'vitest';
import { MemoryStore } from '../bytes/store.ts';
import { noAssumptions } from '../model/assumptions.ts';
import { violationNames } from '../model/violation.ts';
import { ConnectionDecoder } from '../websocket/connection-decoder.ts';
import { findingsOf } from './findings.ts';
import { rules } from './rules/registry.ts';

vi.mock('../model/violation.ts', async (original) => {
  const module = await original<typeof import('../model/violation.ts')>();
  return { ...module, violationNames: vi.fn(module.violationNames) };
});

test('words are made for the findings that are shown, the others are counted', () => {
  // Continuations of no message, empty and without FIN: every frame is one finding.
  const bytes = new Uint8Array(20_000);
  const store = new MemoryStore('test');
  const decoder = new ConnectionDecoder(
    0,
    { transport: 'bytes', roles: 'known', fidelity: 'bytes', client: null, server: null, store },
    store,
    noAssumptions,
  );
  for (let i = 0; i < bytes.length; i += 2) bytes[i] = 0x80;
  decoder.data('server', bytes, store.append(bytes), Number.NaN);
  decoder.finish();
  vi.mocked(violationNames).mockClear();
  const { findings, count, frameCount } = findingsOf(decoder.view(), 10);
  expect(findings.map(({ rule }) => rule)).toEqual(Array(10).fill('unexpected-continuation'));
  expect([count, frameCount]).toEqual([10_000, 10_000]);
  expect(violationNames).toHaveBeenCalledTimes(10);
});

test('each bit that a frame can have is one rule', async () => {
  const { violation } = await import('../model/violation.ts');
  expect(rules.map((rule) => rule.violation).sort()).toEqual(Object.keys(violation).sort());
});
