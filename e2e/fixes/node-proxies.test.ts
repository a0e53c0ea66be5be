// Proxies in JavaScript, run: http-proxy, http-proxy-middleware with Express. Where the remarks name an error no
// WebSocket passes, where they name none it does.

import { symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll } from 'vitest';
import { provideNodePackages } from './harness/node-packages.ts';
import { start } from './harness/process.ts';
import { comparesRemarks, type OtherProgram, textsWith } from './harness/remarks.ts';

const packages = await provideNodePackages('http-proxy-middleware@3.0.11', 'express@5');

afterAll(async () => {
  await packages?.remove();
});

/** Gives a folder the packages. */
function withPackages(folder: string): void {
  symlinkSync(path.join(packages?.folder ?? '', 'node_modules'), path.join(folder, 'node_modules'));
}

const httpProxy: OtherProgram = {
  program: 'http-proxy',
  kind: 'http-proxy program',
  path: '/ws',
  isAbsent: false,
  run(text, _, folder) {
    const file = path.join(folder, 'proxy.cjs');
    writeFileSync(file, text);
    return start(process.execPath, [file]);
  },
  texts: {
    'web alone': `const http = require('http');
const httpProxy = require('http-proxy');
const proxy = httpProxy.createProxyServer({ target: 'http://127.0.0.1:BACKEND' });
http.createServer((req, res) => proxy.web(req, res)).listen(PORT, '127.0.0.1');
`,
    'upgrades handed on': `const http = require('http');
const httpProxy = require('http-proxy');
const proxy = httpProxy.createProxyServer({ target: 'http://127.0.0.1:BACKEND' });
const server = http.createServer((req, res) => proxy.web(req, res));
server.on('upgrade', (req, socket, head) => proxy.ws(req, socket, head));
server.listen(PORT, '127.0.0.1');
`,
    'the proxy listens': `const httpProxy = require('http-proxy');
httpProxy.createProxyServer({ target: 'http://127.0.0.1:BACKEND' }).listen(PORT);
`,
    'the proxy listens with ws': `const httpProxy = require('http-proxy');
httpProxy.createProxyServer({ target: 'http://127.0.0.1:BACKEND', ws: true }).listen(PORT);
`,
    'ws without listening': `const http = require('http');
const httpProxy = require('http-proxy');
const proxy = httpProxy.createProxyServer({ target: 'http://127.0.0.1:BACKEND', ws: true });
const server = http.createServer((req, res) => proxy.web(req, res));
server.listen(PORT, '127.0.0.1');
`,
  },
};

const middleware: OtherProgram = {
  program: 'http-proxy-middleware',
  kind: 'http-proxy-middleware configuration',
  path: '/ws',
  isAbsent: packages === null,
  run(text, _, folder) {
    withPackages(folder);
    const file = path.join(folder, 'server.cjs');
    writeFileSync(file, text);
    return start(process.execPath, [file]);
  },
  texts: textsWith(
    {
      'without ws': `const proxy = createProxyMiddleware({ target: 'http://127.0.0.1:BACKEND', changeOrigin: true });\napp.use(proxy);\napp.listen(PORT, '127.0.0.1');`,
      'ws alone': `const proxy = createProxyMiddleware({ target: 'http://127.0.0.1:BACKEND', ws: true });\napp.use(proxy);\napp.listen(PORT, '127.0.0.1');`,
      'upgrade handed on': `const proxy = createProxyMiddleware({ target: 'http://127.0.0.1:BACKEND' });\napp.use(proxy);\nconst server = app.listen(PORT, '127.0.0.1');\nserver.on('upgrade', proxy.upgrade);`,
    },
    (lines) =>
      `const express = require('express');\nconst { createProxyMiddleware } = require('http-proxy-middleware');\nconst app = express();\n${lines}\n`,
  ),
  // Nothing asked with a plain request before, so that the proxy does not listen for upgrades yet.
  warned: ['ws alone'],
};

comparesRemarks([httpProxy, middleware]);
