// Programs whose configuration is recognised and not judged, run: where the remarks name an error no WebSocket passes,
// where they name none it does.

import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { otherConfiguration } from '../../src/decoder/configuration/other/other.ts';
import {
  freePort,
  lacks,
  needProgram,
  type Running,
  start,
  waitForPort,
  withFolder,
} from './harness/process.ts';
import { askUpgrade, echoes, startBackend } from './harness/wire.ts';

interface Ports {
  readonly port: number;
  readonly backend: number;
}

interface OtherProgram {
  readonly program: string;
  readonly run: (text: string, ports: Ports, folder: string) => Running;
  readonly path: string;
  /** `PORT` and `BACKEND` stand for the ports. */
  readonly texts: Readonly<Record<string, string>>;
}

/** One text for each part that differs. */
function textsWith(parts: Readonly<Record<string, string>>, textOf: (part: string) => string) {
  return Object.fromEntries(Object.entries(parts).map(([name, part]) => [name, textOf(part)]));
}

const lighttpd: OtherProgram = {
  program: 'lighttpd',
  path: '/ws',
  run(text, _, folder) {
    const file = path.join(folder, 'lighttpd.conf');
    writeFileSync(file, text.replaceAll('FOLDER', folder));
    return start(needProgram('lighttpd'), ['-D', '-f', file]);
  },
  texts: textsWith(
    {
      'without a header option': '',
      'upgrade disabled': 'proxy.header = ( "upgrade" => "disable" )',
      'upgrade commented out': '# proxy.header = ( "upgrade" => "enable" )',
      'upgrade enabled': 'proxy.header = ( "upgrade" => "enable" )',
    },
    (line) =>
      `server.document-root = "FOLDER"\nserver.port = PORT\nserver.bind = "127.0.0.1"\nserver.modules += ( "mod_proxy" )\n$HTTP["url"] =~ "^/ws" {\n  ${line}\n  proxy.server = ( "" => ( ( "host" => "127.0.0.1", "port" => BACKEND ) ) )\n}\n`,
  ),
};

const backendOfVarnish = 'vcl 4.1;\nbackend default { .host = "127.0.0.1"; .port = "BACKEND"; }\n';
const piped = 'sub vcl_recv { if (req.http.upgrade ~ "(?i)websocket") { return (pipe); } }\n';

const varnish: OtherProgram = {
  program: 'varnishd',
  path: '/ws',
  run(text, { port }, folder) {
    const file = path.join(folder, 'default.vcl');
    writeFileSync(file, text);
    mkdirSync(path.join(folder, 'work'));
    return start(needProgram('varnishd'), [
      '-F',
      ...['-a', `127.0.0.1:${port}`],
      ...['-f', file],
      ...['-n', path.join(folder, 'work')],
      ...['-j', 'none'],
      ...['-s', 'malloc,32m'],
    ]);
  },
  texts: {
    'no pipe': `${backendOfVarnish}sub vcl_recv { return (pass); }\n`,
    'pipe without headers': `${backendOfVarnish}${piped}`,
    'pipe with headers': `${backendOfVarnish}${piped}sub vcl_pipe { if (req.http.upgrade) { set bereq.http.upgrade = req.http.upgrade; set bereq.http.connection = req.http.connection; } }\n`,
  },
};

const vite: OtherProgram = {
  program: 'node',
  path: '/ws',
  run(text, { port }, folder) {
    const file = path.join(folder, 'vite.config.mjs');
    writeFileSync(file, text);
    const own = path.resolve('node_modules/vite/bin/vite.js');
    return start(process.execPath, [
      own,
      folder,
      '--config',
      file,
      '--port',
      `${port}`,
      '--host',
      '127.0.0.1',
    ]);
  },
  texts: textsWith(
    {
      'a target alone': `'http://127.0.0.1:BACKEND'`,
      'an entry without ws': `{ target: 'http://127.0.0.1:BACKEND', changeOrigin: true }`,
      'an entry with ws': `{ target: 'http://127.0.0.1:BACKEND', ws: true }`,
      'a target of ws': `{ target: 'ws://127.0.0.1:BACKEND' }`,
    },
    (entry) =>
      `import { defineConfig } from 'vite';\nexport default defineConfig({\n  cacheDir: './cache',\n  optimizeDeps: { noDiscovery: true },\n  server: { strictPort: true, proxy: { '/ws': ${entry} } },\n});\n`,
  ),
};

describe.each([lighttpd, varnish, vite])('$program', (one) => {
  test.skipIf(lacks(one.program)).each(Object.entries(one.texts))('%s', async (_, template) => {
    await withFolder(async (folder) => {
      const backend = await startBackend();
      const port = await freePort();
      const text = template.replaceAll('BACKEND', `${backend.port}`).replaceAll('PORT', `${port}`);
      const running = one.run(text, { port, backend: backend.port }, folder);
      try {
        await waitForPort(port, running);
        const answer = await askUpgrade(port, { path: one.path, host: `127.0.0.1:${port}` });
        const opens = answer.status === 101 && (await echoes(answer));
        answer.socket.destroy();
        const remarks = otherConfiguration(text)?.remarks ?? [];
        expect(remarks.some(({ severity }) => severity === 'error')).toBe(!opens);
      } finally {
        await running.stop();
        await backend.close();
      }
    }, true);
  });
});
