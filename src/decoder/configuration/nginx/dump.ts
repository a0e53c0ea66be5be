// The output of `nginx -T`: every file after a line `# configuration file /path:`. Includes are put in their
// places. Files that were pasted or dropped together have such marks too, with bare names.

import { type NginxDirective, type NginxFile, parseNginx } from './parse.ts';

/** Files that include each other in a circle are followed this far; nginx itself refuses them. */
const maxDepth = 10;

/** Parses a file, or a dump of several; offsets count from the beginning of the whole text. */
export function parseNginxText(text: string): NginxFile {
  const markers = [...text.matchAll(/^[ \t]*(?:#[ \t]+configuration file (\S+):|#@(\S+))[ \t\r]*$/gm)];
  if (markers.length === 0) return parseNginx(text);
  const files = new Map<string, NginxFile>();
  for (const [index, marker] of markers.entries()) {
    const end = markers[index + 1]?.index ?? text.length;
    files.set(marker[1] ?? marker[2], parseNginx(text.slice(0, end), marker.index));
  }
  const errors = [...files.values()].flatMap(({ errors: own }) => own);
  const main = [...files].find(([, { directives }]) =>
    directives.some(({ name }) => /^(http|stream|events)$/.test(name)),
  );
  // Without a main file they are parts of one.
  if (!main) return { directives: [...files.values()].flatMap(({ directives }) => directives), errors };
  const others = new Map([...files].filter(([name]) => name !== main[0]));
  const folder = main[0].slice(0, main[0].lastIndexOf('/') + 1);
  return { directives: withIncludes(main[1].directives, others, folder, 0), errors };
}

/** Directives with the files of their includes in place; an include of a file that the dump lacks stays. */
function withIncludes(
  directives: readonly NginxDirective[],
  files: ReadonlyMap<string, NginxFile>,
  folder: string,
  depth: number,
): NginxDirective[] {
  return directives.flatMap((directive): NginxDirective[] => {
    if (directive.name === 'include' && depth < maxDepth) {
      const found = includedFiles(directive.args[0]?.text ?? '', files, folder);
      const inside = found?.flatMap((file) => withIncludes(file.directives, files, folder, depth + 1));
      return inside ?? [directive];
    }
    if (!directive.children) return [directive];
    return [{ ...directive, children: withIncludes(directive.children, files, folder, depth) }];
  });
}

/**
 * The files of a pattern. A pattern with a wildcard may match none; a plain name that is absent gives null.
 */
function includedFiles(
  pattern: string,
  files: ReadonlyMap<string, NginxFile>,
  folder: string,
): NginxFile[] | null {
  const path = pattern.startsWith('/') ? pattern : folder + pattern;
  const hasWildcard = /[*?]/.test(path);
  const expression = expressionOf(path);
  const bareName = expressionOf(path.slice(path.lastIndexOf('/') + 1));
  const found = [...files]
    .filter(([name]) => (name.includes('/') ? expression : bareName).test(name))
    .map(([, file]) => file);
  return found.length === 0 && !hasWildcard ? null : found;
}

function expressionOf(pattern: string): RegExp {
  const source = pattern
    .replace(/[.+^${}()|[\]\\]/g, '\\$&')
    .replace(/\*/g, '[^/]*')
    .replace(/\?/g, '[^/]');
  return new RegExp(`^${source}$`);
}
