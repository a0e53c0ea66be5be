// Builds, packs and installs the package once, and runs the installed command.

import { execFile, spawn } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const run = promisify(execFile);
/** The project's folder. */
export const root = fileURLToPath(new URL('../..', import.meta.url));
const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm';
const maxOutput = 64 << 20;

/** The installed package. */
export interface Installed {
  /** An empty project with the package in its node_modules. */
  readonly folder: string;
  /** Paths in the tarball. */
  readonly files: readonly string[];
  /** Bytes of the tarball. */
  readonly size: number;
  remove(): Promise<void>;
}

/** What a program printed. */
export interface Ran {
  readonly status: number | null;
  readonly out: string;
  readonly err: string;
}

/** Runs a program to its end in the installed project. */
export function runProgram(
  { folder }: Pick<Installed, 'folder'>,
  command: readonly [string, ...string[]],
  { stdin = '', env = {} }: { readonly stdin?: string; readonly env?: NodeJS.ProcessEnv } = {},
): Promise<Ran> {
  const [program, ...words] = command;
  const child = spawn(program, words, { cwd: folder, env: { ...process.env, NO_COLOR: '1', ...env } });
  const texts = { out: '', err: '' };
  child.stdout.on('data', (chunk) => {
    texts.out += String(chunk);
  });
  child.stderr.on('data', (chunk) => {
    texts.err += String(chunk);
  });
  child.stdin.on('error', () => {});
  child.stdin.end(stdin);
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (status) => resolve({ status, ...texts }));
  });
}

/** The path of the installed command. */
export function commandPath({ folder }: Pick<Installed, 'folder'>): string {
  return join(folder, 'node_modules/.bin/framescope');
}

/** Builds the package, packs it, and installs the tarball without a network into an empty project. */
export async function install(): Promise<Installed> {
  const folder = await mkdtemp(join(tmpdir(), 'framescope-package-'));
  const tsx = join(root, 'node_modules/tsx/dist/cli.mjs');
  await run(process.execPath, [tsx, '.scripts/build-package.ts'], { cwd: root, maxBuffer: maxOutput });
  const packed = await run(npm, ['pack', '--json', '--ignore-scripts', '--pack-destination', folder], {
    cwd: root,
    maxBuffer: maxOutput,
  });
  const [{ filename, files, size }] = JSON.parse(packed.stdout) as {
    filename: string;
    files: { path: string }[];
    size: number;
  }[];
  await writeFile(join(folder, 'package.json'), '{ "name": "empty", "private": true, "type": "module" }\n');
  await run(npm, ['install', '--offline', '--no-audit', '--no-fund', join(folder, filename)], {
    cwd: folder,
  });
  return {
    folder,
    files: files.map(({ path }) => path),
    size,
    remove: () => rm(folder, { recursive: true, force: true }),
  };
}
