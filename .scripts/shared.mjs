// What start.mjs and test.mjs share. Plain JavaScript that Node alone can run: nothing is installed yet.

import { spawn } from 'node:child_process';
import { existsSync, readdirSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The project's folder. */
export const root = dirname(dirname(fileURLToPath(import.meta.url)));

/** Ends the process with one sentence when this Node is too old. */
export function requireNode() {
  const [major, minor] = process.versions.node.split('.').map(Number);
  if (major > 20 || (major === 20 && minor >= 19)) return;
  console.error(`Expected Node 20.19 or newer, found ${process.versions.node} at ${process.execPath}.`);
  process.exit(2);
}

/**
 * Runs a command to its end. `onOutput` gets the text it prints, which is passed on as well unless `quiet`.
 * Resolves to the exit status, 127 when the command is not there.
 */
export function run(command, args, { quiet = false, onOutput, env = process.env } = {}) {
  return new Promise((resolve) => {
    const child = spawn(command, args, { cwd: root, env, stdio: ['ignore', 'pipe', 'pipe'] });
    child.stdout.on('data', (chunk) => {
      onOutput?.(String(chunk));
      if (!quiet) process.stdout.write(chunk);
    });
    child.stderr.on('data', (chunk) => {
      onOutput?.(String(chunk));
      if (!quiet) process.stderr.write(chunk);
    });
    child.on('error', () => resolve(127));
    child.on('close', (status) => resolve(status ?? 1));
  });
}

/** Installs what package-lock.json names, when it is not there or older than the lock. */
export async function install() {
  const lock = join(root, 'package-lock.json');
  const installed = join(root, 'node_modules', '.package-lock.json');
  if (existsSync(installed) && statSync(installed).mtimeMs >= statSync(lock).mtimeMs) return;
  console.log('Installing the packages that package-lock.json names (npm ci).');
  const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm';
  const status = await run(npm, ['ci', '--no-audit', '--no-fund', '--loglevel=error']);
  if (status !== 0) {
    console.error(
      `Expected npm ci to succeed, it ended with status ${status}. Is the package registry in reach?`,
    );
    process.exit(2);
  }
}

/** When the newest file under `paths` was changed, in milliseconds since the epoch; 0 when there is none. */
export function newestChange(paths) {
  let newest = 0;
  const visit = (path) => {
    const info = statSync(path, { throwIfNoEntry: false });
    if (info === undefined) return;
    if (info.isDirectory()) for (const name of readdirSync(path)) visit(join(path, name));
    else newest = Math.max(newest, info.mtimeMs);
  };
  for (const path of paths) visit(join(root, path));
  return newest;
}

/** Runs a tool of node_modules by its package's own entry, so that it works on every system without a shell. */
export function tool(name, args, options) {
  return run(process.execPath, [join(root, 'node_modules', ...name.split('/')), ...args], options);
}

/** Builds `dist` when a source is newer than it. */
export async function build() {
  const built = statSync(join(root, 'dist', 'index.html'), { throwIfNoEntry: false })?.mtimeMs ?? 0;
  if (
    newestChange([
      'src',
      'public',
      'docs/causes',
      '.scripts/security-policy.json',
      'index.html',
      'vite.config.ts',
      'package-lock.json',
    ]) <= built
  )
    return;
  console.log('Building the page.');
  const status = await tool('vite/bin/vite.js', ['build', '--logLevel', 'warn']);
  if (status !== 0) {
    console.error(`Expected the build to succeed, it ended with status ${status}.`);
    process.exit(2);
  }
}
