// Fuzzes the targets, guided by the branches that inputs take. Inputs that failed are written to .cache/fuzz/failures;
// put each in base64 as a line into e2e/fuzz/failed/TARGET.txt: a test runs them from then on.
// Usage: npm run fuzz -- [TARGET...] [--seconds N] [--seed N] [--keep]
// --keep writes the smallest inputs that take all branches to e2e/fuzz/corpus/TARGET.txt.

import { fork } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { bundleTargets, root, work } from './bundle.ts';
import { keepInputs } from './corpus.ts';

export const targetNames = [
  'recognition',
  'importer',
  'tls',
  'configuration',
  'handshake',
  'permalink',
  'filter',
  'payload',
  'error',
  'frames',
] as const;

/** Seconds of its processor that the process may use without a word: then its input hangs. */
const hangs = 20;
/** Milliseconds between two looks at it, and the looks after which it hangs where its processor time is not known. */
const lookInterval = 5000;
const maxLooks = 24;
/** Inputs of a target that are kept, the smallest first. */
const maxKept = 80;

export interface FuzzResult {
  readonly runs: number;
  /** Inputs with branches of their own. */
  readonly inputs: number;
  readonly failures: readonly { readonly reason: string; readonly input: Buffer }[];
}

interface Message {
  readonly runs?: number;
  readonly inputs?: number;
  readonly failure?: string;
  readonly input?: string;
  readonly smallest?: readonly string[];
}

/** What a process has used of its processor in seconds, 0 where the system does not say. */
function processorSeconds(pid: number | undefined): number {
  try {
    const words = readFileSync(`/proc/${pid}/stat`, 'utf8')
      .replace(/^.*\) /, '')
      .split(' ');
    // user and system time in hundredths
    return (Number(words[11]) + Number(words[12])) / 100;
  } catch {
    return 0;
  }
}

/** Fuzzes one target in a process of its own. `bundleTargets` must have run. */
export function fuzz(target: string, seconds: number, seed: number, keep = false): Promise<FuzzResult> {
  const script = fileURLToPath(new URL('explore.ts', import.meta.url));
  const child = fork(script, [target, `${seconds}`, `${seed}`], {
    cwd: root,
    execArgv: ['--import', 'tsx', '--max-old-space-size=1500'],
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  const failures: { reason: string; input: Buffer }[] = [];
  let [runs, inputs, isDone] = [0, 0, false];
  const current = () => readFileSync(join(work, `current-${target}`));
  let [used, looks] = [processorSeconds(child.pid), 0];
  const watch = setInterval(() => {
    looks++;
    if (processorSeconds(child.pid) - used < hangs && looks < maxLooks) return;
    failures.push({ reason: 'It hangs.', input: current() });
    isDone = true;
    child.kill('SIGKILL');
  }, lookInterval);
  child.on('message', (message: Message) => {
    [used, looks] = [processorSeconds(child.pid), 0];
    runs = message.runs ?? runs;
    inputs = message.inputs ?? inputs;
    if (message.failure !== undefined)
      failures.push({ reason: message.failure, input: Buffer.from(message.input ?? '', 'base64') });
    if (message.smallest === undefined) return;
    isDone = true;
    if (keep) keepInputs(target, message.smallest.slice(0, maxKept));
  });
  return new Promise((resolve) => {
    child.on('exit', (code, signal) => {
      clearInterval(watch);
      if (!isDone) failures.push({ reason: `The process ended: ${signal ?? code}.`, input: current() });
      resolve({ runs, inputs, failures });
    });
  });
}

async function main(): Promise<void> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      seconds: { type: 'string', default: '60' },
      seed: { type: 'string', default: '1' },
      keep: { type: 'boolean', default: false },
    },
  });
  await bundleTargets();
  let failed = 0;
  for (const target of positionals.length > 0 ? positionals : targetNames) {
    const { runs, inputs, failures } = await fuzz(
      target,
      Number(values.seconds),
      Number(values.seed),
      values.keep,
    );
    failed += failures.length;
    console.log(
      `${target}: ${runs} runs, ${inputs} inputs with branches of their own, ${failures.length} failures`,
    );
    for (const reason of new Set(failures.map((one) => one.reason.split('\n').slice(0, 6).join('\n'))))
      console.log(`  ${reason}`);
  }
  process.exitCode = failed === 0 ? 0 : 1;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await main();
