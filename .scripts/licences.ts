// The licences of the packages that are part of a build as one text, which has to go along with it.

import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Plugin } from 'vite';

const modules = fileURLToPath(new URL('../node_modules/', import.meta.url));

/** The folder of the package that a module is part of, or `null` for a module of this project. */
function packageOf(id: string): string | null {
  const path = id.replaceAll('\\', '/');
  // Helpers that the bundler adds have names of their own.
  const helper = /^\0(vite|rolldown)\//.exec(path)?.[1];
  if (helper !== undefined) return modules + helper;
  return /^.*\/node_modules\/(?:@[^/]+\/)?[^/]+/.exec(path.replace(/^\0/, ''))?.[0] ?? null;
}

/** The package of each `@import` of a style sheet that names one. */
function packagesOfStyle(css: string): string[] {
  return [...css.matchAll(/@import\s+["']((?:@[\w.-]+\/)?[\w-][\w.-]*)/g)].map(([, name]) => modules + name);
}

/** The packages whose code, styles or files builds hold. */
export class BundledPackages {
  readonly #folders = new Set<string>();

  /** Notes the packages of one build. */
  plugin(): Plugin {
    const add = (folder: string | null) => {
      if (folder !== null) this.#folders.add(folder);
    };
    return {
      name: 'bundled-packages',
      enforce: 'pre',
      transform: {
        // before another plugin has put the imported styles in place of the import
        order: 'pre',
        handler(code, id) {
          if (/\.css(?:\?|$)/.test(id)) packagesOfStyle(code).forEach(add);
          return null;
        },
      },
      generateBundle(_options, bundle) {
        for (const file of Object.values(bundle)) {
          for (const id of file.type === 'chunk' ? file.moduleIds : file.originalFileNames)
            add(packageOf(id));
        }
      },
    };
  }

  /** The licences of all of them, and of further packages by name. */
  text(further: readonly string[] = []): string {
    return licencesOf([...new Set([...this.#folders, ...further.map((name) => modules + name)])].sort());
  }
}

/** Name of the file with the licences, in the folder of a built page. */
export const licenceFile = 'THIRD-PARTY-LICENSES.txt';

/** Writes the licences beside the page. `further`: packages that no module shows, by name. */
export function licences(packages: BundledPackages, further: readonly string[]): Plugin {
  return {
    name: 'licences',
    apply: 'build',
    enforce: 'post',
    generateBundle() {
      this.emitFile({ type: 'asset', fileName: licenceFile, source: packages.text(further) });
    },
  };
}

/** Name, version and licence of each package. Throws where a package has no text of its licence. */
function licencesOf(folders: readonly string[]): string {
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
  const all = readFileSync(join(folder, file), 'utf8').replaceAll('\r\n', '\n');
  // Vite and rolldown add the licences of what they are made of; only helpers of their own are part of a build.
  const [text] = all.split(/\n#+ (?:Licenses of bundled dependencies|Third-party)/i);
  return `${name} ${version} (${license ?? 'see below'})\n\n${text.trim()}\n`;
}
