// Measures encrypted captures in the terminal and with tshark, in turns. Processor time is compared, since it depends
// less on what else runs.
// Usage: tsx bench/tls.ts [megabytes] [runs]

import { execFile } from 'node:child_process';
import { loadavg } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { benchCapture, type CaptureKind, keyLogOf } from './captures.ts';
import { runTshark } from './peers.ts';
import type { SessionFigures } from './session.ts';

const run = promisify(execFile);
const here = fileURLToPath(new URL('.', import.meta.url));
const folder = join(here, '..', '.cache', 'bench');
const [megabytes = '100', runs = '3'] = process.argv.slice(2);
/** One record each frame, and records as long as the messages. */
const kinds: readonly CaptureKind[] = ['mixed', 'tiny'];

async function session(file: string): Promise<SessionFigures> {
  const script = join(here, 'session.ts');
  const { stdout } = await run(process.execPath, ['--import', 'tsx', script, file, keyLogOf(file)]);
  return JSON.parse(stdout) as SessionFigures;
}

function median(list: readonly number[]): number {
  return [...list].sort((a, b) => a - b)[list.length >> 1];
}

const seconds = (list: readonly number[]) => `${median(list).toFixed(2)} s`;

console.log(
  '| capture | frames | Framescope, processor | peak memory | tshark, processor | tshark / Framescope |',
);
console.log('| --- | --- | --- | --- | --- | --- |');
for (const kind of kinds) {
  const { file } = await benchCapture(kind, Number(megabytes), folder, true);
  const [own, other, memory]: number[][] = [[], [], []];
  let frames = 0;
  for (let i = 0; i < Number(runs); i++) {
    const figures = await session(file);
    own.push(figures.processorSeconds);
    memory.push(figures.memory / 1e6);
    frames = figures.frames;
    other.push((await runTshark(file, keyLogOf(file))).processorSeconds);
  }
  const ratio = (median(other) / median(own)).toFixed(1);
  console.log(
    `| ${kind}, ${megabytes} MB | ${frames} | ${seconds(own)} | ${Math.round(median(memory))} MB | ${seconds(other)} | ${ratio}x |`,
  );
}
console.log(`\nLoad of the machine: ${loadavg()[0].toFixed(1)}`);
