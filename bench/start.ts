// Measures how long the packed command takes from its start to its end, beside Node without a program.
// Usage: npm run build:package, then tsx bench/start.ts [runs] [node]...
// Each run of the list follows the one before it, so that a busy moment meets all of them.

import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { availableParallelism, loadavg } from 'node:os';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const command = `${root}package/cli/framescope.js`;
const capture = `${root}e2e/captures/compression-not-negotiated/client-first-frame-compressed.pcap`;
const [runs = 21, ...given] = process.argv.slice(2);
const nodes = given.length > 0 ? given.map(String) : [process.execPath];

const measured = {
  'Node alone': ['-e', '0'],
  '`--help`': [command, '--help'],
  'a small capture': [command, capture],
  '`explain`': [command, 'explain', 'RSV1 must be clear'],
};

interface Times {
  /** Milliseconds from start to end. */
  readonly elapsed: number[];
  /** Milliseconds of processor time, of all threads. */
  readonly processor: number[];
}

/** Runs a program once. The shell's clock has milliseconds, and counts all that the program's threads used. */
function runOnce(node: string, words: readonly string[]): [elapsed: number, processor: number] {
  const script = 'TIMEFORMAT=\'%R %U %S\'; time "$@" >/dev/null 2>&1 || true';
  const out = execFileSync('bash', ['-c', `{ ${script}; } 2>&1`, 'bash', node, ...words], {
    encoding: 'utf8',
  });
  const [elapsed, user, system] = out
    .trim()
    .split(' ')
    .map((text) => Number(text) * 1000);
  return [elapsed, user + system];
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[values.length >> 1];
}

if (!existsSync(command))
  throw new Error('Expected the package, found none: npm run build:package makes it.');
for (const node of nodes) {
  const times = Object.entries(measured).map(([name, words]) => {
    return { name, words, times: { elapsed: [], processor: [] } as Times };
  });
  // The first run fills the file cache, and the compile cache of a Node that has one.
  for (let run = -1; run < Number(runs); run++) {
    for (const { words, times: own } of times) {
      const [elapsed, processor] = runOnce(node, words);
      if (run < 0) continue;
      own.elapsed.push(elapsed);
      own.processor.push(processor);
    }
  }
  const version = execFileSync(node, ['--version'], { encoding: 'utf8' }).trim();
  const load = loadavg()[0].toFixed(1);
  console.log(`\nNode ${version}, ${runs} runs each, ${availableParallelism()} cores, load ${load}\n`);
  console.log('| | median | fastest | processor time, median |\n| --- | --- | --- | --- |');
  for (const { name, times: own } of times) {
    const figures = [median(own.elapsed), Math.min(...own.elapsed), median(own.processor)];
    console.log(`| ${name} | ${figures.map((ms) => `${ms.toFixed(0)} ms`).join(' | ')} |`);
  }
}
