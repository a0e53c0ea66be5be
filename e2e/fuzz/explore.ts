// The process that fuzzes one target: inputs that take a new branch are kept and changed further.
// Usage: tsx e2e/fuzz/explore.ts TARGET SECONDS SEED   (started by fuzz.ts, which watches it)

import { createHash } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { seededRandom } from '../../src/testing/random.ts';
import { bundle, mapSize, work } from './bundle.ts';
import { keptInputs } from './corpus.ts';
import { mutated } from './mutate.ts';
import { maxLength, seedsOf } from './seeds.ts';
import type { Target } from './targets.ts';

/** Milliseconds of an input of that length after which it is a failure. */
const slow = 3000;

const [name, seconds, seed] = process.argv.slice(2);
const map = new Uint8Array(mapSize);
Object.assign(globalThis, { fuzzMap: map });
const { targets } = createRequire(import.meta.url)(bundle) as { targets: Record<string, Target> };
const target = targets[name];
const random = seededRandom(Number(seed));
/** For each cell, the counts that were seen: a bit each for 1, 2, 3, 4 to 7, 8 to 15, 16 to 31, 32 to 127 and more. */
const seen = new Uint8Array(mapSize);
const countBit = Uint8Array.from({ length: 256 }, (_, count) =>
  count === 0
    ? 0
    : count < 4
      ? 1 << (count - 1)
      : count < 8
        ? 8
        : count < 16
          ? 16
          : count < 32
            ? 32
            : count < 128
              ? 64
              : 128,
);
const current = join(work, `current-${name}`);
mkdirSync(work, { recursive: true });

/** Whether the last run did what none did before. */
function isNew(): boolean {
  let found = false;
  for (let i = 0; i < mapSize; i++) {
    const bit = countBit[map[i]];
    if ((bit & ~seen[i]) === 0) continue;
    seen[i] |= bit;
    found = true;
  }
  return found;
}

function hashOf(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex').slice(0, 16);
}

const inputs: Uint8Array[] = [];
let runs = 0;
/** When the parent was last told that it goes on. */
let lastWord = 0;

/** Runs an input; the reason when it failed. */
async function run(bytes: Uint8Array): Promise<string | null> {
  // Found again when the process hangs or dies.
  writeFileSync(current, bytes);
  map.fill(0);
  const started = performance.now();
  try {
    await target(bytes);
  } catch (error) {
    return error instanceof Error ? (error.stack ?? error.message) : String(error);
  }
  const now = performance.now();
  const took = now - started;
  if (now - lastWord > 1000) {
    lastWord = now;
    process.send?.({ runs, inputs: inputs.length });
  }
  return took > slow ? `It took ${Math.round(took)} ms.` : null;
}

async function take(bytes: Uint8Array): Promise<void> {
  const failure = await run(bytes);
  runs++;
  if (failure !== null) {
    const folder = join(work, 'failures');
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, `${name}-${hashOf(bytes)}`), bytes);
    process.send?.({ failure, input: Buffer.from(bytes).toString('base64') });
  } else if (isNew()) inputs.push(bytes);
}

for (const bytes of [...keptInputs('corpus', name), ...seedsOf(name)])
  if (bytes.length <= maxLength) await take(new Uint8Array(bytes));
if (inputs.length === 0) inputs.push(new Uint8Array(0));
const end = performance.now() + Number(seconds) * 1000;
while (performance.now() < end) {
  for (let i = 0; i < 20; i++) {
    // Half of the time one of the latest, which are likely to lead on.
    const pool = random() < 0.5 ? Math.min(inputs.length, 20) : inputs.length;
    const base = inputs[inputs.length - 1 - Math.floor(random() * pool)];
    const other = inputs[Math.floor(random() * inputs.length)];
    await take(mutated(base, other, maxLength, random));
  }
}

// The smallest inputs that take all branches.
seen.fill(0);
const smallest: string[] = [];
for (const bytes of inputs.sort((a, b) => a.length - b.length)) {
  await run(bytes);
  if (isNew()) smallest.push(Buffer.from(bytes).toString('base64'));
}
process.send?.({ runs, inputs: inputs.length, smallest }, () => process.disconnect());
