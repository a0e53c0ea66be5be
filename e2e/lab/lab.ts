// The fault lab: real servers, clients and proxies with a real fault, recorded with tcpdump. A case says what to start
// and what is wrong; the lab starts, records and stops. It imports nothing from src/: it is an independent witness.
import { type ChildProcess, execFileSync, type SpawnOptions, spawn as spawnChild } from 'node:child_process';
import { createSocket } from 'node:dgram';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import net from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Page } from 'puppeteer-core';
import { openPage } from './browser.ts';
import { captureBytes, openConnections, type Packet, readCapture } from './packets.ts';
import { Peer } from './peer.ts';

export { type CaptureFile, type Packet, Tcp } from './packets.ts';
export { headerOf, Peer } from './peer.ts';
export { debian, npm, pip, program } from './programs.ts';
export * from './raw.ts';

/** What is true of a capture, known by the script that made it and by no decoder. */
export interface Truth {
  /** Whose bytes hold the fault; null when it is not a matter of bytes. */
  sender: 'client' | 'server' | null;
  /**
   * Offset of the first header byte (or foreign byte) at which a strict RFC 6455 reader of that sender's bytes must
   * fail, counted in that sender's bytes after the handshake's blank line; null when there is no break inside
   * the frames.
   */
  breakOffset: number | null;
  /** Server port of the connection that this speaks of, when the capture holds several. */
  port?: number;
}

/** One case of the lab: one capture with its truth. */
export interface LabCase {
  /** Kebab-case, unique within its cause; the file name. */
  name: string;
  /** Catalogue id, or 'healthy'. */
  cause: string;
  /** Other catalogue ids that truly hold at the same time. */
  also?: string[];
  /** Programs with their real versions, e.g. ['ws 8.23.0', 'nginx 1.22.1']. */
  software: string[];
  /** One sentence: what was set up and what went wrong. */
  story: string;
  /** Takes a minute of waiting: started first, beside the others. */
  slow?: boolean;
  run(lab: Lab): Promise<Truth>;
}

/** How to record. */
export interface RecordOptions {
  format?: 'pcap' | 'pcapng';
  interface?: 'lo' | 'any';
  snaplen?: number;
}

/** A program that the lab started. */
export interface Running {
  child: ChildProcess;
  stdout(): string;
  stderr(): string;
  /** Resolves with the exit code, or null when killed by a signal. */
  done: Promise<number | null>;
}

const here = fileURLToPath(new URL('.', import.meta.url));
const marker = 'framescope-marker';
const given = new Set<number>();
const running = new Set<ChildProcess>();

function killGroup(child: ChildProcess, signal: NodeJS.Signals): void {
  if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
  try {
    process.kill(-child.pid, signal);
  } catch {
    child.kill(signal);
  }
}

const folders = new Set<string>();

process.on('exit', () => {
  for (const child of running) killGroup(child, 'SIGKILL');
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

/** Waits for `test` to hold, polling; fails with `what` after `ms`. */
export async function waitFor(
  test: () => boolean | Promise<boolean>,
  what: string,
  ms = 10_000,
): Promise<void> {
  const end = Date.now() + ms;
  while (!(await test())) {
    if (Date.now() > end) throw new Error(`timed out: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 15));
  }
}

/** Milliseconds of real time: only for idle periods that are themselves the fault. */
export function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

function newFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'framescope-lab-'));
  folders.add(folder);
  return folder;
}

function listens(port: number): boolean {
  const hex = `:${port.toString(16).toUpperCase().padStart(4, '0')} `;
  return ['/proc/net/tcp', '/proc/net/tcp6'].some(
    (file) =>
      existsSync(file) &&
      readFileSync(file, 'utf8')
        .split('\n')
        .some((line) => line.includes(' 0A ') && line.slice(0, 50).includes(hex)),
  );
}

/** The lab that a case runs in. Everything it starts is stopped afterwards, also on failure. */
export class Lab {
  /** A temporary folder of this case. */
  readonly folder: string = newFolder();
  /** Connections that the case leaves open on purpose: the recorder does not wait for their end. */
  leaveOpen = false;
  private stops: (() => void | Promise<void>)[] = [];
  private capture: { file: string; format: 'pcap' | 'pcapng'; program: Running; port: number } | null = null;
  private edits: ((packets: Packet[]) => Packet[])[] = [];

  /** A port on 127.0.0.1 that is free now and outside the range that clients are given. */
  async port(): Promise<number> {
    for (;;) {
      const port = 20_000 + Math.floor(Math.random() * 12_000);
      if (given.has(port)) continue;
      given.add(port);
      const free = await new Promise<boolean>((resolve) => {
        const probe = net.createServer();
        probe.once('error', () => resolve(false));
        probe.listen(port, '127.0.0.1', () => probe.close(() => resolve(true)));
      });
      if (free) return port;
    }
  }

  /** Registers something to stop when the case is over; last registered, first stopped. */
  defer(stop: () => void | Promise<void>): void {
    this.stops.push(stop);
  }

  /** Starts recording these server ports; resolves when packets are being written. */
  async record(ports: number | number[], options: RecordOptions = {}): Promise<void> {
    const format = options.format ?? 'pcap';
    const file = join(this.folder, `capture.${format}`);
    const port = await this.port();
    const filter = [...[ports].flat().map((p) => `tcp port ${p}`), `udp port ${port}`].join(' or ');
    const device = options.interface ?? 'lo';
    const snaplen = options.snaplen ? ['-s', String(options.snaplen)] : [];
    // in immediate mode every slot of the ring is a snapshot length long: without -B there are but eight slots
    const common = ['-i', device, ...snaplen, '-w', file];
    const program =
      format === 'pcap'
        ? this.spawn('tcpdump', ['-U', '--immediate-mode', '-B', '131072', '-Z', 'root', ...common, filter])
        : this.spawn('dumpcap', ['-q', '-B', '64', ...common, '-f', filter]);
    this.capture = { file, format, program, port };
    await this.flush('start');
  }

  /** The packets recorded so far, markers left out. */
  packets(): Packet[] {
    if (!this.capture) return [];
    return readCapture(this.capture.file).packets.filter((packet) => !packet.data.includes(marker));
  }

  /** The bytes that one end of the connections to a server port has sent, by the capture so far (in order, no loss). */
  sentBy(sender: 'client' | 'server', serverPort: number, clientPort?: string): Buffer {
    const port = String(serverPort);
    const parts = new Map<number, Buffer>();
    for (const { tcp } of this.packets()) {
      if (!tcp || tcp.payload.length === 0) continue;
      const peer = sender === 'server' ? tcp.to : tcp.from;
      if ((sender === 'server' ? tcp.from : tcp.to) !== port) continue;
      if (clientPort !== undefined && peer !== clientPort) continue;
      if (!parts.has(tcp.seq)) parts.set(tcp.seq, tcp.payload);
    }
    return Buffer.concat([...parts.values()]);
  }

  /** Offset of `needle` in a sender's bytes after the first blank line; waits until the capture holds it. */
  async offsetOf(sender: 'client' | 'server', serverPort: number, needle: string | Buffer): Promise<number> {
    let at = -1;
    const look = () => {
      const all = this.sentBy(sender, serverPort);
      const start = all.indexOf('\r\n\r\n') + 4;
      const found = start < 4 ? -1 : all.indexOf(needle, start);
      at = found < 0 ? -1 : found - start;
      return at >= 0;
    };
    await waitFor(look, `the capture holds ${String(needle).slice(0, 40)}`, 5000);
    return at;
  }

  /** Registers a change of the recorded packets, made before the capture is written (lost packets and the like). */
  edit(change: (packets: Packet[]) => Packet[]): void {
    this.edits.push(change);
  }

  /** Sends a marker datagram until it is in the file: then every packet before it is in the file as well. */
  private async flush(label: string): Promise<void> {
    const { file, port } = this.capture!;
    const words = `${marker}-${label}`;
    const socket = createSocket('udp4');
    socket.on('error', () => {});
    try {
      await waitFor(async () => {
        await new Promise<void>((resolve) => socket.send(words, port, '127.0.0.1', () => resolve()));
        await pause(10);
        return existsSync(file) && readFileSync(file).includes(words.slice(0, 22));
      }, `the recorder sees the ${label} marker`);
    } finally {
      socket.close();
    }
  }

  /** Ends the recording: waits for the last FIN or RST, drops the markers and returns the capture. */
  async finish(): Promise<{ bytes: Buffer; format: 'pcap' | 'pcapng'; open: string[] }> {
    if (!this.capture) throw new Error('the case recorded nothing');
    const { file, format, program } = this.capture;
    if (!this.leaveOpen) {
      await waitFor(() => openConnections(this.packets()).length === 0, 'every connection ends', 2000).catch(
        () => {},
      );
    }
    await this.flush('end');
    killGroup(program.child, 'SIGINT');
    await program.done;
    const dropped = /(\d+) packets? dropped by kernel|dropped on interface .*?: \d+\/(\d+)/.exec(
      program.stderr(),
    );
    if (!dropped) throw new Error(`the recorder says nothing of dropped packets: ${program.stderr()}`);
    if (Number(dropped[1] ?? dropped[2]) > 0) throw new Error(`the recorder dropped packets: ${dropped[0]}`);
    const { head } = readCapture(file);
    const packets = this.edits.reduce((kept, change) => change(kept), this.packets());
    return { bytes: captureBytes(head, packets), format, open: openConnections(packets) };
  }

  /** Stops everything, last started first, and removes the folder. */
  async stop(): Promise<void> {
    for (const stop of this.stops.reverse()) {
      try {
        await stop();
      } catch {
        // a program that has already gone
      }
    }
    rmSync(this.folder, { recursive: true, force: true });
    folders.delete(this.folder);
  }

  /** Writes a file into the case's folder and returns its path. */
  file(name: string, content: string | Buffer): string {
    const path = join(this.folder, name);
    mkdirSync(join(path, '..'), { recursive: true });
    writeFileSync(path, content);
    return path;
  }

  /** Starts a program in a process group of its own. */
  spawn(command: string, args: string[], options: SpawnOptions = {}): Running {
    const child = spawnChild(command, args, { cwd: this.folder, stdio: 'pipe', detached: true, ...options });
    running.add(child);
    let out = '';
    let err = '';
    child.stdout?.on('data', (chunk: Buffer) => {
      out += chunk;
    });
    child.stderr?.on('data', (chunk: Buffer) => {
      err += chunk;
    });
    const done = new Promise<number | null>((resolve) => {
      child.once('error', () => resolve(127));
      child.once('exit', (code) => resolve(code));
    });
    void done.then(() => running.delete(child));
    this.defer(async () => {
      killGroup(child, 'SIGTERM');
      const late = setTimeout(() => killGroup(child, 'SIGKILL'), 1500);
      await done;
      clearTimeout(late);
    });
    return { child, stdout: () => out, stderr: () => err, done };
  }

  /** Starts a server program and waits until it listens on all these ports. No connection is made for it. */
  async serve(
    ports: number | number[],
    command: string,
    args: string[],
    options: SpawnOptions = {},
  ): Promise<Running> {
    const program = this.spawn(command, args, options);
    await waitFor(
      () => {
        if (program.child.exitCode !== null)
          throw new Error(`${command} ended: ${program.stderr()}${program.stdout()}`);
        return [ports].flat().every(listens);
      },
      `${command} listens on ${[ports].flat().join(', ')}`,
    );
    return program;
  }

  /** Starts a script of e2e/lab/python with Debian's Python. Waits for `listensOn` when given. */
  async python(script: string, args: (string | number)[] = [], listensOn?: number): Promise<Running> {
    const all = ['-u', join(here, 'python', script), ...args.map(String)];
    return listensOn === undefined
      ? this.spawn('/usr/bin/python3', all)
      : this.serve(listensOn, '/usr/bin/python3', all);
  }

  /** Starts nginx with this content of its http block, and these modules; waits for every `listen` in it. */
  async nginx(http: string, modules: readonly string[] = []): Promise<Running> {
    const ports = [...http.matchAll(/listen\s+(?:[\d.]+:)?(\d+)/g)].map((match) => Number(match[1]));
    const temp = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi']
      .map((kind) => `  ${kind}_temp_path ${this.folder}/${kind};`)
      .join('\n');
    const conf = this.file(
      'nginx.conf',
      `${modules.map((name) => `load_module /usr/lib/nginx/modules/${name}.so;\n`).join('')}daemon off;\nuser root;\nworker_processes 1;\npid ${this.folder}/nginx.pid;\nerror_log ${this.folder}/error.log info;\n` +
        `events { worker_connections 64; }\nhttp {\n  access_log off;\n${temp}\n${http}\n}\n`,
    );
    return this.serve(ports, 'nginx', ['-p', this.folder, '-c', conf, '-e', join(this.folder, 'error.log')]);
  }

  /** Starts Apache with this configuration (after the usual modules) and waits for every `Listen` in it. */
  async apache(conf: string): Promise<Running> {
    const ports = [...conf.matchAll(/^\s*Listen\s+(?:[\d.]+:)?(\d+)/gm)].map((match) => Number(match[1]));
    const names =
      'mpm_event authz_core authn_core proxy proxy_http proxy_wstunnel rewrite headers env setenvif ssl';
    const modules = names
      .split(' ')
      .map((name) => `LoadModule ${name}_module /usr/lib/apache2/modules/mod_${name}.so`)
      .join('\n');
    const path = this.file(
      'apache.conf',
      `ServerRoot ${this.folder}\nServerName localhost\nPidFile ${this.folder}/apache.pid\nErrorLog ${this.folder}/error.log\n` +
        `${modules}\nDefaultRuntimeDir ${this.folder}\nMutex file:${this.folder}\nStartServers 1\nServerLimit 1\n` +
        `ThreadsPerChild 25\nMaxRequestWorkers 25\n${conf}\n`,
    );
    return this.serve(ports, 'apache2', ['-DFOREGROUND', '-f', path]);
  }

  /** Starts HAProxy with this configuration (after a minimal global section) and waits for every `bind` in it. */
  async haproxy(conf: string): Promise<Running> {
    const ports = [...conf.matchAll(/^\s*bind\s+[\d.]*:(\d+)/gm)].map((match) => Number(match[1]));
    const path = this.file('haproxy.cfg', `global\n  maxconn 64\n${conf}\n`);
    return this.serve(ports, 'haproxy', ['-db', '-f', path]);
  }

  /** Starts Caddy with these sites (after a global block without admin port) and waits for these ports. */
  async caddy(ports: number | number[], sites: string): Promise<Running> {
    const storage = `storage file_system ${this.folder}/caddy`;
    const path = this.file(
      'Caddyfile',
      `{\n  admin off\n  auto_https off\n  ${storage}\n  log {\n    level ERROR\n  }\n}\n${sites}\n`,
    );
    const env = {
      ...process.env,
      HOME: this.folder,
      XDG_DATA_HOME: this.folder,
      XDG_CONFIG_HOME: this.folder,
    };
    return this.serve(ports, 'caddy', ['run', '--config', path, '--adapter', 'caddyfile'], { env });
  }

  /** A raw TCP server on a port; `onSocket` drives each connection, and its failures are kept in `failures`. */
  async tcpServer(
    onSocket: (peer: Peer) => Promise<void> | void,
    port?: number,
  ): Promise<{ port: number; failures: Error[] }> {
    const failures: Error[] = [];
    const sockets = new Set<net.Socket>();
    const server = net.createServer((socket) => {
      sockets.add(socket);
      const peer = new Peer(socket);
      Promise.resolve(onSocket(peer)).catch((error: Error) => failures.push(error));
    });
    const chosen = port ?? (await this.port());
    await new Promise<void>((resolve) => server.listen(chosen, '127.0.0.1', resolve));
    this.defer(() => {
      for (const socket of sockets) socket.destroy();
      server.close();
    });
    return { port: chosen, failures };
  }

  /** A raw TCP client, connected. */
  async tcpClient(port: number): Promise<Peer> {
    const socket = net.connect(port, '127.0.0.1');
    this.defer(() => {
      socket.destroy();
    });
    await new Promise<void>((resolve, reject) => {
      socket.once('connect', resolve);
      socket.once('error', reject);
    });
    return new Peer(socket);
  }

  /** A blank page of a headless Chromium, served from 127.0.0.1 (its own origin is not recorded). */
  async chromium(): Promise<Page> {
    const page = await openPage();
    this.defer(() => page.close());
    return page;
  }

  /** A self-signed certificate for localhost and its key, as file paths. */
  certificate(): { key: string; cert: string } {
    const key = join(this.folder, 'key.pem');
    const cert = join(this.folder, 'cert.pem');
    if (!existsSync(cert)) {
      const args =
        'req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 30 -subj /CN=localhost'.split(
          ' ',
        );
      const names = ['-addext', 'subjectAltName=DNS:localhost,IP:127.0.0.1'];
      execFileSync('openssl', [...args, ...names, '-keyout', key, '-out', cert], { stdio: 'ignore' });
    }
    return { key, cert };
  }
}
