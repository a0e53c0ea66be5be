// npm run tap: stands between client and server, records every byte, says what broke. docs/capturing.md tells
// more.

import { tap } from './tap/command.ts';

const stop = new AbortController();
let asked = 0;
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.on(signal, () => {
    // npm and tsx hand the same signal on: only a later one means "at once"
    if (stop.signal.aborted && Date.now() - asked > 700) process.exit(130);
    if (!stop.signal.aborted) asked = Date.now();
    stop.abort();
  });
}
// a pipe that was closed by its reader is no fault: the recording goes on
process.stdout.on('error', () => {});

process.exitCode = await tap(process.argv.slice(2), {
  stdout: process.stdout,
  stderr: process.stderr,
  env: process.env,
  stop: stop.signal,
});
