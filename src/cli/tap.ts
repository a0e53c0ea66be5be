// npm run tap: records every byte between client and server, and reports what broke. docs/capturing.md tells
// more.

import { tap } from './tap/command.ts';

const stop = new AbortController();
let asked = 0;
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.on(signal, () => {
    // npm and tsx pass the same signal on: only a later one means "stop at once".
    if (stop.signal.aborted && Date.now() - asked > 700) process.exit(130);
    if (!stop.signal.aborted) asked = Date.now();
    stop.abort();
  });
}
// A pipe that its reader closed is not a fault: the recording continues.
process.stdout.on('error', () => {});

process.exitCode = await tap(process.argv.slice(2), {
  stdout: process.stdout,
  stderr: process.stderr,
  env: process.env,
  stop: stop.signal,
});
