// Where the parts of this installation are: in a checkout beside `src`, in the package beside `package/cli`.
// Both are two folders below package.json.

import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const pathOf = (relative: string): string => fileURLToPath(new URL(relative, import.meta.url));

/** What package.json says of this package. */
export function packageJson(): { readonly version: string; readonly homepage?: string } {
  return JSON.parse(readFileSync(pathOf('../../package.json'), 'utf8'));
}

/** The folder of the built page, or `null` in a checkout that has not been built. */
export function pageFolder(): string | null {
  const folders = ['../page/', '../../dist/'].map(pathOf);
  return folders.find((folder) => existsSync(`${folder}index.html`)) ?? null;
}

/** The folder of the pages about causes. */
export const causePages = pathOf('../../docs/causes/');
