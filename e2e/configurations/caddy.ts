// Starts Caddy with a Caddyfile of the corpus, with certificates of its own authority and a root with an index.html.

import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { needProgram, type Running, start } from '../fixes/harness/process.ts';

export function startCaddy(text: string, folder: string): Running {
  const file = path.join(folder, 'Caddyfile');
  const root = path.join(folder, 'www');
  mkdirSync(root);
  writeFileSync(path.join(root, 'index.html'), '<!doctype html>');
  const options = '\tadmin off\n\tlocal_certs\n\tskip_install_trust\n';
  const whole = /^\s*(#.*\n\s*)*\{\s*\n/.test(text)
    ? text.replace(/\{\s*\n/, `{\n${options}`)
    : `{\n${options}}\n${text}`;
  writeFileSync(file, whole.replace(/^([ \t]*root[ \t]+(?:\*[ \t]+)?)\S+[ \t]*$/gm, `$1${root}`));
  const env = { XDG_DATA_HOME: folder, XDG_CONFIG_HOME: folder, HOME: folder };
  return start(needProgram('caddy'), ['run', '--config', file, '--adapter', 'caddyfile'], { env });
}
