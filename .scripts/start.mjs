// npm start: installs if needed, builds if needed, serves the page on this machine alone and prints its address.

import { join } from 'node:path';
import { createPageServer } from './serve.mjs';
import { build, install, requireNode, root } from './shared.mjs';

const firstPort = 4173;
const lastPort = firstPort + 100;

requireNode();
await install();
await build();

const server = createPageServer(join(root, 'dist'));
let port = Number(process.env.PORT ?? firstPort);
server.on('error', (error) => {
  if (error.code === 'EADDRINUSE' && process.env.PORT === undefined && port < lastPort) {
    port += 1;
    server.listen(port, '127.0.0.1');
    return;
  }
  console.error(`Expected a free port on 127.0.0.1, found ${error.message}.`);
  process.exit(2);
});
server.on('listening', () => {
  console.log('Framescope is up. Stop it with Ctrl+C.');
  console.log(`http://127.0.0.1:${port}/`);
});
server.listen(port, '127.0.0.1');

for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => process.exit(0));
