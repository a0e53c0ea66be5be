// npm start: installs if needed, builds if needed, serves the page on this machine alone and prints its address.

import { join } from 'node:path';
import { build, install, requireNode, root } from './shared.mjs';

requireNode();
await install();
await build();

// The server is TypeScript, as all of the terminal: its loader is there once the packages are installed.
const { register } = await import('tsx/esm/api');
register();
const { listenOnThisMachine } = await import('../src/cli/serve/listen.ts');

const port = process.env.PORT === undefined ? null : Number(process.env.PORT);
try {
  const { address } = await listenOnThisMachine(join(root, 'dist'), port);
  console.log('Framescope is up. Stop it with Ctrl+C.');
  console.log(address);
} catch (error) {
  console.error(error.message);
  process.exit(2);
}

for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => process.exit(0));
