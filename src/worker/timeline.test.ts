import { openAsBlob } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { noAssumptions } from '../decoder/model/assumptions.ts';
import { createSession } from './session.ts';

const folder = new URL('../../e2e/captures/', import.meta.url).pathname;
const context = { signal: { cancelled: false }, progress: () => {} };
const whole = { from: 0, to: Number.POSITIVE_INFINITY };

async function opened(name: string) {
  const session = createSession();
  const file = await openAsBlob(folder + name);
  await session.open(
    { name: 'capture', format: null, assumptions: noAssumptions, kind: 'file', file },
    context,
  );
  return session;
}

describe('the times of a connection', () => {
  test('every frame is in one bin, whatever the number of bins', async () => {
    const session = await opened('healthy/keep-alive-request-before.pcap');
    for (const bins of [1, 7, 400]) {
      const view = await session.timeline({ connection: 0, ...whole, bins }, context);
      const frames = [...(view?.lanes.client ?? []), ...(view?.lanes.server ?? [])];
      const { capture } = await session.assume({ assumptions: noAssumptions, target: null }, context);
      expect(frames.reduce((sum, one) => sum + one.frames, 0)).toBe(capture.connections[0].frames);
      expect(frames.every(({ bin }) => bin >= 0 && bin < bins)).toBe(true);
    }
  });
});

async function wholeOf(name: string) {
  return (await opened(name)).timeline({ connection: 0, ...whole, bins: 100 }, context);
}

describe('what is named', () => {
  test('a silence up to the end, the end and its sender', async () => {
    const view = await wholeOf('idle-timeout/apache-timeout-60s-default.pcap');
    expect(
      view?.silences.map(({ after, before, from, to }) => [after, before, Math.round(to - from)]),
    ).toEqual([[3, null, 60]]);
    expect(view?.marks.map(({ kind, sender }) => `${sender} ${kind}`)).toEqual(['server fin', 'client fin']);
  });

  test('pings with their answers and round trips', async () => {
    const view = await wholeOf('healthy/binary-with-pings-in-context.pcap');
    expect(view?.pings).toMatchObject({ count: 9, paired: 9, answered: 9, unanswered: [] });
    expect(view?.pings.median).toBeGreaterThan(0);
    expect(view?.pings.longest).toBeGreaterThanOrEqual(view?.pings.median ?? Number.NaN);
  });

  test('a ping that no pong answers', async () => {
    const view = await wholeOf('idle-timeout/autobahn-keepalive-without-pong.pcap');
    expect(view?.pings).toMatchObject({ count: 1, answered: 0, median: null });
    expect(view?.pings.unanswered).toMatchObject([{ frame: 3, sender: 'server', pong: null, seconds: null }]);
  });
});

test('a part of the time has the frames of that part alone', async () => {
  const session = await opened('healthy/binary-with-pings-in-context.pcap');
  const all = await session.timeline({ connection: 0, ...whole, bins: 100 }, context);
  const half = (all?.duration ?? 0) / 2;
  const count = (view: typeof all) =>
    [...(view?.lanes.client ?? []), ...(view?.lanes.server ?? [])].reduce((sum, one) => sum + one.frames, 0);
  const first = await session.timeline({ connection: 0, from: 0, to: half, bins: 100 }, context);
  const second = await session.timeline({ connection: 0, from: half, to: 1e9, bins: 100 }, context);
  expect(count(first)).toBeGreaterThan(0);
  expect(count(first) + count(second)).toBe(count(all));
});

test('bytes without times have no timeline', async () => {
  const session = createSession();
  const input = { name: 'pasted', format: null, assumptions: noAssumptions, kind: 'text' } as const;
  await session.open({ ...input, text: '81 05 48 65 6c 6c 6f' }, context);
  expect(await session.timeline({ connection: 0, ...whole, bins: 100 }, context)).toBeNull();
});
