// Wraps a snippet of a guide into the smallest whole configuration that the real program accepts, and starts it.

import { spawnSync } from 'node:child_process';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { needProgram, type Running, start, waitForPort } from './process.ts';

/** The program of each kind of configuration. */
export const programOf = {
  nginx: 'nginx',
  apache: 'apache2',
  haproxy: 'haproxy',
  caddy: 'caddy',
  lighttpd: 'lighttpd',
} as const;

/** A started server and the ports of 127.0.0.1 it listens on. */
export interface Started extends Running {
  port: number;
}

/** Starts nginx with a whole nginx.conf. `http` is put into an http block when the text has none of its own. */
export async function startNginx(text: string, port: number, folder: string): Promise<Started> {
  const whole = /^\s*(http|stream|events)\s*\{/m.test(text);
  const temp = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi']
    .map((name) => `${name}_temp_path ${folder}/${name}_temp;`)
    .join(' ');
  const frame = `pid ${folder}/nginx.pid;\nerror_log stderr warn;\n`;
  const body = whole
    ? text.replace(/^(\s*http\s*\{)/m, `$1 access_log off; ${temp}`)
    : `events {}\nhttp {\naccess_log off; ${temp}\n${text}\n}\n`;
  const events = whole && !/^\s*events\s*\{/m.test(text) ? 'events {}\n' : '';
  const file = path.join(folder, 'nginx.conf');
  await writeFile(file, frame + events + body);
  const running = start(needProgram('nginx'), [
    '-p',
    folder,
    '-c',
    file,
    '-g',
    'daemon off; master_process off;',
  ]);
  await ready(port, running);
  return { ...running, port };
}

/** Modules that the tests of Apache load; Debian keeps them as shared objects. */
const apacheModules = [
  'mpm_event',
  'authz_core',
  'headers',
  'rewrite',
  'proxy',
  'proxy_http',
  'proxy_wstunnel',
  'ssl',
  'socache_shmcb',
  'setenvif',
  'alias',
  'proxy_balancer',
  'slotmem_shm',
  'lbmethod_byrequests',
  'remoteip',
  'env',
  'reqtimeout',
];

/** Starts Apache httpd with the text after the modules and the Listen line. */
export async function startApache(
  text: string,
  port: number,
  folder: string,
  without: string[] = [],
): Promise<Started> {
  const program = needProgram('apache2');
  const modules = apacheModules
    .filter((name) => !without.includes(name))
    .map((name) => `LoadModule ${name}_module /usr/lib/apache2/modules/mod_${name}.so`);
  const file = path.join(folder, 'httpd.conf');
  await mkdir(path.join(folder, 'run'), { recursive: true });
  await writeFile(
    file,
    [
      `ServerRoot "${folder}"`,
      'ServerName 127.0.0.1',
      `PidFile ${folder}/httpd.pid`,
      `DefaultRuntimeDir ${folder}/run`,
      `Mutex file:${folder}/run default`,
      `ErrorLog "${folder}/error.log"`,
      'ServerLimit 1',
      'StartServers 1',
      'ThreadsPerChild 16',
      'MaxRequestWorkers 16',
      ...modules,
      ...(/^\s*Listen\s/im.test(text) ? [] : [`Listen 127.0.0.1:${port}`]),
      text,
      '',
    ].join('\n'),
  );
  const running = start(program, ['-f', file, '-DFOREGROUND'], { cwd: folder });
  try {
    await ready(port, running);
  } catch (error) {
    const log = await readFile(path.join(folder, 'error.log'), 'utf8').catch(() => '');
    throw new Error(`${String(error)}\n${log}`);
  }
  return { ...running, port };
}

/** Starts HAProxy with a whole haproxy.cfg (`global` is added when missing). */
export async function startHaproxy(text: string, port: number, folder: string): Promise<Started> {
  const file = path.join(folder, 'haproxy.cfg');
  const head = /^\s*global\b/m.test(text) ? '' : 'global\n    maxconn 100\n\n';
  await writeFile(file, `${head + text}\n`);
  const running = start(needProgram('haproxy'), ['-db', '-f', file], { cwd: folder });
  await ready(port, running);
  return { ...running, port };
}

/** Starts Caddy with a Caddyfile, without its admin endpoint and without touching certificates. */
export async function startCaddy(text: string, port: number, folder: string): Promise<Started> {
  const file = path.join(folder, 'Caddyfile');
  const global = /^\s*\{/.test(text) ? '' : '{\n\tadmin off\n\tauto_https off\n}\n\n';
  await writeFile(file, `${global + text}\n`);
  const env = {
    XDG_DATA_HOME: path.join(folder, 'data'),
    XDG_CONFIG_HOME: path.join(folder, 'config'),
    HOME: folder,
  };
  const running = start(needProgram('caddy'), ['run', '--config', file, '--adapter', 'caddyfile'], { env });
  await ready(port, running);
  return { ...running, port };
}

/** Starts lighttpd with a whole lighttpd.conf. FOLDER and /var/www/html stand for an empty folder. */
export async function startLighttpd(text: string, port: number, folder: string): Promise<Started> {
  const file = path.join(folder, 'lighttpd.conf');
  await writeFile(file, text.replaceAll(/FOLDER|\/var\/www\/html/g, folder));
  const running = start(needProgram('lighttpd'), ['-D', '-f', file]);
  await ready(port, running);
  return { ...running, port };
}

async function ready(port: number, running: Running): Promise<void> {
  try {
    await waitForPort(port, running);
  } catch (error) {
    await running.stop();
    throw error;
  }
}

/** A self-signed certificate for 127.0.0.1 (openssl), as PEM files and texts. */
export async function makeCertificate(
  folder: string,
): Promise<{ key: string; cert: string; keyFile: string; certFile: string; bothFile: string }> {
  const keyFile = path.join(folder, 'key.pem');
  const certFile = path.join(folder, 'cert.pem');
  const bothFile = path.join(folder, 'both.pem');
  const made = spawnSync(needProgram('openssl'), [
    'req',
    '-x509',
    '-newkey',
    'ec',
    '-pkeyopt',
    'ec_paramgen_curve:prime256v1',
    '-nodes',
    '-days',
    '2',
    '-subj',
    '/CN=127.0.0.1',
    '-addext',
    'subjectAltName=IP:127.0.0.1,DNS:localhost',
    '-keyout',
    keyFile,
    '-out',
    certFile,
  ]);
  if (made.status !== 0) {
    throw new Error(`openssl could not make a certificate: ${made.stderr.toString('utf8')}`);
  }
  const key = await readFile(keyFile, 'utf8');
  const cert = await readFile(certFile, 'utf8');
  await writeFile(bothFile, cert + key);
  return { key, cert, keyFile, certFile, bothFile };
}
