// The output of `nginx -T`: every file after a line `# configuration file /path:`. Includes are put in their
// places.

import { type NginxDirective, type NginxFile, parseNginx } from './parse.ts';

/** Files that include each other in a circle are followed this far; nginx itself refuses them. */
const maxDepth = 10;

/** Parses a file, or a dump of several; offsets count from the beginning of the whole text. */
export function parseNginxText(text: string): NginxFile {
  const markers = [...text.matchAll(/^# configuration file (\S+):[ \t\r]*$/gm)];
  const [first] = markers;
  if (!first) return parseNginx(text);
  const files = new Map<string, NginxFile>();
  for (const [index, marker] of markers.entries()) {
    const end = markers[index + 1]?.index ?? text.length;
    files.set(marker[1], parseNginx(text.slice(0, end), marker.index));
  }
  const folder = first[1].slice(0, first[1].lastIndexOf('/') + 1);
  return {
    directives: withIncludes(files.get(first[1])?.directives ?? [], files, folder, 0),
    errors: [...files.values()].flatMap(({ errors }) => errors),
  };
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
  const source = path
    .replace(/[.+^${}()|[\]\\]/g, '\\$&')
    .replace(/\*/g, '[^/]*')
    .replace(/\?/g, '[^/]');
  const expression = new RegExp(`^${source}$`);
  const found = [...files].filter(([name]) => expression.test(name)).map(([, file]) => file);
  return found.length === 0 && !hasWildcard ? null : found;
}
