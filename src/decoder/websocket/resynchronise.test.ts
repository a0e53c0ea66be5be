import { expect, test, vi } from 'vitest';
import { readChain } from './chain.ts';
import { findBoundary } from './resynchronise.ts';

vi.mock('./chain.ts', async (original) => {
  const module = await original<typeof import('./chain.ts')>();
  return { ...module, readChain: vi.fn(module.readChain) };
});

test.each([
  // A continuation of 15 bytes and a reserved opcode, at every second byte.
  ['0f 00', [0x0f, 0x00]],
  // A length that needs no 16 bits; continuations between.
  ['82 7e 00 01 00', [0x82, 0x7e, 0x00, 0x01, 0x00]],
  // A text of 65535 bytes, which extends past the end.
  ['81 7e ff ff 61', [0x81, 0x7e, 0xff, 0xff, 0x61]],
])('%s again and again is passed without reading frames', (_, unit) => {
  const bytes = Uint8Array.from({ length: 1 << 16 }, (_, i) => unit[i % unit.length]);
  vi.mocked(readChain).mockClear();
  expect(findBoundary(bytes, 1, bytes.length, { sender: 'server', deflate: false })).toBeNull();
  expect(vi.mocked(readChain).mock.calls.length).toBeLessThan(100);
});
