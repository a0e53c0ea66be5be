import { describe, expect, it, vi } from 'vitest';
import { noAssumptions } from '../decoder/model/assumptions.ts';
import { CallCancelled, CallFailed, createClient, type Runner, type RunnerEvents } from './client.ts';
import type { Handlers, Request } from './protocol.ts';
import { sessionRunner } from './serve.ts';

/** A runner whose decoder is the test itself. */
function puppet() {
  const posted: Request[] = [];
  const lives: RunnerEvents[] = [];
  let stops = 0;
  const runner: Runner = (events) => {
    lives.push(events);
    return { post: (request) => void posted.push(request), stop: () => void stops++ };
  };
  return { runner, posted, lives, stopped: () => stops };
}

const where = { connection: 0, filter: '' };
const firstFrame = { connection: 0, frame: 0 };

describe('createClient', () => {
  it('gives each call its own reply, in any order', async () => {
    const { runner, lives } = puppet();
    const client = createClient(runner);
    const first = client.call('filter', where);
    const second = client.call('filter', where);
    lives[0].reply({
      kind: 'done',
      id: 2,
      operation: 'filter',
      output: { count: 2, shortened: 0, problem: null },
    });
    lives[0].reply({
      kind: 'done',
      id: 1,
      operation: 'filter',
      output: { count: 1, shortened: 0, problem: null },
    });
    expect((await first).count).toBe(1);
    expect((await second).count).toBe(2);
  });

  it('fails every pending call when the decoder dies, and starts a new one for the next call', async () => {
    const { runner, lives, posted } = puppet();
    const client = createClient(runner);
    const calls = [client.call('filter', where), client.call('frame', firstFrame)];
    lives[0].died('out of memory');
    for (const call of calls) await expect(call).rejects.toThrow('out of memory');
    const next = client.call('filter', where);
    expect(lives).toHaveLength(2);
    lives[0].reply({
      kind: 'done',
      id: 3,
      operation: 'filter',
      output: { count: 9, shortened: 0, problem: null },
    });
    lives[1].reply({
      kind: 'done',
      id: 3,
      operation: 'filter',
      output: { count: 1, shortened: 0, problem: null },
    });
    expect((await next).count).toBe(1);
    expect(posted).toHaveLength(3);
  });

  it('says which operation failed', async () => {
    const { runner, lives } = puppet();
    const call = createClient(runner).call('frame', firstFrame);
    lives[0].reply({ kind: 'failed', id: 1, message: 'boom', stack: 'at x', by: 'decoder' });
    const error = await call.catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(CallFailed);
    expect(error).toMatchObject({ operation: 'frame', message: 'boom', remoteStack: 'at x' });
  });

  it('fails a call when the decoder cannot be started', async () => {
    const client = createClient(() => {
      throw new Error('Worker is not defined');
    });
    await expect(client.call('filter', where)).rejects.toThrow('Worker is not defined');
  });

  it('ignores replies after the end of a call', async () => {
    const { runner, lives } = puppet();
    const onProgress = vi.fn();
    const input = { kind: 'text', text: '', name: '', format: null, assumptions: noAssumptions } as const;
    const call = createClient(runner).call('open', input, { onProgress });
    const progress = {
      bytesRead: 0,
      totalBytes: null,
      bytesPerSecond: 0,
      secondsLeft: null,
      frames: 0,
      capture: null,
    };
    lives[0].reply({ kind: 'cancelled', id: 1 });
    lives[0].reply({ kind: 'progress', id: 1, operation: 'open', progress });
    lives[0].reply({
      kind: 'done',
      id: 1,
      operation: 'filter',
      output: { count: 1, shortened: 0, problem: null },
    });
    await expect(call).rejects.toBeInstanceOf(CallCancelled);
    expect(onProgress).not.toHaveBeenCalled();
  });
});

describe('a cancelled open', () => {
  const input = { kind: 'text', text: '', name: '', format: null, assumptions: noAssumptions } as const;

  it('ends at once when the decoder hears of it', async () => {
    const { runner, lives, posted } = puppet();
    const stop = new AbortController();
    const call = createClient(runner).call('open', input, { signal: stop.signal });
    stop.abort();
    expect(posted.at(-1)).toEqual({ kind: 'cancel', id: 1 });
    lives[0].reply({ kind: 'cancelled', id: 1 });
    await expect(call).rejects.toBeInstanceOf(CallCancelled);
    expect(lives).toHaveLength(1);
  });

  it('stops a decoder that is busy, and opens the next input in a new one', async () => {
    vi.useFakeTimers();
    const { runner, lives, posted, stopped } = puppet();
    const client = createClient(runner);
    const stop = new AbortController();
    const first = client.call('open', input, { signal: stop.signal });
    const ended = expect(first).rejects.toBeInstanceOf(CallCancelled);
    const row = client.call('frame', firstFrame);
    const stale = expect(row).rejects.toBeInstanceOf(CallCancelled);
    stop.abort();
    const second = client.call('open', { ...input, name: 'second' });
    vi.advanceTimersByTime(1000);
    vi.useRealTimers();
    await ended;
    await stale;
    expect(stopped()).toBe(1);
    expect(lives).toHaveLength(2);
    expect(posted.at(-1)).toMatchObject({ kind: 'call', operation: 'open', input: { name: 'second' } });
    lives[1].reply({ kind: 'failed', id: 3, message: 'gone', stack: null, by: 'input' });
    await expect(second).rejects.toMatchObject({ message: 'gone', by: 'input' });
  });
});

describe('a cancelled check', () => {
  it('stops the checks when they are busy, and asks the next question in a new worker', async () => {
    vi.useFakeTimers();
    const { runner, lives, posted, stopped } = puppet();
    const client = createClient(runner);
    const stop = new AbortController();
    const first = client.call('checkHandshake', { outer: 'slow', inner: null }, { signal: stop.signal });
    const ended = expect(first).rejects.toBeInstanceOf(CallCancelled);
    stop.abort();
    void client.call('checkHandshake', { outer: 'next', inner: null });
    vi.advanceTimersByTime(1000);
    vi.useRealTimers();
    await ended;
    expect([stopped(), lives.length]).toEqual([1, 2]);
    expect(posted.at(-1)).toMatchObject({ operation: 'checkHandshake', input: { outer: 'next' } });
  });
});

describe('an input that can no longer be read', () => {
  it.each(['NotReadableError', 'NotFoundError'])('is named as such (%s)', async (name) => {
    const handlers = {
      open: async () => {
        throw new DOMException('x', name);
      },
    } as unknown as Handlers;
    const client = createClient(sessionRunner(handlers));
    const input = { kind: 'text', text: '', name: '', format: null, assumptions: noAssumptions } as const;
    const failed = client.call('open', input);
    await expect(failed).rejects.toMatchObject({
      by: 'input',
      message: expect.stringMatching(/^Expected the file/),
    });
  });
});

describe('sessionRunner', () => {
  const handlers = {
    filter: async () => ({ count: 5, shortened: 0, problem: null }),
    frame: async () => {
      throw new Error('not today');
    },
    locate: async (_input: unknown, context: { signal: { cancelled: boolean } }) => {
      while (!context.signal.cancelled) await new Promise((next) => setTimeout(next, 1));
      return { row: 0, frame: 0 };
    },
  } as unknown as Handlers;

  it('answers, fails and cancels', async () => {
    const client = createClient(sessionRunner(handlers));
    expect(await client.call('filter', where)).toEqual({ count: 5, shortened: 0, problem: null });
    await expect(client.call('frame', firstFrame)).rejects.toThrow('not today');
    const stop = new AbortController();
    const call = client.call('locate', { ...where, frame: 0, step: 'here' }, { signal: stop.signal });
    stop.abort();
    await expect(call).rejects.toBeInstanceOf(CallCancelled);
  });
});
