// Measures `scan` on captures of many sizes, beside a loop of tshark over one in ten of them in the same run.
// Usage: npm run build:package, then tsx bench/scan.ts [files]
// The loop is extrapolated to all files.

import { execFileSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, readdirSync, statSync } from 'node:fs';
import { availableParallelism, loadavg } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { manyConnections } from './many-connections.ts';
import { tsharkWords } from './peers.ts';

const fileCount = Number(process.argv[2] ?? 1000);
/** Of this many files two are given to tshark, a recorded one and one with many connections. */
const sampleEvery = 20;
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

/** What the system counted of programs that ran one after the other: nothing is missed of a short one. */
function measured(lines: readonly (readonly string[])[]) {
  const script = `import json, resource, subprocess, sys, time
started = time.time()
for words in json.load(sys.stdin):
    subprocess.run(words, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
used = resource.getrusage(resource.RUSAGE_CHILDREN)
print(json.dumps([time.time() - started, used.ru_utime + used.ru_stime, used.ru_maxrss * 1024]))`;
  const out = execFileSync('python3', ['-c', script], { input: JSON.stringify(lines), encoding: 'utf8' });
  const [seconds, processorSeconds, memory] = JSON.parse(out) as [number, number, number];
  return { seconds, processorSeconds, memory };
}

const files = makeFiles();
const bytes = files.reduce((sum, file) => sum + statSync(file).size, 0);
const cores = availableParallelism();
const command = join(here, '../package/cli/framescope.js');
if (!existsSync(command))
  throw new Error('Expected the package, found none: npm run build:package makes it.');
const ours = measured([[process.execPath, command, 'scan', '--output', '/dev/null', folder]]);

// Files with an odd number have many connections: each size in turn.
const isSample = (i: number): boolean => {
  const size = Math.floor(i / sampleEvery) % crowds.length;
  return i % sampleEvery === 0 || i % sampleEvery === 1 + 2 * size;
};
const sample = files.filter((_, i) => isSample(i));
const sampleBytes = sample.reduce((sum, file) => sum + statSync(file).size, 0);
const tshark = measured(sample.map((file) => ['tshark', ...tsharkWords(file)]));
const factor = files.length / sample.length;
const megabytes = (n: number) => (n / 1e6).toFixed(0);

console.log(
  `${files.length} captures, ${megabytes(bytes)} MB, ${cores} cores, load ${loadavg()[0].toFixed(1)}`,
);
console.log(
  `scan:   ${ours.seconds.toFixed(1)} s, ${ours.processorSeconds.toFixed(1)} s of processor time, ` +
    `${(bytes / 1e6 / ours.processorSeconds).toFixed(1)} MB a second and core, ${megabytes(ours.memory)} MB of memory`,
);
console.log(
  `tshark: ${sample.length} captures of ${megabytes(sampleBytes)} MB in ${tshark.seconds.toFixed(1)} s; for all of them, one ` +
    `after the other, about ${(tshark.seconds * factor).toFixed(0)} s (${(tshark.processorSeconds * factor).toFixed(0)} s of processor time), ${megabytes(tshark.memory)} MB`,
);
console.log(
  `ratio:  ${((tshark.seconds * factor) / ours.seconds).toFixed(1)} in time, ${((tshark.processorSeconds * factor) / ours.processorSeconds).toFixed(1)} in processor time`,
);
