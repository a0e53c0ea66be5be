import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { CaptureFile } from './capture-file.ts';
import { LiveRecording } from './live.ts';

let folder: string;
let file: CaptureFile;
const ended = new AbortController();

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'live-'));
  file = await CaptureFile.create(join(folder, 'tap.pcapng'), false);
});
afterEach(() => rm(folder, { recursive: true }));

/** The answer of a server that gives the recording to everyone who asks. */
async function ask(headers: Record<string, string> = {}): Promise<{ status: number; bytes: number | null }> {
  const live = new LiveRecording(file, ended.signal);
  const faults: unknown[] = [];
  const server = createServer((request, response) => {
    live.respond(request, response).catch((error) => faults.push(error));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  try {
    const response = await fetch(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`, { headers });
    const body = await response.arrayBuffer().catch(() => null);
    expect(faults).toEqual([]);
    return { status: response.status, bytes: body?.byteLength ?? null };
  } finally {
    server.closeAllConnections();
    server.close();
  }
}

test('gives the recording out to its end, and refuses other pages', async () => {
  file.packet(1, Buffer.alloc(60), null, null);
  await file.close();
  ended.abort();
  expect(await ask()).toEqual({ status: 200, bytes: file.size });
  expect((await ask({ 'sec-fetch-site': 'cross-site' })).status).toBe(403);
});

test('a file that was moved away ends the answer alone', async () => {
  await file.close();
  await rm(file.path);
  expect((await ask()).bytes).toBeNull();
});
