// npm run tap: records every byte between client and server, and reports what broke. docs/capturing.md tells
// more.

import { runCommand } from './commands/dispatch.ts';

process.exitCode = await runCommand(['tap', ...process.argv.slice(2)]);
