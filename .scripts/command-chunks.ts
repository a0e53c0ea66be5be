// How the bundle of the command is cut into files, so that a command loads little: reading code takes most of the time
// of a small capture.

import { join } from 'node:path';
import type { Plugin, Rolldown } from 'vite';

/**
 * Writes the characters beyond ASCII as escapes: Node reads a file of ASCII alone faster, and keeps it in half the
 * memory. They stand in strings, templates and regular expressions, where an escape means the same.
 */
export function asciiCode(): Plugin {
  return {
    name: 'ascii-code',
    generateBundle(_options, bundle) {
      for (const file of Object.values(bundle)) {
        if (file.type !== 'chunk') continue;
        const raw = /String\.raw`[^`]*[^\0-\x7f][^`]*`/.exec(file.code);
        if (raw !== null) throw new Error(`Expected ASCII in String.raw, found ${raw[0]}.`);
        file.code = file.code.replace(/[^\0-\x7f]/g, (unit) => {
          return `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`;
        });
      }
    },
  };
}

/**
 * Few files, each loaded whole: the dispatcher; what decoding shares with commands that leave it to other threads; and
 * the rest of what decoding a capture needs. Rolldown would cut a file for each set of commands that share a part.
 */
export function commonChunks(root: string): Rolldown.CodeSplittingGroup {
  const chunks = new Map<string, string>();
  return {
    name: (id, context) => {
      if (chunks.size === 0) {
        const loadedWith = (...paths: readonly string[]) => {
          const entries = paths.map((path) => join(root, path));
          return withImports(entries, (one) => context.getModuleInfo(one)?.importedIds ?? []);
        };
        const withoutDecoding = loadedWith('src/cli/scan/command.ts', 'src/cli/tap/run.ts');
        for (const one of loadedWith('src/cli/command.ts'))
          chunks.set(one, withoutDecoding.has(one) ? 'common' : 'decoding');
        for (const one of loadedWith('src/cli/commands/dispatch.ts')) chunks.set(one, 'dispatcher');
      }
      return chunks.get(id) ?? null;
    },
  };
}

/** Modules, and those that are loaded with them. */
function withImports(
  modules: readonly string[],
  importsOf: (id: string) => readonly string[],
): ReadonlySet<string> {
  const found = new Set<string>(modules);
  for (const id of found) for (const imported of importsOf(id)) found.add(imported);
  return found;
}
