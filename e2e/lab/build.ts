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

function compile(source: string, target: string): void {
  const run = (command: string, args: string[], env: NodeJS.ProcessEnv = {}) =>
    execFileSync(command, args, { stdio: 'pipe', env: { ...process.env, ...env } });
  if (source.endsWith('.go'))
    run('go', ['build', '-o', target, source], { GO111MODULE: 'off', GOPATH: '/usr/share/gocode' });
  else if (source.endsWith('.c')) run('gcc', ['-O1', '-w', '-o', target, source]);
  else if (source.endsWith('.cpp'))
    run('g++', ['-std=c++14', '-O0', '-w', '-o', target, source, '-lpthread']);
  else if (source.endsWith('.java')) run('javac', ['-cp', nettyClassPath(), '-d', target, source]);
  else throw new Error(`no compiler for ${source}`);
}

/** Path of the program (of Java: the folder of its classes) that a source of this folder is compiled to. */
export function built(name: string): string {
  const source = join(here, name);
  const hash = createHash('sha256').update(readFileSync(source)).digest('hex').slice(0, 16);
  const folder = join(tmpdir(), 'framescope-lab-build');
  const target = join(folder, `${name.replace(/\W/g, '-')}-${hash}`);
  if (existsSync(target)) return target;
  mkdirSync(folder, { recursive: true });
  const unfinished = `${target}-${process.pid}`;
  if (name.endsWith('.java')) mkdirSync(unfinished);
  compile(source, unfinished);
  renameSync(unfinished, target);
  return target;
}

/** Path of a script of this folder. */
export function scriptPath(name: string): string {
  return join(here, name);
}
