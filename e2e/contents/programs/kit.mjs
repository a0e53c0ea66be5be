// What the programs of these recordings share. Their packages are not among those of the project: PROGRAMS names a
// folder where `npm install` put them.

import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import { createRequire } from 'node:module';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const from = createRequire(join(process.env.PROGRAMS ?? process.cwd(), 'programs.cjs'));

/** A package of the folder. */
export const load = (name) => from(name);

export const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

/** Listens on a free port. */
export async function listen(server = createServer()) {
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { server, port: server.address().port };
}

/** Resolves when an event comes. */
export const once = (emitter, event) => new Promise((resolve) => emitter.once(event, resolve));

/** Resolves when an event target fires. */
export const heard = (target, event) =>
  new Promise((resolve) => target.addEventListener(event, resolve, { once: true }));

/** A port that nothing listens on. */
export async function freePort() {
  const { server, port } = await listen();
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/** Resolves when something listens on a port. */
export async function listening(port) {
  for (let tries = 0; tries < 200; tries++) {
    const isOpen = await new Promise((resolve) => {
      const socket = connect(port, '127.0.0.1');
      socket.once('connect', () => resolve(socket.destroy() !== undefined));
      socket.once('error', () => resolve(false));
    });
    if (isOpen) return;
    await pause(100);
  }
  throw new Error(`nothing listens on port ${port}`);
}

/** A folder that `close` removes. */
export function temporaryFolder() {
  const folder = mkdtempSync(join(tmpdir(), 'contents-'));
  return { folder, close: () => rmSync(folder, { recursive: true, force: true }) };
}

/** Starts a program, and waits until it listens. What it says is shown where SHOW is set. */
export async function start(port, command, args, options = {}) {
  const stdio = process.env.SHOW ? 'inherit' : 'ignore';
  const child = spawn(command, args, { stdio, detached: true, ...options });
  const failed = new Promise((_, reject) => child.once('error', reject));
  await Promise.race([listening(port), failed]);
  return { child, close: () => process.kill(-child.pid, 'SIGTERM') };
}

/** Resolves with the next message of a socket of `ws`. */
export const nextMessage = (socket) =>
  new Promise((resolve) => socket.once('message', (data) => resolve(data)));

/** Ends programs and removes folders, those first that need the others. */
export function closeAll(...parts) {
  for (const part of parts) part?.close();
}
