// The command `framescope`: docs/terminal.md lists what it does.

import { runCommand } from './commands/dispatch.ts';

process.exitCode = await runCommand(process.argv.slice(2));
