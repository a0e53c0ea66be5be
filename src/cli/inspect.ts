// npm run inspect: the decoder from a terminal. docs/inspect-json.md says what it takes and gives.

import { runCommand } from './commands/dispatch.ts';

process.exitCode = await runCommand(['inspect', ...process.argv.slice(2)]);
