// Runs one configuration in the real program as it is written, with its own ports and host names, and opens a WebSocket
// to each URL. It must run inside network and mount namespaces of its own (`record.ts` makes them): there every
// address 10.0.0.0/8 and 127.0.0.0/8 is local, and /etc/hosts is written anew for each text.
//
// Agreements: a backend listens on every port that the text names and does not listen on itself, but never on port 9;
// the ports 8443 and 9443 speak TLS. A backend echoes WebSockets, but not at a path with "verify", as a login service
// does not; it answers 200 to any other request, and 401 where the path contains "deny". Certificates are replaced by
// one that was made for the run. Name servers know every name (`names.ts`). The root of a Caddyfile has an index.html.

import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import net from 'node:net';
import path from 'node:path';
import tls from 'node:tls';
import { needProgram, type Running, start } from '../fixes/harness/process.ts';
import { acceptFor, frame, headerOf } from '../fixes/harness/wire.ts';
import { Backends } from './backends.ts';
import { startVarnish, varnishPort } from './caches.ts';
import { startCaddy } from './caddy.ts';
import type { CaseTruth, CorpusProgram, ProbeTruth } from './corpus.ts';
import { startAngular, startNodeProxy, startVite, startWebpack } from './dev-servers.ts';
import { startNameServers } from './names.ts';
import { nghttpxPorts, startNghttpx, startTrafficServer, trafficServerPorts } from './relays.ts';
import { frontPorts, startHitch, startStunnel } from './tls-fronts.ts';

/** Key and certificate of the run. */
export interface Certificate {
  readonly key: string;
  readonly cert: string;
  readonly keyFile: string;
  readonly certFile: string;
  readonly bothFile: string;
}

const closedPort = 9;
/** A program that has not opened a port by then does not open it. */
const startLimitMs = 30_000;
const answerLimitMs = 2500;

/** The modules that httpd runs with. */
export const apacheModules =
  `mpm_event authz_core authz_host authz_user authn_core authn_file auth_basic access_compat headers rewrite proxy
  proxy_http proxy_wstunnel ssl socache_shmcb setenvif alias proxy_balancer slotmem_shm lbmethod_byrequests
  lbmethod_bybusyness remoteip env reqtimeout dir mime filter deflate status unique_id macro http2 expires
  substitute proxy_fcgi proxy_ajp`.split(/\s+/);

/** The lines that httpd needs before those of a text. */
export function apacheHead(root: string): string {
  return [
    `ServerRoot "${root}"`,
    'ServerName x',
    `PidFile ${root}/pid`,
    `DefaultRuntimeDir ${root}`,
    `ErrorLog ${root}/error.log`,
    'Listen 80',
    ...apacheModules.map((name) => `LoadModule ${name}_module /usr/lib/apache2/modules/mod_${name}.so`),
    'TypesConfig /etc/mime.types\n',
  ].join('\n');
}

/** Runs a text and asks every URL. */
export async function runReally(
  one: { program: CorpusProgram; text: string; urls: readonly string[]; waitsForEnd?: boolean },
  folder: string,
  certificate: Certificate,
): Promise<CaseTruth> {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  writeFileSync('/etc/hosts', hostsOf(one.text));
  const own = listenPorts(one.program, one.text);
  const ports = [
    ...one.text.matchAll(
      /(?::|"port" => "?|host: '\w+', port: |\.port = "|connect = |^backend=[^,;\n]*,)(\d{2,5})\b/gm,
    ),
  ].map(([, port]) => Number(port));
  const backends = new Backends(certificate);
  const wanted = new Set(ports.filter((port) => port < 65536 && port !== closedPort && !own.has(port)));
  for (const port of wanted) await backends.listen(port);
  const endNameServers = await startNameServers();
  const running = startProgram(one.program, one.text, folder, certificate);
  try {
    const started = await isListening(own, addressesOf(one.text), running);
    const probes: ProbeTruth[] = [];
    const address = addressesOf(one.text).at(-1) ?? '127.0.0.1';
    for (const url of one.urls) {
      if (!started) probes.push(refused(url));
      else {
        const found = await probe(url, backends, address);
        probes.push(one.waitsForEnd ? { ...found, silentSeconds: await silence(url, address) } : found);
      }
    }
    const says = started ? '' : running.output.text.trim().split('\n').slice(-3).join(' ').slice(0, 300);
    return { started, says: says.replaceAll(folder, ''), probes };
  } finally {
    await running.stop();
    endNameServers();
    backends.close();
  }
}

function refused(url: string): ProbeTruth {
  return { url, verdict: 'fails', why: 'the program does not start', path: null, http: null };
}

/** Names of the text that are no public names of its own: every name gets an address. */
function hostsOf(text: string): string {
  const address = addressesOf(text).at(-1) ?? '127.0.0.1';
  const names = new Set(
    [...text.matchAll(/\b[a-z][a-z0-9_-]*(?:\.[a-z][a-z0-9-]*)*\b/gi)].map(([name]) => name),
  );
  return `127.0.0.1 localhost\n${[...names]
    .slice(0, 400)
    .map((name) => `${address} ${name}\n`)
    .join('')}`;
}

function listenPorts(program: CorpusProgram, text: string): Set<number> {
  const plain = text.replace(/^\s*#.*$/gm, '');
  const all = (expression: RegExp) => [...plain.matchAll(expression)].map((match) => Number(match[1]));
  switch (program) {
    case 'nginx':
      return new Set(all(/\blisten\s+(?:\S*:)?(\d+)\b/g));
    case 'apache':
      return new Set([...all(/^\s*Listen\s+(?:\S*:)?(\d+)/gim), ...all(/<VirtualHost[^>]*:(\d+)/gi)]);
    case 'haproxy':
      return new Set(all(/\bbind\s+\S*?:(\d+)/g));
    case 'caddy': {
      const heads = plain
        .split('\n')
        .filter((line) => /^\S.*\{\s*$|^\S+\s*$/.test(line) && !/^[({}]/.test(line));
      const found = heads.flatMap((line) => [...line.matchAll(/:(\d+)\b/g)].map((match) => Number(match[1])));
      return new Set([...found, 80, 443]);
    }
    case 'lighttpd':
      return new Set([...all(/^\s*server\.port\s*=\s*(\d+)/gm), ...all(/"socket"\]\s*==\s*"[^"]*:(\d+)"/g)]);
    case 'vite':
    case 'webpack': {
      const own = all(/^ {4}port: (\d+)/gm);
      return new Set(own.length > 0 ? own : [program === 'vite' ? 5173 : 8080]);
    }
    case 'angular':
      return new Set([4200]);
    case 'node-proxy': {
      const own = all(/\.listen\((\d+)/g);
      return new Set(own.length > 0 ? own : [8080]);
    }
    case 'varnish':
      return new Set([varnishPort]);
    case 'stunnel':
    case 'hitch':
      return new Set(frontPorts(program, plain));
    case 'nghttpx':
      return new Set(nghttpxPorts(plain));
    case 'trafficserver':
      return new Set(trafficServerPorts(plain));
  }
}

function startProgram(
  program: CorpusProgram,
  text: string,
  folder: string,
  certificate: Certificate,
): Running {
  const { keyFile, certFile, bothFile } = certificate;
  switch (program) {
    case 'nginx':
      return startNginx(
        text
          .replace(/^(\s*ssl_certificate\s+)[^;\n]+;/gm, `$1${certFile};`)
          .replace(/^(\s*ssl_certificate_key\s+)[^;\n]+;/gm, `$1${keyFile};`)
          .replace(
            /^([ \t]*(?:ssl_dhparam|ssl_trusted_certificate|proxy_ssl_trusted_certificate)\s[^;]*;)/gm,
            '# $1',
          ),
        folder,
      );
    case 'apache':
      return startApache(
        text
          .replace(/^(\s*SSLCertificateFile\s+).*$/gim, `$1${certFile}`)
          .replace(/^(\s*SSLCertificateKeyFile\s+).*$/gim, `$1${keyFile}`)
          .replace(/^([ \t]*SSLCertificateChainFile\s+.*)$/gim, '# $1'),
        folder,
      );
    case 'haproxy': {
      const file = path.join(folder, 'haproxy.cfg');
      writeFileSync(
        file,
        text
          .replace(/\bcrt\s+\S+/g, `crt ${bothFile}`)
          .replace(/^\s*(chroot|user|group|daemon|stats socket)\b.*$/gm, ''),
      );
      return start(needProgram('haproxy'), ['-db', '-f', file]);
    }
    case 'caddy':
      return startCaddy(text, folder);
    case 'lighttpd': {
      const file = path.join(folder, 'lighttpd.conf');
      writeFileSync(
        file,
        text
          .replace(/^(\s*ssl\.(?:pemfile|privkey)\s*=).*$/gm, `$1 "${bothFile}"`)
          .replace(/^(\s*server\.document-root\s*=\s*)"[^"]*"/m, `$1"${folder}"`)
          .replace(/^\s*server\.(?:pid-file|username|groupname|errorlog|upload-dirs)\b.*$/gm, ''),
      );
      return start(needProgram('lighttpd'), ['-D', '-f', file]);
    }
    case 'vite':
      return startVite(text, folder);
    case 'webpack':
      return startWebpack(text, folder);
    case 'angular':
      return startAngular(text, folder);
    case 'node-proxy':
      return startNodeProxy(
        text.replaceAll("'key.pem'", `'${keyFile}'`).replaceAll("'cert.pem'", `'${certFile}'`),
        folder,
      );
    case 'varnish':
      return startVarnish(text, folder);
    case 'stunnel':
      return startStunnel(text, folder, certificate);
    case 'hitch':
      return startHitch(text, folder, certificate);
    case 'nghttpx':
      return startNghttpx(text, folder, certificate);
    case 'trafficserver':
      return startTrafficServer(text, folder, certificate);
  }
}

function startNginx(text: string, folder: string): Running {
  const file = path.join(folder, 'nginx.conf');
  writeFileSync(file, wholeNginx(nginxFiles(text, folder), folder));
  return start(needProgram('nginx'), ['-p', folder, '-c', file, '-g', 'daemon off;']);
}

/** Writes the files of an `nginx -T` paste below the folder; gives the first, or the text as it is. */
function nginxFiles(text: string, folder: string): string {
  const [, ...parts] = text.split(/^# configuration file (\S+):$/m);
  if (parts.length === 0) return text;
  const main = path.join(folder, path.dirname(parts[0]));
  const here = (part: string): string =>
    part
      .replaceAll('/etc/nginx/', `${folder}/etc/nginx/`)
      .replace(/(\binclude\s+)(?=[\w.-]+\/)/g, `$1${main}/`);
  for (let at = 2; at < parts.length; at += 2) {
    const file = path.join(folder, parts[at]);
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, here(parts[at + 1]));
  }
  return here(parts[1]);
}

/** The text with what a whole file needs around it: `http`, and `server` around locations alone. */
function wholeNginx(text: string, folder: string): string {
  const temp = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi']
    .map((name) => `${name}_temp_path ${folder}/${name}_temp;`)
    .join(' ');
  const isWhole = /^\s*(http|stream)\s*\{/m.test(text);
  const events = /^\s*events\s*\{/m.test(text) ? '' : 'events {}\n';
  const servers = /^\s*(server|upstream)\b/m.test(text) ? text : `server {\nlisten 80;\n${text}\n}`;
  const body = isWhole ? text.replace(/^(\s*http\s*\{)/m, `$1 ${temp}`) : `http {\n${temp}\n${servers}\n}\n`;
  const own = body
    .replace(/^\s*(user|pid|daemon|master_process)\s[^;]*;/gm, '')
    .replace(/^\s*(access_log|error_log)\s[^;]*;/gm, '');
  const included = own.replace(
    /(\binclude\s+)(mime\.types|proxy_params|fastcgi_params|uwsgi_params|scgi_params)\s*;/g,
    '$1/etc/nginx/$2;',
  );
  const modules = /^\s*stream\s*\{/m.test(own)
    ? 'load_module /usr/lib/nginx/modules/ngx_stream_module.so;\n'
    : '';
  return `${modules}pid ${folder}/nginx.pid;\nerror_log stderr warn;\n${events}${included}`;
}

function startApache(text: string, folder: string): Running {
  const file = path.join(folder, 'httpd.conf');
  mkdirSync(path.join(folder, 'run'));
  const ports = [...listenPorts('apache', text)];
  const listens = /^\s*Listen\s/im.test(text)
    ? []
    : (ports.length > 0 ? ports : [80]).map((port) => `Listen ${port}`);
  writeFileSync(
    file,
    [
      `ServerRoot "${folder}"`,
      'ServerName 127.0.0.1',
      `PidFile ${folder}/httpd.pid`,
      `DefaultRuntimeDir ${folder}/run`,
      `Mutex file:${folder}/run default`,
      `ErrorLog "${folder}/error.log"`,
      'Define APACHE_LOG_DIR /tmp',
      'StartServers 1',
      ...apacheModules.map((name) => `LoadModule ${name}_module /usr/lib/apache2/modules/mod_${name}.so`),
      'TypesConfig /etc/mime.types',
      ...listens,
      text.replace(/^\s*(LoadModule|User|Group)\s.*$/gim, ''),
      '',
    ].join('\n'),
  );
  return start(needProgram('apache2'), ['-f', file, '-DFOREGROUND'], { cwd: folder });
}

/** Addresses that a text can listen on: the loopback address, and those that a listener names. */
function addressesOf(text: string): string[] {
  const named = text.matchAll(/\b(?:listen|bind)\s+(\d+\.\d+\.\d+\.\d+):/gi);
  return ['127.0.0.1', ...[...named].map(([, address]) => address).filter((one) => one !== '0.0.0.0')];
}

/** True when a port of the text accepts connections; false when the program ended. */
async function isListening(
  ports: ReadonlySet<number>,
  addresses: readonly string[],
  running: Running,
): Promise<boolean> {
  const until = Date.now() + startLimitMs;
  const tried = (ports.size > 0 ? [...ports] : [80]).flatMap((port) =>
    addresses.map((address) => ({ port, address })),
  );
  while (Date.now() < until) {
    if (running.child.exitCode !== null || running.child.signalCode !== null) return false;
    for (const { port, address } of tried) {
      const socket = net.connect(port, address);
      const isOpen = await once(socket, 'connect').then(
        () => true,
        () => false,
      );
      socket.destroy();
      if (!isOpen) continue;
      await new Promise((resolve) => setTimeout(resolve, 150));
      return running.child.exitCode === null;
    }
    await new Promise((resolve) => setTimeout(resolve, 40));
  }
  return false;
}

/** Opens a WebSocket with the Connection header of Firefox and of Chrome, then asks with a plain GET. */
async function probe(url: string, backends: Backends, address: string): Promise<ProbeTruth> {
  backends.asked.length = 0;
  let verdict: ProbeTruth['verdict'] = 'passes';
  let why = 'echo';
  for (const connection of ['keep-alive, Upgrade', 'Upgrade']) {
    const said = await ask(url, connection, address);
    if (said === 'echo') continue;
    verdict = 'fails';
    why = said;
    break;
  }
  const path_ =
    backends.asked.findLast(({ isUpgrade }) => isUpgrade)?.path ?? backends.asked.at(-1)?.path ?? null;
  const asked = new URL(url).pathname;
  if (verdict === 'passes' && path_?.split('?')[0].includes('//') && !asked.includes('//')) {
    verdict = 'fails';
    why = `arrives at ${path_}`;
  }
  const plain = /^status (\d+)/.exec(await ask(url, null, address))?.[1];
  return { url, verdict, why, path: path_, http: plain === undefined ? null : Number(plain) };
}

interface Opening {
  readonly socket: net.Socket;
  readonly isTls: boolean;
  readonly request: string;
  readonly key: string;
}

/** A connection and the request for it. Without a Connection header the request is a plain GET. */
function openingOf(url: string, connection: string | null, named: string): Opening {
  const { hostname, port, protocol, pathname, search, host } = new URL(url);
  const isTls = protocol === 'wss:';
  const address = /^\d+(\.\d+){3}$/.test(hostname) ? hostname : named;
  const number = port === '' ? (isTls ? 443 : 80) : Number(port);
  const socket = isTls
    ? tls.connect({
        port: number,
        host: address,
        servername: hostname,
        rejectUnauthorized: false,
        ALPNProtocols: ['http/1.1'],
      })
    : net.connect(number, address);
  const key = randomBytes(16).toString('base64');
  const upgrade = [
    `Connection: ${connection}`,
    'Upgrade: websocket',
    'Sec-WebSocket-Version: 13',
    `Sec-WebSocket-Key: ${key}`,
  ];
  const head = [
    `GET ${pathname}${search} HTTP/1.1`,
    `Host: ${host}`,
    `Origin: ${isTls ? 'https' : 'http'}://${host}`,
    'User-Agent: Mozilla/5.0',
    ...(connection === null ? ['Connection: close'] : upgrade),
  ];
  return { socket, isTls, request: `${head.join('\r\n')}\r\n\r\n`, key };
}

/** `echo`, `status N`, or what went wrong. */
async function ask(url: string, connection: string | null, named: string): Promise<string> {
  const { socket, isTls, request, key } = openingOf(url, connection, named);
  try {
    return await exchange(socket, isTls, request, connection === null ? null : key);
  } finally {
    socket.destroy();
  }
}

/** A silent connection is waited for so long. */
const silenceLimitMs = 7000;

/** Seconds from the echo of one message to the end of the connection, rounded to tenths; null when it stays open. */
async function silence(url: string, named: string): Promise<number | null> {
  const { socket, isTls, request, key } = openingOf(url, 'Upgrade', named);
  try {
    if ((await exchange(socket, isTls, request, key)) !== 'echo') return null;
    const start = Date.now();
    const isClosed = await Promise.race([
      once(socket, 'close')
        .catch(() => undefined)
        .then(() => true),
      new Promise<boolean>((resolve) => setTimeout(() => resolve(false), silenceLimitMs)),
    ]);
    return isClosed ? Math.round((Date.now() - start) / 100) / 10 : null;
  } finally {
    socket.destroy();
  }
}

function exchange(socket: net.Socket, isTls: boolean, request: string, key: string | null): Promise<string> {
  return new Promise((resolve) => {
    let bytes = Buffer.alloc(0);
    let isOpen = false;
    const timer = setTimeout(() => resolve(isOpen ? 'no echo' : 'no answer'), answerLimitMs);
    const finish = (said: string): void => {
      clearTimeout(timer);
      resolve(said);
    };
    socket.on(isTls ? 'secureConnect' : 'connect', () => socket.write(request));
    socket.on('error', (error: NodeJS.ErrnoException) => finish(error.code ?? error.message));
    socket.on('close', () => finish('closed'));
    socket.on('data', (data: Buffer) => {
      bytes = Buffer.concat([bytes, data]);
      const end = bytes.indexOf('\r\n\r\n');
      if (end < 0) return;
      const head = bytes.subarray(0, end + 4).toString('latin1');
      const status = /^HTTP\/\d\.\d (\d{3})/.exec(head)?.[1];
      if (key === null || status !== '101')
        return finish(status === undefined ? 'not HTTP' : `status ${status}`);
      if (headerOf(head, 'Sec-WebSocket-Accept') !== acceptFor(key))
        return finish('status 101, wrong Accept');
      if (headerOf(head, 'Upgrade')?.toLowerCase() !== 'websocket')
        return finish('status 101 without Upgrade');
      if (!isOpen) socket.write(frame(1, 'ping', true));
      isOpen = true;
      if (bytes.subarray(end + 4).equals(frame(1, 'ping', false))) finish('echo');
    });
  });
}
