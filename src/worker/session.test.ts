import { readFileSync } from 'node:fs';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { noAssumptions } from '../decoder/model/assumptions.ts';
import type { CallContext, Operations } from './protocol.ts';
import { createSession } from './session.ts';

const sample = new URL('../../public/samples/healthy.pcapng', import.meta.url);
const file = new File([readFileSync(sample)], 'healthy.pcapng');
const input = { kind: 'file', file, name: file.name, format: null, assumptions: noAssumptions } as const;
const quiet = <K extends 'rows' | 'open'>(): CallContext<K> => ({
  signal: { cancelled: false },
  progress: () => undefined,
});

afterEach(() => vi.restoreAllMocks());

describe('open', () => {
  /** Every look at the clock is a second later than the one before, so that progress is said after each piece. */
  function hurry(): void {
    let time = 0;
    vi.spyOn(performance, 'now').mockImplementation(() => {
      time += 1000;
      return time;
    });
  }

  it('answers for the first rows while the rest is read', async () => {
    hurry();
    const session = createSession();
    let early: Promise<Operations['rows']['out']> | null = null;
    await session.open(input, {
      ...quiet(),
      progress: ({ capture }) => {
        if (capture) early ??= session.rows({ connection: 0, filter: '', from: 0, count: 4 }, quiet());
      },
    });
    expect((await (early as unknown as Promise<Operations['rows']['out']>)).rows.length).toBe(4);
  });

  it('lets go of what was read when it is cancelled', async () => {
    hurry();
    const session = createSession();
    const signal = { cancelled: false };
    const opening = session.open(input, {
      signal,
      progress: () => {
        signal.cancelled = true;
      },
    });
    await expect(opening).rejects.toThrow();
    await expect(session.rows({ connection: 0, filter: '', from: 0, count: 4 }, quiet())).rejects.toThrow(
      'Nothing is open.',
    );
  });
});

describe('a WebSocket inside HTTP/2', () => {
  const folder = new URL('../../e2e/fixtures/netlog/', import.meta.url);
  const firstCauses = async (name: string) => {
    const own = new File([readFileSync(new URL(name, folder))], name);
    const { capture: view } = await createSession().open({ ...input, file: own, name }, quiet());
    return Object.fromEntries(
      view.connections.map(({ url, handshake, diagnosis }) => {
        const failed = handshake?.checks.filter(({ ok }) => !ok).map(({ id }) => id) ?? [];
        return [new URL(url ?? '').pathname, [diagnosis[0].cause, ...failed]];
      }),
    );
  };

  it('is sound without Upgrade, Key and 101, which it does not have', async () => {
    const refused = ['upgrade-refused', 'status'];
    expect(await firstCauses('http2-sound.json')).toEqual({
      '/echo': ['healthy'],
      '/deflate': ['healthy'],
      '/refused': refused,
    });
    expect(await firstCauses('http2-haproxy.json')).toEqual({ '/deflate': ['healthy'], '/nowhere': refused });
  });

  it('breaks for the same causes as any other', async () => {
    expect(await firstCauses('http2-broken.json')).toEqual({
      '/rsv1': ['reserved-bits'],
      '/http': ['http-response-on-websocket'],
      '/masked': ['server-masked-frame'],
      '/reset': ['abnormal-close'],
    });
  });
});
