// Squid, Apache Traffic Server and nghttpx, run: where the remarks name an error no WebSocket passes,
// where they name none it does.

import { spawnSync } from 'node:child_process';
import { chmodSync, copyFileSync, mkdirSync, writeFileSync } from 'node:fs';
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

/** Only these folders are the run's own. */
const trafficServerFolders = `prefix: /usr
exec_prefix: /usr
bindir: /usr/bin
sbindir: /usr/sbin
sysconfdir: ./etc
datadir: ./cache
includedir: /usr/include
libdir: /usr/lib/trafficserver
libexecdir: /usr/lib/trafficserver/modules
localstatedir: ./var
runtimedir: ./run
logdir: ./log
cachedir: ./cache
`;

const trafficServer: OtherProgram = {
  program: 'traffic_server',
  refused: /remap\.config failed to load/,
  kind: 'Apache Traffic Server remap.config',
  path: '/ws',
  run(text, { port }, folder) {
    for (const name of ['etc', 'var', 'run', 'log', 'cache']) mkdirSync(path.join(folder, name));
    const etc = path.join(folder, 'etc');
    writeFileSync(path.join(folder, 'runroot.yaml'), trafficServerFolders);
    writeFileSync(path.join(etc, 'remap.config'), text);
    writeFileSync(path.join(etc, 'storage.config'), './cache 64M\n');
    copyFileSync('/etc/trafficserver/ip_allow.yaml', path.join(etc, 'ip_allow.yaml'));
    writeFileSync(
      path.join(etc, 'records.config'),
      [
        `CONFIG proxy.config.http.server_ports STRING ${port}:ip-in=127.0.0.1`,
        'CONFIG proxy.config.reverse_proxy.enabled INT 1',
        'CONFIG proxy.config.url_remap.remap_required INT 1',
        'CONFIG proxy.config.admin.user_id STRING trafficserver',
        'CONFIG proxy.config.http.cache.http INT 0',
        '',
      ].join('\n'),
    );
    // Traffic Server gives up the rights of root before it writes.
    spawnSync('chmod', ['-R', 'a+rwX', folder]);
    return start(needProgram('traffic_server'), [`--run-root=${folder}`], { env: { TS_RUNROOT: folder } });
  },
  texts: {
    'a map of ws': 'map ws://127.0.0.1:PORT/ws ws://127.0.0.1:BACKEND/ws\n',
    'a map of ws to http': 'map ws://127.0.0.1:PORT/ws http://127.0.0.1:BACKEND/ws\n',
    'a map of http alone': 'map http://127.0.0.1:PORT/ http://127.0.0.1:BACKEND/\n',
    both: 'map ws://127.0.0.1:PORT/ws ws://127.0.0.1:BACKEND/ws\nmap http://127.0.0.1:PORT/ http://127.0.0.1:BACKEND/\n',
    'the map of ws is commented out':
      '# map ws://127.0.0.1:PORT/ws ws://127.0.0.1:BACKEND/ws\nmap http://127.0.0.1:PORT/ http://127.0.0.1:BACKEND/\n',
  },
};

const nghttpx: OtherProgram = {
  program: 'nghttpx',
  kind: 'nghttpx configuration',
  path: '/ws',
  run(text, _, folder) {
    const file = path.join(folder, 'nghttpx.conf');
    writeFileSync(file, text);
    return start(needProgram('nghttpx'), [`--conf=${file}`]);
  },
  texts: {
    'a backend': 'frontend=127.0.0.1,PORT;no-tls\nbackend=127.0.0.1,BACKEND;/\nworkers=1\n',
    'a backend for the path':
      'frontend=127.0.0.1,PORT;no-tls\nbackend=127.0.0.1,9\nbackend=127.0.0.1,BACKEND;/ws\n',
    'HTTP/2 to the backend': 'frontend=127.0.0.1,PORT;no-tls\nbackend=127.0.0.1,BACKEND;/;proto=h2\n',
  },
  warned: ['HTTP/2 to the backend'],
};

comparesRemarks([squid, trafficServer, nghttpx]);
