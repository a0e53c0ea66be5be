// What the tests of `scan` share: a run in this process or in one of its own, and folders of captures.

import { type ChildProcess, spawn } from 'node:child_process';
import { copyFileSync, mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { Readable, Writable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { scan } from '../../src/cli/scan/command.ts';
import type { ScanLine } from '../../src/cli/scan/line.ts';

export const captures = fileURLToPath(new URL('../captures/', import.meta.url));

class Gather extends Writable {
  text = '';
  override _write(chunk: Buffer, _encoding: string, done: () => void): void {
    this.text += chunk.toString();
    done();
  }
}

/** Runs `scan` in this process, on one thread unless the words say otherwise: to start a thread takes long. */
export async function runScan(words: readonly string[], stdin: Readable = Readable.from([])) {
  const stdout = new Gather();
  const stderr = new Gather();
  const stop = new AbortController();
  const jobs = words.includes('--jobs') ? [] : ['--jobs', '1'];
  const status = await scan([...jobs, ...words], { stdin, stdout, stderr, env: {}, stop: stop.signal });
  return { status, out: stdout.text, err: stderr.text };
}

export function linesOf(text: string): ScanLine[] {
  return text
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line) as ScanLine);
}

/** Starts `scan` in a process of its own. */
export function startScan(words: readonly string[]): ChildProcess {
  const script = fileURLToPath(new URL('../../src/cli/framescope.ts', import.meta.url));
  return spawn(process.execPath, ['--import', 'tsx', script, 'scan', ...words], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
}

export function captureNames(cause: string): string[] {
  return readdirSync(join(captures, cause)).filter((name) => /\.pcap(?:ng)?$/.test(name));
}

/** Fills a folder with copies of captures, every tenth a broken one. Returns the number of broken ones. */
export function fillFolder(folder: string, fileCount: number): number {
  const sound = captureNames('healthy').slice(0, 9);
  const broken = captureNames('server-masked-frame').slice(0, 1);
  let brokenCount = 0;
  for (let i = 0; i < fileCount; i++) {
    const below = join(folder, `hour-${i % 7}`);
    mkdirSync(below, { recursive: true });
    const isBroken = i % 10 === 9;
    if (isBroken) brokenCount++;
    const from = isBroken
      ? join(captures, 'server-masked-frame', broken[0])
      : join(captures, 'healthy', sound[i % 10]);
    copyFileSync(from, join(below, `capture-${i}.pcap`));
  }
  return brokenCount;
}
