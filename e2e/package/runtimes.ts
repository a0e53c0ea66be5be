// Deno and Bun: those of the machine, or the ones that their npm packages bring, in a temporary folder.

import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { findProgram } from '../fixes/harness/process.ts';

const run = promisify(execFile);
const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm';

/** A JavaScript runtime. */
export interface Runtime {
  readonly command: string;
  remove(): Promise<void>;
}

/** Finds or installs a runtime; `null` where neither is possible. `version`: of its npm package. */
export async function provideRuntime(name: 'deno' | 'bun', version: string): Promise<Runtime | null> {
  const known = findProgram(name);
  if (known !== null) return { command: name, remove: async () => {} };
  const folder = await mkdtemp(join(tmpdir(), `framescope-${name}-`));
  const remove = () => rm(folder, { recursive: true, force: true });
  const words = ['install', '--no-audit', '--no-fund', '--prefix', folder, `${name}@${version}`];
  try {
    await run(npm, words, { maxBuffer: 1 << 24 });
  } catch {
    await remove();
    return null;
  }
  const command = join(folder, 'node_modules', '.bin', name);
  if (existsSync(command)) return { command, remove };
  await remove();
  return null;
}
