// npm run inspect: the decoder from a terminal. docs/inspect-json.md says what it takes and gives.

import { inspect } from './command.ts';

// a pipe that was closed by its reader (head, less) is no fault
process.stdout.on('error', (error: NodeJS.ErrnoException) => process.exit(error.code === 'EPIPE' ? 0 : 2));

process.exitCode = await inspect(process.argv.slice(2), process);
