// Versions of the programs the lab drives, asked of the programs themselves.
import { execFileSync, spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);
const known = new Map<string, string>();

function once(name: string, ask: () => string): string {
  const value = known.get(name) ?? ask();
  known.set(name, value);
  return value;
}

function printed(command: string, args: string[], pattern: RegExp): string {
  const out = spawnSync(command, args, { encoding: 'utf8' });
  return pattern.exec(`${out.stdout}${out.stderr}`)?.[1] ?? 'unknown';
}

/** "name version" of an npm package as installed. */
export function npm(name: string): string {
  return once(name, () => {
    const path = require.resolve(name).replace(new RegExp(`(node_modules/${name})/.*`), '$1/package.json');
    const { version } = JSON.parse(readFileSync(path, 'utf8')) as { version: string };
    return `${name} ${version}`;
  });
}

/** "name version" of a Python package under /usr/bin/python3. */
export function pip(name: string): string {
  return once(`python ${name}`, () => {
    const code = `import importlib.metadata as m; print(m.version(${JSON.stringify(name)}))`;
    return `Python ${name} ${execFileSync('/usr/bin/python3', ['-c', code], { encoding: 'utf8' }).trim()}`;
  });
}

/** "label version" of a Debian package, without epoch and revision. */
export function debian(name: string, label: string): string {
  return once(`debian ${name}`, () => {
    const version = printed('dpkg-query', ['-W', '-f', '$' + '{Version}', name], /^(?:\d+:)?([\d.]+)/);
    return `${label} ${version}`;
  });
}

/** "name version" of a program. */
export function program(
  name: 'nginx' | 'Apache' | 'HAProxy' | 'Caddy' | 'Chromium' | 'OpenSSL' | 'Node' | 'Python' | 'Java',
): string {
  return once(name, () => {
    switch (name) {
      case 'nginx':
        return `nginx ${printed('nginx', ['-v'], /nginx\/(\S+)/)}`;
      case 'Apache':
        return `Apache ${printed('apache2', ['-v'], /Apache\/(\S+)/)}`;
      case 'HAProxy':
        return `HAProxy ${printed('haproxy', ['-v'], /version (\S+)/)}`;
      case 'Caddy':
        return `Caddy ${printed('caddy', ['version'], /v?(\d\S+)/)}`;
      case 'Chromium':
        return `Chromium ${printed('chromium', ['--version'], /Chromium (\S+)/)}`;
      case 'OpenSSL':
        return `OpenSSL ${printed('openssl', ['version'], /OpenSSL (\S+)/)}`;
      case 'Node':
        return `Node ${process.versions.node}`;
      case 'Java':
        return `OpenJDK ${printed('java', ['-version'], /version "(\S+?)"/)}`;
      case 'Python':
        return `Python ${printed('/usr/bin/python3', ['--version'], /Python (\S+)/)}`;
    }
  });
}
