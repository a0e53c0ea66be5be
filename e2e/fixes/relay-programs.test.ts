// Squid, run: where the remarks name an error no WebSocket passes, where they name none it does.

import { chmodSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { needProgram, start } from './harness/process.ts';
import { comparesRemarks, type OtherProgram, textsWith } from './harness/remarks.ts';

const squid: OtherProgram = {
  program: 'squid',
  kind: 'Squid configuration',
  path: '/ws',
  run(text, _, folder) {
    const file = path.join(folder, 'squid.conf');
    // Squid gives up the rights of root before it writes.
    chmodSync(folder, 0o777);
    const own = `pid_filename none\ncache_log ${folder}/cache.log\naccess_log none\ncoredump_dir ${folder}\nshutdown_lifetime 0 seconds\n`;
    writeFileSync(file, text + own);
    return start(needProgram('squid'), ['-N', '-f', file]);
  },
  texts: textsWith(
    {
      'no line for upgrades': '',
      'WebSocket allowed': 'http_upgrade_request_protocols WebSocket allow all',
      'websocket allowed in small letters': 'http_upgrade_request_protocols websocket allow all',
      'other protocols allowed': 'http_upgrade_request_protocols OTHER allow all',
      'the line is commented out': '# http_upgrade_request_protocols WebSocket allow all',
      'WebSocket denied': 'http_upgrade_request_protocols WebSocket deny all',
      'websocket denied, others allowed':
        'http_upgrade_request_protocols websocket deny all\nhttp_upgrade_request_protocols OTHER allow all',
      'WebSocket denied, others allowed':
        'http_upgrade_request_protocols WebSocket deny all\nhttp_upgrade_request_protocols OTHER allow all',
    },
    (line) =>
      `http_port 127.0.0.1:PORT accel defaultsite=app.example.com\ncache_peer 127.0.0.1 parent BACKEND 0 no-query originserver name=app\nacl all_sites dstdomain .\nhttp_access allow all\ncache deny all\n${line}\n`,
  ),
};

comparesRemarks([squid]);
