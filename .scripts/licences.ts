// The licences of bundled packages as one text, which has to go along with them.

import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** The folder of the package that a module is part of, or `null` for a module of this project. */
export function packageOf(id: string): string | null {
  const path = id.replaceAll('\\', '/').replace(/^\0/, '');
  return /^.*\/node_modules\/(?:@[^/]+\/)?[^/]+/.exec(path)?.[0] ?? null;
}

/** Name, version and licence of each package. Throws where a package has no text of its licence. */
export function licencesOf(folders: readonly string[]): string {
  return folders.map(licenceOf).join(`\n${'-'.repeat(78)}\n\n`);
}

function licenceOf(folder: string): string {
  const { name, version, license } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as {
    name: string;
    version: string;
    license?: string;
  };
  const file = readdirSync(folder).find((one) => /^(?:licen[cs]e|copying)(?:\.\w+)?$/i.test(one));
  if (file === undefined || !existsSync(join(folder, file))) {
    throw new Error(`Expected the licence of ${name} in ${folder}, found none.`);
  }
  const text = readFileSync(join(folder, file), 'utf8').replaceAll('\r\n', '\n').trim();
  return `${name} ${version} (${license ?? 'see below'})\n\n${text}\n`;
}
