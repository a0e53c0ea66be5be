// npm run inspect: the decoder from a terminal. docs/inspect-json.md says what it takes and gives.

import { inspect } from './command.ts';

// A pipe that its reader closed (head, less) is not a fault.
process.stdout.on('error', (error: NodeJS.ErrnoException) => process.exit(error.code === 'EPIPE' ? 0 : 2));

process.exitCode = await inspect(process.argv.slice(2), process);
