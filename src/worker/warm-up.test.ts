import { afterEach, expect, test, vi } from 'vitest';
import { FastPathPackets } from '../decoder/fast-path/packets.ts';
import { noAssumptions } from '../decoder/model/assumptions.ts';
import { createSession } from './session.ts';
import { warmUp, warmUpCapture } from './warm-up.ts';

const context = { signal: { cancelled: false }, progress: () => undefined };

afterEach(() => vi.restoreAllMocks());

test.each([false, true])('its capture decodes without a finding (compressed: %s)', async (compressed) => {
  const bytes = await warmUpCapture(compressed);
  const input = { kind: 'bytes', bytes, name: '', format: null, assumptions: noAssumptions } as const;
  const { connections, notes } = (await createSession().open(input, context)).capture;
  expect(notes).toEqual([]);
  expect(connections).toHaveLength(1);
  expect(connections[0].diagnosis?.[0]?.cause).toBe('healthy');
  expect(connections[0].handshake?.deflate === null).toBe(!compressed);
});

test('runs all rounds, with the fast path', async () => {
  const run = vi.spyOn(FastPathPackets.prototype, 'read');
  let polls = 0;
  await warmUp(() => {
    polls++;
    return false;
  });
  expect(polls).toBeGreaterThan(20);
  expect(run.mock.calls.length).toBeGreaterThan(polls);
});

test('does nothing once a request is waiting', async () => {
  const run = vi.spyOn(FastPathPackets.prototype, 'read');
  await warmUp(() => true);
  expect(run).not.toHaveBeenCalled();
});
