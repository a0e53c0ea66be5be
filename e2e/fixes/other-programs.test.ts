// Programs whose configuration is recognised and not judged, run: where the remarks name an error no WebSocket passes,
// where they name none it does.

import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { needProgram, start } from './harness/process.ts';
import { comparesRemarks, type OtherProgram, textsWith } from './harness/remarks.ts';

const backendOfVarnish = 'vcl 4.1;\nbackend default { .host = "127.0.0.1"; .port = "BACKEND"; }\n';
const piped = 'sub vcl_recv { if (req.http.upgrade ~ "(?i)websocket") { return (pipe); } }\n';

const varnish: OtherProgram = {
  program: 'varnishd',
  kind: 'Varnish configuration',
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
  kind: 'Vite configuration',
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

comparesRemarks([varnish, vite]);
