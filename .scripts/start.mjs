// npm start: installs if needed, builds if needed, serves the page on this machine alone and prints its address.

import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { extname, join, normalize } from 'node:path';
import { build, install, requireNode, root } from './shared.mjs';

const firstPort = 4173;
const lastPort = firstPort + 100;

const types = {
  '.css': 'text/css; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.ico': 'image/x-icon',
  '.js': 'text/javascript; charset=utf-8',
  '.mjs': 'text/javascript; charset=utf-8',
  '.py': 'text/x-python; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.png': 'image/png',
  '.svg': 'image/svg+xml',
  '.txt': 'text/plain; charset=utf-8',
  '.wasm': 'application/wasm',
  '.webmanifest': 'application/manifest+json',
  '.woff2': 'font/woff2',
};

requireNode();
await install();
await build();

const dist = join(root, 'dist');

async function answer(request, response) {
  let path;
  try {
    path = normalize(decodeURIComponent(new URL(request.url, 'http://localhost').pathname));
  } catch {
    response.writeHead(400).end();
    return;
  }
  if (path.endsWith('/')) path += 'index.html';
  const file = join(dist, path);
  if (request.method !== 'GET' && request.method !== 'HEAD') {
    response.writeHead(405, { Allow: 'GET, HEAD' }).end();
    return;
  }
  // `normalize` has resolved every `..` of an absolute path, so `file` cannot lie outside `dist`
  try {
    const body = await readFile(file);
    const headers = {
      'Content-Type': types[extname(file)] ?? 'application/octet-stream',
      'Content-Length': body.length,
      'Cache-Control': path.startsWith('/assets/') ? 'public, max-age=31536000, immutable' : 'no-cache',
      'X-Content-Type-Options': 'nosniff',
      // the rest of the policy is in the page itself; this part counts in a header alone
      'Content-Security-Policy': "frame-ancestors 'none'",
      'Referrer-Policy': 'no-referrer',
    };
    response.writeHead(200, headers).end(request.method === 'HEAD' ? undefined : body);
  } catch {
    response.writeHead(404, { 'Content-Type': 'text/plain' }).end('Not found\n');
  }
}

const server = createServer(answer);
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
