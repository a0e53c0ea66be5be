// Runs of `scan` that end early: killed, without a reader, with files that go away; and what a second run does.

import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { decideFile } from '../../src/cli/scan/decide.ts';
import { asTheyCome, inOrder } from '../../src/cli/scan/order.ts';
import { DecodingThread } from '../../src/cli/scan/pool.ts';
import type { RunOptions } from '../../src/cli/scan/task.ts';
import { fillFolder, linesOf, runScan, startScan } from './scan-kit.ts';

let folder = '';
let captures = '';
const fileCount = 150;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'framescope-resume-test-'));
  captures = join(folder, 'captures');
  mkdirSync(captures);
  fillFolder(captures, fileCount);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const options: RunOptions = {
  format: 'jsonl',
  selection: { only: [], since: null, until: null },
  secrets: [],
  hash: false,
  linkTo: null,
  threadMemory: 256,
};

const size = (path: string) => (existsSync(path) ? statSync(path).size : 0);

describe('a run that is killed', () => {
  it('continues with the same lines, none twice and none lost', async () => {
    const output = join(folder, 'lines.jsonl');
    const state = join(folder, 'state');
    const words = ['--jobs', '1', '--output', output, '--state', state, '--resume', captures];
    const first = startScan(words);
    const ended = once(first, 'exit');
    while (size(output) < 20_000 && first.exitCode === null) await wait(5);
    await wait(Math.random() * 50);
    first.kill('SIGKILL');
    await ended;
    const before = linesOf(readFileSync(output, 'utf8').replace(/[^\n]*$/, '')).length;
    expect(before).toBeGreaterThan(5);
    expect(before).toBeLessThan(fileCount);
    // As a machine without power leaves them: a line and a record that were not written completely.
    writeFileSync(output, '{"schema":1,"kind":"conn', { flag: 'a' });
    writeFileSync(state, '{"file":"x","by', { flag: 'a' });
    const second = await runScan(words.slice(2));
    expect(second.status).toBe(1);
    expect(second.err).toMatch(/decided by an earlier run/);
    // The summary is that of both runs.
    expect(second.err).toContain(`${fileCount} connections`);
    const files = linesOf(readFileSync(output, 'utf8')).map(({ file }) => file);
    expect(files).toHaveLength(fileCount);
    expect(new Set(files).size).toBe(fileCount);

    const bytes = readFileSync(output);
    const third = await runScan(words.slice(2));
    expect(third.status).toBe(1);
    expect(readFileSync(output).equals(bytes)).toBe(true);
    writeFileSync(join(captures, 'new.pcap'), readFileSync(files[0]));
    await runScan(words.slice(2));
    expect(linesOf(readFileSync(output, 'utf8'))).toHaveLength(fileCount + 1);
    expect((await runScan(['--hash', ...words.slice(2)])).err).toContain('Expected the options of the run');
    expect((await runScan(words.slice(2).filter((word) => word !== '--resume'))).err).toContain(
      '--resume continues it',
    );
    expect(readFileSync(output).length).toBeGreaterThan(bytes.length);
  }, 120_000);
});

describe('a reader that leaves', () => {
  it('ends the run quietly', async () => {
    const child = startScan(['--jobs', '1', captures]);
    let err = '';
    child.stderr?.on('data', (chunk: Buffer) => {
      err += chunk.toString();
    });
    await once(child.stdout ?? child, 'data');
    child.stdout?.destroy();
    const [status] = await once(child, 'exit');
    expect(status).toBe(0);
    expect(err).not.toContain('Error');
  }, 60_000);
});

describe('a file that cannot be decided', () => {
  it('was removed', async () => {
    const result = await decideFile({ file: join(folder, 'gone.pcap'), bytes: 10, modified: 0 }, options);
    expect(result.problem).toMatchObject({
      problem: 'unreadable',
      note: expect.stringContaining('no such file'),
    });
  });

  it('takes too long: its thread is replaced and decides the next one', async () => {
    const task = { file: join(captures, 'hour-0', 'capture-0.pcap'), bytes: 1, modified: 0 };
    const thread = new DecodingThread(options, 1);
    expect((await thread.decide(task)).problem?.problem).toBe('timed-out');
    await thread.close();
    const patient = new DecodingThread(options, 60_000);
    expect((await patient.decide(task)).problem).toBeNull();
    await patient.close();
  }, 60_000);

  it('takes too much memory: its thread is replaced', async () => {
    // Small heap: the decoder itself does not fit.
    const thread = new DecodingThread({ ...options, threadMemory: 8 }, 60_000);
    const task = { file: join(captures, 'hour-0', 'capture-0.pcap'), bytes: 1, modified: 0 };
    const { problem } = await thread.decide(task);
    expect(problem).toMatchObject({ problem: 'out-of-memory', note: expect.stringContaining('8.0 MiB') });
    await thread.close();
  }, 60_000);
});

describe('results', () => {
  it('are written in the order of their files, or as they come, one at a time', async () => {
    const written: number[] = [];
    let active = 0;
    const write = async (value: number) => {
      expect(++active).toBe(1);
      await wait(1);
      active--;
      written.push(value);
    };
    const ordered = inOrder(write);
    await Promise.all([3, 1, 0, 2].map((number) => ordered({ number, length: 1, value: number })));
    expect(written.splice(0)).toEqual([0, 1, 2, 3]);
    const free = asTheyCome(write);
    await Promise.all([3, 1, 2].map((number) => free({ number, length: 1, value: number })));
    expect(written).toEqual([3, 1, 2]);
  });
});
