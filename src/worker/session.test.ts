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
