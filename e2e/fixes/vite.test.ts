// Vite, run: a key of its proxy breaks the connection of hot reload where the check warns of it, and nowhere else.

import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { WebSocket, WebSocketServer } from 'ws';
import { checkConfiguration } from '../../src/decoder/configuration/check.ts';
import { freePort, start, waitForPort, withFolder } from './harness/process.ts';

/** What comes of the connection of hot reload within this time is all that comes. */
const watchedMs = 1500;

/** The error of the page's side; null when the connection stays open. */
async function errorOfHotReload(port: number, at: string): Promise<string | null> {
  const socket = new WebSocket(`ws://127.0.0.1:${port}${at}`, 'vite-hmr');
  try {
    const failed = new Promise<string>((resolve) => socket.once('error', ({ message }) => resolve(message)));
    return await Promise.race([failed, sleep(watchedMs, null)]);
  } finally {
    socket.terminate();
  }
}

const on = (key: string) => `proxy: { '${key}': { target: 'http://127.0.0.1:BACKEND', ws: true } }`;

test.each([
  ['a key of every path', on('/'), '/', 'RSV1 must be clear'],
  ['an expression for every path but one', on('^/(?!@vite)'), '/', 'RSV1 must be clear'],
  ['the path that hot reload has', `hmr: { path: '/live' }, ${on('/live')}`, '/live', 'RSV1 must be clear'],
  ['a path of its own', on('/ws'), '/', null],
  ['a key without ws', `proxy: { '/': 'http://127.0.0.1:BACKEND' }`, '/', null],
  ['the beginning of a base', `${on('/a')} }, base: '/app/', build: {`, '/app/', 'RSV1 must be clear'],
])('hot reload beside %s', { timeout: 60_000 }, async (_, server, at, error) => {
  await withFolder(async (folder) => {
    const [port, backend] = [await freePort(), await freePort()];
    const config = `import { defineConfig } from 'vite';\nexport default defineConfig({\n  server: { host: '127.0.0.1', port: ${port}, ${server.replace('BACKEND', `${backend}`)} },\n});\n`;
    writeFileSync(
      path.join(folder, 'vite.config.mjs'),
      config.replace("'vite'", `'${path.resolve('node_modules/vite/dist/node/index.js')}'`),
    );
    const application = new WebSocketServer({ host: '127.0.0.1', port: backend });
    application.on('connection', (socket) => socket.on('error', () => undefined));
    const running = start(process.execPath, [path.resolve('node_modules/vite/bin/vite.js'), '--strictPort'], {
      cwd: folder,
    });
    try {
      const findings = checkConfiguration(config).routes.flatMap((route) => route.findings);
      expect(findings.some(({ id }) => id === 'hot-reload-taken')).toBe(error !== null);
      await waitForPort(port, running);
      const found = await errorOfHotReload(port, at);
      if (error === null) expect(found).toBeNull();
      else expect(found).toContain(error);
    } finally {
      await running.stop();
      for (const client of application.clients) client.terminate();
      application.close();
    }
  }, true);
});
