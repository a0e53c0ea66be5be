#!/usr/bin/env node
// The command `framescope`: docs/terminal.md lists what it does.

import * as nodeModule from 'node:module';

// Node 22.1 and newer keep compiled code on disk, which makes the second start faster.
const { enableCompileCache } = nodeModule as { enableCompileCache?: () => void };
enableCompileCache?.();

const { runCommand } = await import('./commands/dispatch.ts');
process.exitCode = await runCommand(process.argv.slice(2));
