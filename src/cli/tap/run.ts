// Runs the tap of this process until it is done or the user stops it.

import { tap } from './command.ts';

/** After this long a second signal means "stop at once": npm and tsx pass the first one on, in milliseconds. */
const sameSignalMs = 700;

/** Resolves to the exit status. */
export async function run(words: readonly string[]): Promise<number> {
  const stop = new AbortController();
  let asked = 0;
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(signal, () => {
      if (stop.signal.aborted && Date.now() - asked > sameSignalMs) process.exit(130);
      if (!stop.signal.aborted) asked = Date.now();
      stop.abort();
    });
  }
  return tap(words, { stdout: process.stdout, stderr: process.stderr, env: process.env, stop: stop.signal });
}
