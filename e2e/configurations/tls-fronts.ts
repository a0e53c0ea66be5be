// Starts the programs that end TLS with a configuration as it is written.

import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { needProgram, type Running, start } from '../fixes/harness/process.ts';

/** The files of a run's certificate. */
interface CertificateFiles {
  readonly keyFile: string;
  readonly certFile: string;
  readonly bothFile: string;
}

/** The ports that a text listens on. */
export function frontPorts(program: 'stunnel' | 'hitch', text: string): number[] {
  const expression =
    program === 'stunnel'
      ? /^\s*accept\s*=?\s*"?(?:\S*:)?(\d+)/gm
      : /^\s*(?:frontend\s*=\s*\S*:|port\s*=\s*")(\d+)/gm;
  return [...text.matchAll(expression)].map(([, port]) => Number(port));
}

export function startStunnel(
  text: string,
  folder: string,
  { certFile, keyFile, bothFile }: CertificateFiles,
): Running {
  const file = path.join(folder, 'stunnel.conf');
  const hasKey = /^\s*key\s*=/m.test(text);
  const own = text
    .replace(/^(\s*cert\s*=).*$/gm, `$1 ${hasKey ? certFile : bothFile}`)
    .replace(/^(\s*key\s*=).*$/gm, `$1 ${keyFile}`)
    .replace(/^(\s*CAfile\s*=).*$/gm, `$1 ${certFile}`)
    .replace(/^\s*(?:foreground|pid|setuid|setgid|chroot|output)\s*=.*$/gm, '');
  writeFileSync(file, `foreground = yes\npid =\n${own}`);
  return start(needProgram('stunnel4'), [file]);
}

export function startHitch(text: string, folder: string, { certFile, bothFile }: CertificateFiles): Running {
  const file = path.join(folder, 'hitch.conf');
  const own = text
    .replace(/^(\s*(?:pem-file|cert)\s*=\s*)"?\/[^"\s;]*("?)/gm, `$1"${bothFile}"`)
    .replace(/^(\s*client-verify-ca\s*=).*$/gm, `$1 "${certFile}"`)
    .replace(/^\s*(?:daemon|user|group|pidfile)\s*=.*$/gm, '');
  writeFileSync(file, own);
  return start(needProgram('hitch'), [`--config=${file}`, '--user=nobody']);
}
