// Programs whose configuration is recognised and not judged, run: where the remarks name an error no WebSocket passes,
// where they name none it does.

import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { needProgram, start } from './harness/process.ts';
import { comparesRemarks, type OtherProgram } from './harness/remarks.ts';

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

comparesRemarks([varnish]);
