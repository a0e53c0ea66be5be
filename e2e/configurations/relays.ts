// Starts proxies that are seldom seen alone, with a configuration as it is written.

import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { needProgram, type Running, start } from '../fixes/harness/process.ts';

/** The files of a run's certificate. */
interface CertificateFiles {
  readonly keyFile: string;
  readonly certFile: string;
}

/** nghttpx listens here when no frontend is set. */
const nghttpxPort = 3000;

/** The ports that a text of nghttpx listens on. */
export function nghttpxPorts(text: string): number[] {
  const own = [...text.matchAll(/^\s*frontend\s*=[^,\n]*[,:](\d+)/gim)].map(([, port]) => Number(port));
  return own.length > 0 ? own : [nghttpxPort];
}

export function startNghttpx(text: string, folder: string, { certFile, keyFile }: CertificateFiles): Running {
  const file = path.join(folder, 'nghttpx.conf');
  const own = text
    .replace(/^(private-key-file=).*$/gm, `$1${keyFile}`)
    .replace(/^((?:certificate-file|cacert|verify-client-cacert)=).*$/gm, `$1${certFile}`)
    .replace(/^(?:daemon|user|pid-file|errorlog-file|accesslog-file)=.*$/gm, '');
  writeFileSync(file, own);
  return start(needProgram('nghttpx'), [`--conf=${file}`]);
}

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

/** remap.config names no ports; a text without records.config gets these. */
const remapPorts = ['80', '443:ssl'];

const isRecord = (line: string): boolean => /^\s*(?:CONFIG|LOCAL)\s/.test(line);

/** The ports that a text of Traffic Server listens on. */
export function trafficServerPorts(text: string): number[] {
  const set = [...text.matchAll(/^\s*CONFIG\s+proxy\.config\.http\.server_ports\s+STRING\s+(.*)$/gm)].at(
    -1,
  )?.[1];
  const ports = set === undefined ? remapPorts : set.split(/[\s,]+/);
  return ports.flatMap((one) => one.split(':').filter((word) => /^\d+$/.test(word))).map(Number);
}

/** Starts Traffic Server with the lines of records.config and remap.config that a text has. */
export function startTrafficServer(
  text: string,
  folder: string,
  { certFile, keyFile }: CertificateFiles,
): Running {
  for (const name of ['etc', 'var', 'run', 'log', 'cache']) mkdirSync(path.join(folder, name));
  const etc = path.join(folder, 'etc');
  const lines = text.split('\n');
  const hasPorts = /^\s*CONFIG\s+proxy\.config\.http\.server_ports\s/m.test(text);
  const own = [
    ...(hasPorts ? [] : [`CONFIG proxy.config.http.server_ports STRING ${remapPorts.join(' ')}`]),
    'CONFIG proxy.config.admin.user_id STRING trafficserver',
    'CONFIG proxy.config.http.cache.http INT 0',
    'CONFIG proxy.config.ssl.server.cert.path STRING /',
    'CONFIG proxy.config.ssl.server.private_key.path STRING /',
  ];
  writeFileSync(path.join(folder, 'runroot.yaml'), trafficServerFolders);
  writeFileSync(path.join(etc, 'remap.config'), lines.filter((line) => !isRecord(line)).join('\n'));
  writeFileSync(path.join(etc, 'records.config'), `${[...lines.filter(isRecord), ...own].join('\n')}\n`);
  writeFileSync(path.join(etc, 'storage.config'), './cache 64M\n');
  writeFileSync(
    path.join(etc, 'ssl_multicert.config'),
    `dest_ip=* ssl_cert_name=${certFile} ssl_key_name=${keyFile}\n`,
  );
  copyFileSync('/etc/trafficserver/ip_allow.yaml', path.join(etc, 'ip_allow.yaml'));
  // Traffic Server gives up the rights of root before it writes.
  spawnSync('chmod', ['-R', 'a+rwX', folder]);
  spawnSync('chmod', ['a+r', certFile, keyFile]);
  spawnSync('chmod', ['a+x', path.dirname(certFile)]);
  return start(needProgram('traffic_server'), [`--run-root=${folder}`], { env: { TS_RUNROOT: folder } });
}
