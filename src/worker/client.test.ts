import { describe, expect, it, vi } from 'vitest';
import { noAssumptions } from '../decoder/model/assumptions.ts';
import { CallCancelled, CallFailed, createClient, type Runner, type RunnerEvents } from './client.ts';
import type { Handlers, Request } from './protocol.ts';
import { sessionRunner } from './serve.ts';

/** A runner whose decoder is the test itself. */
function puppet() {
  const posted: Request[] = [];
  const lives: RunnerEvents[] = [];
  const runner: Runner = (events) => {
    lives.push(events);
    return { post: (request) => void posted.push(request), stop: () => {} };
  };
  return { runner, posted, lives };
}

const where = { connection: 0, filter: '' };
const firstFrame = { connection: 0, frame: 0 };

describe('createClient', () => {
  it('gives each call its own reply, in any order', async () => {
    const { runner, lives } = puppet();
    const client = createClient(runner);
    const first = client.call('filter', where);
    const second = client.call('filter', where);
    lives[0].reply({ kind: 'done', id: 2, operation: 'filter', output: { count: 2, problem: null } });
    lives[0].reply({ kind: 'done', id: 1, operation: 'filter', output: { count: 1, problem: null } });
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
    lives[0].reply({ kind: 'done', id: 3, operation: 'filter', output: { count: 9, problem: null } });
    lives[1].reply({ kind: 'done', id: 3, operation: 'filter', output: { count: 1, problem: null } });
    expect((await next).count).toBe(1);
    expect(posted).toHaveLength(3);
  });

  it('says which operation failed', async () => {
    const { runner, lives } = puppet();
    const call = createClient(runner).call('frame', firstFrame);
    lives[0].reply({ kind: 'failed', id: 1, message: 'boom', stack: 'at x' });
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
    lives[0].reply({ kind: 'done', id: 1, operation: 'filter', output: { count: 1, problem: null } });
    await expect(call).rejects.toBeInstanceOf(CallCancelled);
    expect(onProgress).not.toHaveBeenCalled();
  });
});

describe('sessionRunner', () => {
  const handlers = {
    filter: async () => ({ count: 5, problem: null }),
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
    expect(await client.call('filter', where)).toEqual({ count: 5, problem: null });
    await expect(client.call('frame', firstFrame)).rejects.toThrow('not today');
    const stop = new AbortController();
    const call = client.call('locate', { ...where, frame: 0, step: 'here' }, { signal: stop.signal });
    stop.abort();
    await expect(call).rejects.toBeInstanceOf(CallCancelled);
  });
});
