// Where a directive of a Caddyfile is: the blocks around it, with snippets in place of their imports.

import type { Span } from '../model.ts';
import { argumentOf, type CaddyDirective, type CaddyFile, nameOf } from './parse.ts';

/** One block on the way to a directive. */
export interface CaddyLevel {
  /** All directives of the block. */
  readonly directives: readonly CaddyDirective[];
  /** The one of them that leads to the directive, or is it. */
  readonly handler: CaddyDirective;
  /** True inside of `route`, where directives run in the order of the text and not in Caddy's own order. */
  readonly keepsOrder: boolean;
}

/** Snippets import each other no deeper; a snippet that imports itself ends here. */
const maxImportDepth = 6;

/** A snippet is put in no more often than this in one block: snippets that import each other multiply. */
const maxExpandedDirectives = 5000;

/** A parsed Caddyfile and the snippets in it. */
export class CaddyText {
  readonly file: CaddyFile;
  readonly #snippets: ReadonlyMap<string, CaddyDirective>;

  constructor(file: CaddyFile) {
    this.file = file;
    this.#snippets = new Map(
      file.directives.filter((one) => isSnippet(one)).map((one) => [nameOf(one).slice(1, -1), one] as const),
    );
  }

  /** The name that a directive imports, when no snippet of this text has it; null otherwise. */
  unknownImport(directive: CaddyDirective): string | null {
    const name = argumentOf(directive);
    return nameOf(directive) === 'import' && !this.#snippets.has(name) ? name : null;
  }

  /** A block with the snippets of its imports put in. */
  expanded(block: readonly CaddyDirective[]): CaddyDirective[] {
    const out: CaddyDirective[] = [];
    this.#expand(block, 0, out);
    return out;
  }

  #expand(block: readonly CaddyDirective[], depth: number, out: CaddyDirective[]): void {
    for (const one of block) {
      if (out.length >= maxExpandedDirectives) return;
      const snippet = nameOf(one) === 'import' ? this.#snippets.get(argumentOf(one)) : undefined;
      if (snippet?.block && depth < maxImportDepth) this.#expand(snippet.block, depth + 1, out);
      else out.push(one);
    }
  }

  /** The definition of a named matcher (`@ws`) that is visible from these blocks. */
  matcher(name: string, levels: readonly CaddyLevel[]): CaddyDirective | null {
    const isDefinition = (one: CaddyDirective): boolean => nameOf(one) === name;
    for (const { directives } of levels) {
      const found = directives.find(isDefinition);
      if (found) return found;
    }
    return this.file.directives.find(isDefinition) ?? null;
  }
}

/** `(name) { ... }` at the top level. */
export function isSnippet(directive: CaddyDirective): boolean {
  return directive.block !== null && /^\(.+\)$/.test(nameOf(directive));
}

/** The matcher that stands first among the arguments: `@name`, a path, `*`; empty when there is none. */
export function matcherWord(directive: CaddyDirective): string {
  const first = argumentOf(directive);
  return first.startsWith('@') || first.startsWith('/') || first === '*' ? first : '';
}

/** The line of a directive, without its block. */
export function headOf({ start, headEnd }: CaddyDirective): Span {
  return { start, end: headEnd };
}
