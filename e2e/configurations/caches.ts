// Starts the caches with a configuration as it is written.

import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { needProgram, type Running, start } from '../fixes/harness/process.ts';

/** VCL names no port to listen on; the command line does. */
export const varnishPort = 80;

/** Starts Varnish as its service does. */
export function startVarnish(text: string, folder: string): Running {
  const file = path.join(folder, 'default.vcl');
  const work = path.join(folder, 'work');
  mkdirSync(work);
  writeFileSync(file, text);
  const listener = ['-a', `:${varnishPort}`];
  return start(needProgram('varnishd'), [
    '-F',
    ...listener,
    ...['-f', file],
    ...['-n', work],
    ...['-j', 'none'],
    ...['-s', 'malloc,32m'],
  ]);
}
