// Programs of the lab in compiled languages: built once for each state of their source, and started.
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const here = fileURLToPath(new URL('.', import.meta.url));
const javaFolder = '/usr/share/java';

/** The jars of Debian's libnetty-java, without the links that carry a version. */
export function nettyClassPath(): string {
  return readdirSync(javaFolder)
    .filter((name) => /^netty-[a-z0-9-]+\.jar$/.test(name) && name !== 'netty-all.jar')
    .map((name) => join(javaFolder, name))
    .join(':');
}

/** Jars of Debian's libtomcat10-java and what they need, for embedding Tomcat. */
export function tomcatClassPath(): string {
  return readdirSync(javaFolder)
    .filter((name) => /^(tomcat10-[a-z-]+|ecj|eclipse-jdt-core)\.jar$/.test(name) && !name.includes('i18n'))
    .map((name) => join(javaFolder, name))
    .join(':');
}

/** Jars of Debian's libjetty9-java and the servlet API that it is written to. */
export function jettyClassPath(): string {
  return readdirSync(javaFolder)
    .filter((name) => /^(jetty9-[a-z-]+|servlet-api)\.jar$/.test(name))
    .map((name) => join(javaFolder, name))
    .join(':');
}

/** What the compiler of C or C++ is told for a library, by the program that uses it. */
function libraryFlags(source: string): string[] {
  if (source.includes('lws_')) return ['-lwebsockets'];
  if (source.includes('wslay_')) return ['-D_GNU_SOURCE', '-lwslay', '-lcrypto'];
  if (source.includes('civetweb_')) return ['-lcivetweb'];
  if (source.includes('poco_')) return ['-lPocoNet', '-lPocoFoundation'];
  if (!source.includes('qt_')) return [];
  const flags = execFileSync('pkg-config', ['--cflags', '--libs', 'Qt5WebSockets'], { encoding: 'utf8' });
  return ['-fPIC', ...flags.trim().split(/\s+/)];
}

/** What npm is asked for where a package has a name of its own in the folder. */
const aliases: Readonly<Record<string, string>> = { 'ws-old': 'ws-old@npm:ws@1' };

/** A folder with npm packages that only the lab uses, installed once; for NODE_PATH. */
export function npmFolder(...packages: string[]): string {
  const folder = join(tmpdir(), 'framescope-lab-npm');
  if (packages.some((name) => !existsSync(join(folder, 'node_modules', name)))) {
    mkdirSync(folder, { recursive: true });
    execFileSync(
      'npm',
      [
        'install',
        '--no-audit',
        '--no-fund',
        '--prefix',
        folder,
        ...packages.map((name) => aliases[name] ?? name),
      ],
      {
        stdio: 'pipe',
      },
    );
  }
  return join(folder, 'node_modules');
}

/** "name version" of a package of `npmFolder`. */
export function npmExtra(name: string, label = name): string {
  const text = readFileSync(join(npmFolder(name), name, 'package.json'), 'utf8');
  return `${label} ${(JSON.parse(text) as { version: string }).version}`;
}

function compile(source: string, target: string): void {
  const run = (command: string, args: string[], env: NodeJS.ProcessEnv = {}) =>
    execFileSync(command, args, { stdio: 'pipe', env: { ...process.env, ...env } });
  if (source.endsWith('.go'))
    run('go', ['build', '-o', target, source], { GO111MODULE: 'off', GOPATH: '/usr/share/gocode' });
  else if (source.endsWith('.c')) run('gcc', ['-O1', '-w', '-o', target, source, ...libraryFlags(source)]);
  else if (source.endsWith('.cpp'))
    run('g++', ['-std=c++17', '-O0', '-w', '-o', target, source, ...libraryFlags(source), '-lpthread']);
  else if (source.endsWith('.java'))
    run('javac', [
      '-cp',
      `${nettyClassPath()}:${tomcatClassPath()}:${jettyClassPath()}`,
      '-d',
      target,
      source,
    ]);
  else if (source.endsWith('.erl')) run('erlc', ['-pa', '/usr/lib/yaws-2.1.1/ebin', '-o', target, source]);
  else if (source.endsWith('.hs'))
    run('ghc', ['-O0', '-threaded', '-outputdir', `${target}-objects`, '-o', target, source]);
  else if (source.endsWith('.cr')) run('crystal', ['build', '--no-debug', '-o', target, source]);
  else throw new Error(`no compiler for ${source}`);
}

/** Path of the program (of Java and Erlang: the folder) that a source of this folder is compiled to. */
export function built(name: string): string {
  const source = join(here, name);
  const hash = createHash('sha256').update(readFileSync(source)).digest('hex').slice(0, 16);
  const folder = join(tmpdir(), 'framescope-lab-build');
  const target = join(folder, `${name.replace(/\W/g, '-')}-${hash}`);
  if (existsSync(target)) return target;
  mkdirSync(folder, { recursive: true });
  const unfinished = `${target}-${process.pid}`;
  if (/\.(java|erl)$/.test(name)) mkdirSync(unfinished);
  compile(source, unfinished);
  renameSync(unfinished, target);
  return target;
}

/** Path of a script of this folder. */
export function scriptPath(name: string): string {
  return join(here, name);
}
