// Measures `scan` on captures of many sizes, beside a loop of tshark over one in ten of them in the same run.
// Usage: tsx bench/scan.ts [files]
// The loop is extrapolated to all files. `scan` is run from its source: its time includes the compiling of TypeScript.

import { copyFileSync, existsSync, mkdirSync, readdirSync, statSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { manyConnections } from './many-connections.ts';
import { runMeasured, runTshark } from './peers.ts';

const fileCount = Number(process.argv[2] ?? 1000);
/** Of this many files two are given to tshark, a recorded one and one with many connections. */
const sampleEvery = 20;
/** Seconds. */
const limit = 600;
/** Connections of the captures that are written, about 1 kB each. */
const crowds = [20, 60, 100, 200, 400];

const here = fileURLToPath(new URL('.', import.meta.url));
const recorded = join(here, '../e2e/captures');
const folder = `.cache/bench/scan-${fileCount}`;

/** Half of the files are recorded captures, half have many connections. */
function makeFiles(): string[] {
  const small = readdirSync(recorded).flatMap((cause) => {
    const path = join(recorded, cause);
    if (!statSync(path).isDirectory()) return [];
    return readdirSync(path)
      .filter((name) => /\.pcap(?:ng)?$/.test(name))
      .map((name) => join(path, name));
  });
  const large = crowds.map((count) => manyConnections(count, '.cache/bench'));
  mkdirSync(folder, { recursive: true });
  return Array.from({ length: fileCount }, (_, i) => {
    const from = i % 2 === 0 ? small[(i * 7) % small.length] : large[(i >> 1) % large.length];
    const to = join(folder, `capture-${String(i).padStart(4, '0')}.pcap`);
    if (!existsSync(to)) copyFileSync(from, to);
    return to;
  });
}

const files = makeFiles();
const bytes = files.reduce((sum, file) => sum + statSync(file).size, 0);
const cores = availableParallelism();
const command = join(here, '../src/cli/framescope.ts');
const words = ['--import', 'tsx', command, 'scan', '--output', '/dev/null', folder];
const ours = await runMeasured(process.execPath, words, limit);

const sample = files.filter((_, i) => i % sampleEvery === sampleEvery - 1 || i % sampleEvery === 0);
let tsharkSeconds = 0;
let tsharkProcessor = 0;
let tsharkMemory = 0;
let sampleBytes = 0;
for (const file of sample) {
  const one = await runTshark(file);
  tsharkSeconds += one.seconds;
  tsharkProcessor += one.processorSeconds;
  tsharkMemory = Math.max(tsharkMemory, one.memory);
  sampleBytes += statSync(file).size;
}
const factor = files.length / sample.length;
const megabytes = (n: number) => (n / 1e6).toFixed(0);

console.log(`${files.length} captures, ${megabytes(bytes)} MB, ${cores} cores`);
console.log(
  `scan:   ${ours.seconds.toFixed(1)} s, ${ours.processorSeconds.toFixed(1)} s of processor time, ` +
    `${(bytes / 1e6 / ours.processorSeconds).toFixed(1)} MB a second and core, ${megabytes(ours.memory)} MB of memory`,
);
console.log(
  `tshark: ${sample.length} captures of ${megabytes(sampleBytes)} MB in ${tsharkSeconds.toFixed(1)} s; for all of them, one ` +
    `after the other, about ${(tsharkSeconds * factor).toFixed(0)} s (${(tsharkProcessor * factor).toFixed(0)} s of processor time), ${megabytes(tsharkMemory)} MB`,
);
console.log(
  `ratio:  ${((tsharkSeconds * factor) / ours.seconds).toFixed(1)} in time, ${((tsharkProcessor * factor) / ours.processorSeconds).toFixed(1)} in processor time`,
);
