// The types of the library: the declarations of src/library that its index leads to. They refer to no other folder.

import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';

/** Writes `index.d.ts` and what it needs into `target`. Throws where a declaration leads out of the library. */
export function writeDeclarations(root: string, target: string): void {
  for (const [name, text] of libraryDeclarations(root)) writeFileSync(join(target, name), text);
}

/** Names and texts of the declarations, the index first. */
export function libraryDeclarations(root: string): Map<string, string> {
  const out = mkdtempSync(join(tmpdir(), 'framescope-types-'));
  try {
    const words = ['-p', 'src/library', '--noEmit', 'false', '--declaration', '--emitDeclarationOnly'];
    const tsc = join(root, 'node_modules/typescript/bin/tsc');
    const run = spawnSync(process.execPath, [tsc, ...words, '--outDir', out], {
      cwd: root,
      encoding: 'utf8',
    });
    if (run.status !== 0) throw new Error(`The declarations cannot be made:\n${run.stdout}${run.stderr}`);
    const found = new Map<string, string>();
    const visit = (name: string): void => {
      if (found.has(name)) return;
      const text = readFileSync(join(out, 'library', name), 'utf8');
      found.set(name, '');
      const named = text.replace(
        /(from |import\()(['"])(\.[^'"]+)\2/g,
        (_, before, quote, specifier: string) => {
          if (!/^\.\/[a-z-]+\.ts$/.test(specifier))
            throw new Error(`${name} of the library leads to ${specifier}.`);
          visit(basename(specifier).replace(/\.ts$/, '.d.ts'));
          return `${before}${quote}${specifier.replace(/\.ts$/, '.js')}${quote}`;
        },
      );
      found.set(name, named);
    };
    visit('index.d.ts');
    return found;
  } finally {
    rmSync(out, { recursive: true, force: true });
  }
}
