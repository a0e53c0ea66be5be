// Starts the real programs for the tests of the fixes, on 127.0.0.1 alone, and always ends them.

import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import net from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import packages from '../../../.scripts/programs.json' with { type: 'json' };

const searchPath = ['/usr/sbin', '/usr/bin', '/usr/local/sbin', '/usr/local/bin', '/sbin', '/bin'];

/** Full path of a program, or null when it is not installed. */
export function findProgram(name: string): string | null {
  const folders = [...searchPath, ...(process.env.PATH ?? '').split(':')];
  for (const folder of folders) {
    const candidate = path.join(folder, name);
    if (folder !== '' && existsSync(candidate)) {
      return candidate;
    }
  }
  return null;
}

/** Full path of a program; throws and names the package when it is not installed. */
export function needProgram(name: string): string {
  const found = findProgram(name);
  if (found === null) {
    const wanted = (packages.programs as Record<string, string>)[name] ?? name;
    throw new Error(`${name} is not installed. Install the Debian package ${wanted}.`);
  }
  return found;
}

/** A Python that has the given modules, or null when there is none. */
function findPython(modules: readonly string[]): string | null {
  const has = (python: string) =>
    spawnSync(python, ['-c', `import ${modules.join(', ')}`], { stdio: 'ignore' }).status === 0;
  return ['/usr/bin/python3', 'python3'].find(has) ?? null;
}

/** A Python that has the given modules; throws and names the packages when there is none. */
export function needPython(modules: readonly string[]): string {
  const found = findPython(modules);
  if (found === null) {
    const wanted = modules.map((module) => `python3-${module}`).join(' ');
    throw new Error(`No Python with ${modules.join(', ')}. Install ${wanted}.`);
  }
  return found;
}

const required = process.env.FRAMESCOPE_REQUIRE_PROGRAMS === '1';

/**
 * Whether to skip tests that need these programs: one of them is not installed, and `npm test` could not install
 * it. Where all programs are required the tests run, and fail.
 */
export function lacks(...names: readonly string[]): boolean {
  return !required && names.some((name) => findProgram(name) === null);
}

/** The same for a Python with these modules. */
export function lacksPython(...modules: readonly string[]): boolean {
  return !required && findPython(modules) === null;
}

/** A port of 127.0.0.1 that was free a moment ago. */
export async function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = net.createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as net.AddressInfo;
      server.close(() => resolve(port));
    });
  });
}

/** Root of the repository; programs started in it find its packages. */
export const repository = fileURLToPath(new URL('../../..', import.meta.url));

/** Runs `use` with a new folder that is removed afterwards: in the system's place, or in the repository's cache. */
export async function withFolder<T>(use: (folder: string) => Promise<T>, inRepository = false): Promise<T> {
  const parent = inRepository ? path.join(repository, '.cache') : tmpdir();
  await mkdir(parent, { recursive: true });
  const folder = await mkdtemp(path.join(parent, 'framescope-fixes-'));
  try {
    return await use(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** A started program. `output` grows as it prints. */
export interface Running {
  child: ChildProcess;
  output: { text: string };
  stop(): Promise<void>;
}

/** Starts a program and collects what it prints. It does not wait until the program is ready. */
export function start(
  command: string,
  args: string[],
  options: { cwd?: string; env?: NodeJS.ProcessEnv } = {},
): Running {
  const child = spawn(command, args, {
    cwd: options.cwd,
    env: { ...process.env, ...options.env },
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
  });
  const output = { text: '' };
  child.stdout?.on('data', (data: Buffer) => {
    output.text += data.toString('utf8');
  });
  child.stderr?.on('data', (data: Buffer) => {
    output.text += data.toString('utf8');
  });
  child.on('error', (error) => {
    output.text += String(error);
  });
  const ended = new Promise<void>((resolve) => child.once('close', () => resolve()));
  const signal = (name: NodeJS.Signals) => {
    try {
      process.kill(-(child.pid ?? 0), name);
    } catch {
      // The group has ended already.
    }
  };
  return {
    child,
    output,
    async stop() {
      if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) {
        return;
      }
      signal('SIGTERM');
      const kill = setTimeout(() => signal('SIGKILL'), 150);
      await ended;
      clearTimeout(kill);
      signal('SIGKILL');
    },
  };
}

/** Waits until something accepts connections on the port; throws with the program's words when it ends first. */
export async function waitForPort(port: number, running: Running, limitMs = 15000): Promise<void> {
  const until = Date.now() + limitMs;
  while (Date.now() < until) {
    if (running.child.exitCode !== null) {
      throw new Error(`The program ended with ${running.child.exitCode}:\n${running.output.text}`);
    }
    const open = await new Promise<boolean>((resolve) => {
      const socket = net.connect(port, '127.0.0.1');
      socket.once('connect', () => {
        socket.destroy();
        resolve(true);
      });
      socket.once('error', () => resolve(false));
    });
    if (open) {
      return;
    }
    await new Promise((resolve) => setTimeout(resolve, 30));
  }
  throw new Error(`Nothing listens on port ${port} after ${limitMs} ms:\n${running.output.text}`);
}
