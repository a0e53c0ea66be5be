// One capture through the whole session in a process of its own: seconds, peak memory and counts, as one line of JSON.
// Usage: tsx bench/session.ts <capture>

import { readFileSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { FileBlob } from '../src/cli/file-blob.ts';
import { noAssumptions } from '../src/decoder/model/assumptions.ts';
import { createSession } from '../src/worker/session.ts';

/** What one reading of a capture took. Memory in bytes, above what the process held before. */
export interface SessionFigures {
  readonly seconds: number;
  readonly processorSeconds: number;
  readonly memory: number;
  readonly frames: number;
}

function memory(field: string): number {
  const status = readFileSync('/proc/self/status', 'utf8');
  return Number(new RegExp(`${field}:\\s+(\\d+)`).exec(status)?.[1] ?? 0) * 1024;
}

const [path] = process.argv.slice(2);
const handle = await open(path, 'r');
const file = new FileBlob(handle, 0, (await handle.stat()).size) as unknown as File;
const before = memory('VmRSS');
const started = performance.now();
const processor = process.cpuUsage();
const view = await createSession().open(
  { kind: 'file', file, name: path, format: null, assumptions: noAssumptions },
  { signal: { cancelled: false }, progress: () => undefined },
);
const { user, system } = process.cpuUsage(processor);
const figures: SessionFigures = {
  seconds: (performance.now() - started) / 1000,
  processorSeconds: (user + system) / 1e6,
  memory: memory('VmHWM') - before,
  frames: view.connections.reduce((sum, connection) => sum + connection.frames, 0),
};
console.log(JSON.stringify(figures));
await handle.close();
