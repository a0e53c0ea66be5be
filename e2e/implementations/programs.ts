// The real programs that the examination of the reports runs, and how each is started.

import { existsSync, readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Role } from '../../src/decoder/implementations/implementation.ts';
import type { Command } from './run-program.ts';

export interface ProgramEntry {
  /** Unique, with the version that tells two of one implementation apart. */
  readonly id: string;
  /** Id of the implementation in `src/decoder/implementations/registry.ts`, by role where it has two. */
  readonly implementation: string | { readonly client: string; readonly server: string };
  readonly roles: readonly Role[];
  readonly command: (role: Role) => Command;
  /** Streams at once, where a program is slow. */
  readonly atOnce?: number;
  /** A program that stops accepting connections after more than these is started again. */
  readonly maxStreams?: number;
  readonly build?: Build;
  /** Checked in `npm test` for real: the packages are dependencies of this project. */
  readonly isQuick?: boolean;
}

const here = join(dirname(fileURLToPath(import.meta.url)), 'programs');
const both: readonly Role[] = ['client', 'server'];

const node =
  (name: string, ...flags: string[]) =>
  (role: Role): Command => ({
    command: process.execPath,
    args: [...flags, join(here, 'node.mjs'), name, role],
  });

/** `variable` names a Python with the packages; Debian's by default. */
const python =
  (name: string, variable: string) =>
  (role: Role): Command => ({
    command: process.env[variable] ?? '/usr/bin/python3',
    args: [join(here, role === 'client' ? 'clients.py' : 'servers.py'), name],
  });

/** Where the compiled programs are. */
export const buildFolder = process.env.REPORT_BUILD ?? join(tmpdir(), 'framescope-reports');

const built =
  (name: string, ...before: string[]) =>
  (role: Role): Command => ({ command: join(buildFolder, name), args: [...before, role] });

/** How a program is compiled; it is left out where that fails. */
export interface Build {
  readonly command: string;
  readonly env?: Readonly<Record<string, string>>;
}
const goBuild: Build = {
  command: `go build -o ${buildFolder}/go-programs ${here}/go/main.go`,
  env: { GO111MODULE: 'off', GOPATH: '/usr/share/gocode', GOCACHE: join(buildFolder, 'go-cache') },
};
const nettyJars = jarsIn('/usr/share/java', /^netty-/);
const jettyJars = jarsIn('/usr/share/java', /^(?:jetty9-[a-z-]+|servlet-api)\.jar$/);
const tomcatJars = '/usr/share/tomcat10/lib/*:/usr/share/tomcat10/bin/*';
function jarsIn(folder: string, names: RegExp): string {
  const files = existsSync(folder) ? readdirSync(folder) : [];
  return files
    .filter((name) => names.test(name))
    .map((name) => join(folder, name))
    .join(':');
}
const java =
  (name: string, jars: string) =>
  (role: Role): Command => ({ command: 'java', args: ['-cp', `${buildFolder}:${jars}`, name, role] });
const javaBuild = (name: string, jars: string): Build => ({
  command: `javac -nowarn -d ${buildFolder} -cp '${jars}' -sourcepath ${here} ${here}/${name}.java`,
});

const okhttpJars = jarsIn('/usr/share/java', /^ok(http|io)\.jar$/);
/** A JavaScript runtime, which its npm package brings. */
const runtime = (name: string): string =>
  process.env.REPORT_MODULES ? join(process.env.REPORT_MODULES, 'node_modules', '.bin', name) : name;

const nodeMajor = Number(process.versions.node.split('.')[0]);
const builtinFlags = nodeMajor < 22 ? ['--experimental-websocket', '--no-warnings'] : [];

export const programs: readonly ProgramEntry[] = [
  { id: 'ws', implementation: 'ws', roles: both, command: node('ws'), isQuick: true },
  {
    id: 'websocket-driver',
    implementation: 'websocket-driver',
    roles: both,
    command: node('websocket-driver'),
    isQuick: true,
  },
  {
    id: 'websocket',
    implementation: 'websocket-node',
    roles: both,
    command: node('websocket'),
    isQuick: true,
  },
  {
    id: 'builtin',
    implementation: 'undici-6',
    roles: ['client'],
    command: node('builtin', ...builtinFlags),
    isQuick: true,
  },
  { id: 'undici6', implementation: 'undici-6.29', roles: ['client'], command: node('undici6') },
  {
    id: 'undici',
    implementation: 'undici',
    roles: ['client'],
    // It needs a later Node.js than the one that runs the examination may be.
    command: (role) => ({ ...node('undici')(role), command: process.env.REPORT_NODE ?? process.execPath }),
  },
  {
    id: 'undici7',
    implementation: 'undici-7',
    roles: ['client'],
    command: (role) => ({ ...node('undici7')(role), command: process.env.REPORT_NODE ?? process.execPath }),
  },
  {
    id: 'websockets',
    implementation: 'python-websockets',
    roles: both,
    command: python('websockets', 'PYTHON'),
  },
  {
    id: 'websockets-sync',
    implementation: 'python-websockets',
    roles: ['client'],
    command: python('websockets-sync', 'PYTHON'),
  },
  {
    id: 'websockets-legacy',
    implementation: 'python-websockets-legacy',
    roles: both,
    command: python('legacy', 'PYTHON_LEGACY'),
  },
  { id: 'aiohttp', implementation: 'aiohttp', roles: both, command: python('aiohttp', 'PYTHON') },
  { id: 'tornado', implementation: 'tornado', roles: both, command: python('tornado', 'PYTHON') },
  { id: 'wsproto', implementation: 'wsproto', roles: both, command: python('wsproto', 'PYTHON') },
  {
    id: 'gorilla',
    implementation: 'gorilla',
    roles: both,
    command: built('go-programs', 'gorilla'),
    build: goBuild,
  },
  {
    id: 'nhooyr',
    implementation: 'coder',
    roles: both,
    command: built('go-programs', 'nhooyr'),
    build: goBuild,
  },
  {
    id: 'beast',
    implementation: 'beast',
    roles: both,
    command: built('beast'),
    build: { command: `g++ -O1 -std=c++17 -pthread ${here}/beast.cpp -o ${buildFolder}/beast` },
  },
  {
    id: 'netty',
    implementation: 'netty',
    roles: both,
    command: java('NettyProgram', nettyJars),
    build: javaBuild('NettyProgram', nettyJars),
  },
  {
    id: 'tomcat',
    implementation: 'tomcat',
    roles: both,
    command: java('TomcatProgram', tomcatJars),
    build: javaBuild('TomcatProgram', tomcatJars),
  },
  {
    id: 'jetty',
    implementation: 'jetty-9',
    roles: both,
    command: java('JettyProgram', jettyJars),
    build: javaBuild('JettyProgram', jettyJars),
  },
  {
    id: 'ruby-websocket-driver',
    implementation: 'ruby-websocket-driver',
    roles: both,
    command: (role) => ({ command: 'ruby', args: [join(here, 'ruby-driver.rb'), role] }),
  },
  {
    id: 'websocket-client',
    implementation: 'websocket-client',
    roles: ['client'],
    command: python('websocket-client', 'PYTHON'),
  },
  {
    id: 'okhttp',
    implementation: 'okhttp-3',
    roles: ['client'],
    command: java('OkhttpProgram', okhttpJars),
    build: javaBuild('OkhttpProgram', okhttpJars),
  },
  {
    id: 'qt',
    implementation: 'qt',
    roles: both,
    command: (role) => ({ command: '/usr/bin/python3', args: [join(here, 'qt.py'), role] }),
  },
  {
    id: 'bun',
    implementation: { client: 'bun-client', server: 'bun-server' },
    roles: both,
    command: (role) => ({ command: runtime('bun'), args: [join(here, 'runtimes.mjs'), role] }),
  },
  {
    id: 'deno',
    implementation: 'deno',
    roles: both,
    command: (role) => ({
      command: runtime('deno'),
      args: ['run', '--quiet', '--allow-net', '--allow-env', join(here, 'runtimes.mjs'), role],
    }),
  },
  {
    id: 'websocketpp',
    implementation: 'websocketpp',
    roles: both,
    command: built('websocketpp'),
    build: {
      command: `g++ -O1 -std=c++17 -pthread ${here}/websocketpp.cpp -o ${buildFolder}/websocketpp -lz`,
    },
  },
  {
    id: 'mojolicious',
    implementation: 'mojolicious',
    roles: both,
    command: (role) => ({ command: 'perl', args: [join(here, 'mojolicious.pl'), role] }),
  },
  {
    id: 'xnet',
    implementation: 'x-net-websocket',
    roles: both,
    command: built('go-programs', 'xnet'),
    build: goBuild,
  },
  {
    id: 'libwebsockets',
    implementation: { client: 'libwebsockets-4-client', server: 'libwebsockets-4-server' },
    roles: both,
    command: built('libwebsockets'),
    // Its log does not tell whose connection a line is about.
    atOnce: 4,
    maxStreams: 90,
    build: { command: `gcc -O1 ${here}/libwebsockets.c -o ${buildFolder}/libwebsockets -lwebsockets` },
  },
  {
    id: 'libsoup',
    implementation: 'libsoup',
    roles: both,
    command: built('libsoup'),
    build: {
      command: `gcc -O1 ${here}/libsoup.c -o ${buildFolder}/libsoup $(pkg-config --cflags --libs libsoup-3.0 gio-unix-2.0)`,
    },
  },
  {
    id: 'autobahn',
    implementation: { client: 'autobahn-client', server: 'autobahn-server' },
    roles: both,
    command: python('autobahn', 'PYTHON_LEGACY'),
  },
  {
    id: 'chromium',
    implementation: 'chrome',
    roles: ['client'],
    command: () => ({ command: process.execPath, args: [join(here, 'browser.mjs'), 'chrome'] }),
    atOnce: 8,
  },
  {
    id: 'firefox',
    implementation: 'firefox',
    roles: ['client'],
    command: () => ({ command: process.execPath, args: [join(here, 'browser.mjs'), 'firefox'] }),
    atOnce: 4,
  },
];

/** The implementation that `program` is in `role`. */
export function implementationOf({ implementation }: ProgramEntry, role: Role): string {
  return typeof implementation === 'string' ? implementation : implementation[role];
}
