// `tap --open` whose page cannot be shown: the tap says why, and removes the recording, which holds nothing.

import { mkdtempSync, readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import { expect, it, vi } from 'vitest';
import { tap } from './command.ts';

vi.mock('../installation.ts', async (actual) => ({
  ...(await actual<typeof import('../installation.ts')>()),
  pageFolder: () => tmpdir(),
}));
vi.mock('../serve/listen.ts', () => ({
  listenOnThisMachine: () => Promise.reject(new Error('too many open files')),
}));

it('leaves no file', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'framescope-tap-'));
  let said = '';
  const stream = new Writable({
    write(chunk, _encoding, done) {
      said += chunk;
      done();
    },
  });
  const words = ['ws://127.0.0.1:9', '--listen', '0', '--open', '--out', join(folder, 'tap.pcapng')];
  const streams = { stdout: stream, stderr: stream, env: {}, stop: new AbortController().signal };
  expect(await tap(words, streams)).toBe(2);
  expect(said).toContain('too many open files');
  expect(readdirSync(folder)).toEqual([]);
});
