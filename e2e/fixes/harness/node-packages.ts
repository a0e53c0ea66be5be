// Packages of npm that a test runs and the project does not depend on, in a temporary folder.

import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);
const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm';

/** A folder with packages. */
export interface NodePackages {
  /** The folder that holds `node_modules`. */
  readonly folder: string;
  remove(): Promise<void>;
}

/** Installs packages (`name@version`); null where npm cannot bring them. */
export async function provideNodePackages(...packages: readonly string[]): Promise<NodePackages | null> {
  const folder = await mkdtemp(join(tmpdir(), 'framescope-packages-'));
  const remove = () => rm(folder, { recursive: true, force: true });
  try {
    await run(npm, ['install', '--no-audit', '--no-fund', '--prefix', folder, ...packages], {
      maxBuffer: 1 << 24,
    });
    return { folder, remove };
  } catch {
    await remove();
    return null;
  }
}
