// Where a directive of a Caddyfile is: the blocks around it, with snippets in place of their imports.

import type { ForwardedPath, PathMatch, Span } from '../model.ts';
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
  /** The directives in the order in which Caddy runs them. */
  readonly order: readonly string[];
  readonly #snippets: ReadonlyMap<string, CaddyDirective>;

  constructor(file: CaddyFile) {
    this.file = file;
    this.order = orderOf(file);
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
      if (snippet?.block && depth < maxImportDepth) {
        const values = one.words.slice(2).map((word) => word.text);
        this.#expand(withArguments(snippet.block, values), depth + 1, out);
      } else out.push(one);
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

/** The order of Caddy 2.6 and later; `proxy`, of Caddy 1, stands beside reverse_proxy. */
const usualOrder =
  `tracing map vars fs root log_append skip_log log_skip log_name header copy_response_headers request_body
  redir method rewrite uri try_files basicauth basic_auth forward_auth request_header encode push intercept templates
  invoke handle route abort error copy_response respond metrics proxy reverse_proxy php_fastcgi file_server
  acme_server`.split(/\s+/);

/** The usual order with the changes of the `order` lines among the global options. */
function orderOf({ directives }: CaddyFile): string[] {
  const lines = directives
    .filter(({ words, block }) => words.length === 0 && block !== null)
    .flatMap(({ block }) => block ?? [])
    .filter((one) => nameOf(one) === 'order');
  let order = [...usualOrder];
  for (const { words } of lines) {
    const [, directive = '', where = '', other = ''] = words.map(({ text }) => text);
    order = order.filter((one) => one !== directive);
    const beside = order.indexOf(other);
    if (where === 'first') order.unshift(directive);
    if (where === 'last') order.push(directive);
    if (beside >= 0 && where === 'before') order.splice(beside, 0, directive);
    if (beside >= 0 && where === 'after') order.splice(beside + 1, 0, directive);
  }
  return order;
}

/** A snippet with the arguments of its import in place of `{args[0]}` and `{args.0}`. */
function withArguments(
  block: readonly CaddyDirective[],
  values: readonly string[],
): readonly CaddyDirective[] {
  if (values.length === 0) return block;
  return block.map((one) => ({
    ...one,
    words: one.words.map((word) => ({
      ...word,
      text: word.text.replace(
        /\{args(?:\.|\[)(\d+)\]?\}/g,
        (whole, index: string) => values[Number(index)] ?? whole,
      ),
    })),
    block: one.block === null ? null : withArguments(one.block, values),
  }));
}

/** `(name) { ... }` at the top level. */
export function isSnippet(directive: CaddyDirective): boolean {
  return directive.block !== null && /^\(.+\)$/.test(nameOf(directive));
}

/** Directives whose words are no matchers. Measured on 2.6. */
const hasNoMatcher = /^(bind|tls|log|handle_errors|import|log_name|fs|try_files)$/;

/** The matcher that stands first among the arguments: `@name`, a path, `*`; empty when there is none. */
export function matcherWord(directive: CaddyDirective): string {
  if (hasNoMatcher.test(nameOf(directive))) return '';
  const first = argumentOf(directive);
  return first.startsWith('@') || first.startsWith('/') || first === '*' ? first : '';
}

/** The line of a directive, without its block. */
export function headOf({ start, headEnd }: CaddyDirective): Span {
  return { start, end: headEnd };
}

/** Inside of `route` directives run in the order of the text. */
export function keepsOrder(outer: readonly CaddyLevel[]): boolean {
  return outer.some(({ handler }) => nameOf(handler) === 'route');
}

/** The path that comes to a directive: the innermost matcher that compares it. */
export function pathOf(levels: readonly CaddyLevel[]): PathMatch {
  const matchers = levels.map(({ handler }) => matcherWord(handler));
  const path = matchers.findLast((matcher) => matcher.startsWith('/')) ?? '';
  const isNamed = matchers.some((matcher) => matcher.startsWith('@'));
  // What a named matcher compares is not followed here.
  if (isNamed) return { kind: 'unknown', text: path, ignoresCase: true };
  if (path === '') return { kind: 'any', text: '', ignoresCase: true };
  const index = matchers.lastIndexOf(path);
  const whole = strippedBefore(levels, index) + path;
  return whole.endsWith('*')
    ? { kind: 'prefix', text: whole.slice(0, -1), ignoresCase: true }
    : { kind: 'exact', text: whole, ignoresCase: true };
}

/** What handle_path blocks and `uri strip_prefix` have taken from the path before a level compares it. */
function strippedBefore(levels: readonly CaddyLevel[], index: number): string {
  return levels
    .slice(0, index + 1)
    .flatMap((level, at) => [
      ...strippedByUri(level),
      ...(at < index && nameOf(level.handler) === 'handle_path'
        ? [matcherWord(level.handler).replace(/\/?\*$/, '')]
        : []),
    ])
    .join('');
}

/** `uri strip_prefix` without a matcher, which Caddy runs before the handlers of its block. */
function strippedByUri({ directives, handler, keepsOrder }: CaddyLevel): string[] {
  const before = keepsOrder ? directives.slice(0, directives.indexOf(handler)) : directives;
  return before.flatMap(({ words: [name, verb, prefix] }) =>
    name?.text === 'uri' && verb?.text === 'strip_prefix' ? [(prefix?.text ?? '').replace(/\/$/, '')] : [],
  );
}

/** The path that the backend is asked for: handle_path removes its own, rewrite and uri make another. */
export function forwardedPath(levels: readonly CaddyLevel[]): ForwardedPath {
  const isRewritten = levels.some(({ directives }) =>
    directives.some((one) => nameOf(one) === 'rewrite' || nameOf(one) === 'uri'),
  );
  const stripping = levels.filter(({ handler }) => nameOf(handler) === 'handle_path');
  if (isRewritten || stripping.length > 1) return { kind: 'unknown' };
  const [one] = stripping;
  return one
    ? { kind: 'prefix-replaced', prefix: matcherWord(one.handler).replace(/\/?\*$/, ''), by: '' }
    : { kind: 'unchanged' };
}
