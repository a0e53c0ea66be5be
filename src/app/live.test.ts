import { readFileSync } from 'node:fs';
import { afterEach, expect, test, vi } from 'vitest';
import { createClient } from '../worker/client.ts';
import { sessionRunner } from '../worker/serve.ts';
import { createSession } from '../worker/session.ts';
import { createApp } from './app.ts';
import { LiveInput } from './live.ts';
import { captureOf, sourceOf } from './selectors.ts';

const address = 'http://127.0.0.1:4173/live/0';
const other = { kind: 'text', text: '81 85 37 fa 21 3d 7f 9f 4d 51 58', name: 'pasted' } as const;
const recording = readFileSync('e2e/captures/healthy/keep-alive-request-before.pcap');

function newApp() {
  const client = createClient(sessionRunner(createSession()));
  return createApp(client, client);
}

afterEach(() => void vi.unstubAllGlobals());

/** A tap whose answer to a request is this. */
function stubTap(answer: (signal: AbortSignal) => Promise<Response>): void {
  vi.stubGlobal('fetch', (_: string, { signal }: { signal: AbortSignal }) => answer(signal));
}

test('what is opened while the page waits for the recording stays open', async () => {
  const parts: ReadableStreamDefaultController<Uint8Array>[] = [];
  stubTap(async () => new Response(new ReadableStream({ start: (part) => void parts.push(part) })));
  const app = newApp();
  const live = new LiveInput(app);
  const followed = live.follow(address);
  await app.actions.open(other);
  parts[0].enqueue(recording);
  parts[0].close();
  await followed;
  expect(sourceOf(app.store.getState())).toBe(other);
  expect(app.store.getState().live).toBeNull();
});

test('the end is said until something else is opened', async () => {
  stubTap(async () => new Response(recording));
  const app = newApp();
  const live = new LiveInput(app);
  await live.follow(address);
  expect(app.store.getState().live).toEqual({ kind: 'ended', bytes: recording.length });
  expect(live.owns(sourceOf(app.store.getState()))).toBe(true);
  await app.actions.open(other);
  expect(app.store.getState().live).toBeNull();
});

test('a tap that is not there is not waited for', async () => {
  stubTap(async () => new Response(null, { status: 404 }));
  const app = newApp();
  const live = new LiveInput(app);
  await live.follow(address);
  const { phase, live: said } = app.store.getState();
  expect(phase).toMatchObject({ kind: 'empty', message: expect.stringContaining('cannot be reached') });
  expect(said).toBeNull();
  expect(live.owns(null)).toBe(false);
});

test('an input that has grown is decoded as the user assumed', async () => {
  const app = newApp();
  await app.actions.open(other);
  const assumptions = { sender: 'client', deflate: 'none' } as const;
  await app.actions.assume(assumptions);
  await app.actions.grow({ ...other, text: `${other.text} 81 80 00 00 00 00` });
  expect(captureOf(app.store.getState())).toMatchObject({ assumptions, connections: [{ frames: 2 }] });
});
