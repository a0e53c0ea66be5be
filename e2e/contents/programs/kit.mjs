// What the programs of these recordings share. Their packages are not among those of the project: PROGRAMS names a
// folder where `npm install` put them.

import { createServer } from 'node:http';
import { createRequire } from 'node:module';
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
