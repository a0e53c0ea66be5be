// The values of one request on its way through a site: its path and query as directives leave them, captures of
// expressions, and what `map` and `vars` set.

import { readExpression } from '../parse/expression.ts';
import type { UrlRequest } from '../program.ts';
import { hostHeader } from '../websocket-request.ts';
import { type MatcherResult, matcherHolds, plainResult } from './matcher.ts';
import { type CaddyDirective, linesOf, nameOf } from './parse.ts';
import { meetsPath } from './path-matcher.ts';
import { type CaddyLevel, type CaddyText, matcherWord } from './place.ts';
import { requestPlaceholder } from './placeholders.ts';

/** Null for a value that this text does not tell. */
type Value = string | null;

/** What directives can change. */
interface RequestState {
  readonly path: Value;
  readonly query: Value;
}

/** Matchers that look at the path. */
const pathMatchers: ReadonlySet<string> = new Set(['path', 'path_regexp', 'file', 'expression']);

/** The values that placeholders stand for, and the changes that directives make of them. */
export class FollowedRequest {
  readonly #source: CaddyText;
  readonly #request: UrlRequest;
  readonly #names = new Map<string, Value>();
  #state: RequestState;

  constructor(source: CaddyText, request: UrlRequest) {
    this.#source = source;
    this.#request = request;
    this.#state = { path: request.path, query: request.query };
  }

  get path(): Value {
    return this.#state.path;
  }

  state(): RequestState {
    return this.#state;
  }

  /** A directive that ran perhaps: what it changed is not known. */
  joined(before: RequestState): void {
    const { path, query } = this.#state;
    this.#state = {
      path: path === before.path ? path : null,
      query: query === before.query ? query : null,
    };
  }

  /** Whether a matcher word holds for the request as it is now; null when this text does not tell. */
  meets(word: string, levels: readonly CaddyLevel[]): MatcherResult {
    const { path } = this.#state;
    if (word === '' || word === '*') return plainResult(true);
    if (word.startsWith('/')) return plainResult(path === null ? null : meetsPath(path, word));
    const definition = this.#source.matcher(word, levels);
    if (!definition || (path === null && comparesPath(definition))) return plainResult(null);
    const request = this.#current();
    const result = matcherHolds(definition, request);
    if (result.holds === true) this.#capture(definition, request);
    return result;
  }

  /** The request with the path and the query as they are now; for those that are not known, with the shortest ones. */
  #current(): UrlRequest {
    const { path, query } = this.#state;
    return { ...this.#request, path: path ?? '/', query: query ?? '' };
  }

  /** Keeps what the expressions of a matcher captured. */
  #capture(definition: CaddyDirective, { path }: UrlRequest): void {
    for (const line of linesOf(definition)) {
      const words = line.words.map(({ text }) => text);
      const isPath = words[0] === 'path_regexp';
      const isHost = words[0] === 'header_regexp' && words.at(-2)?.toLowerCase() === 'host';
      if (!isPath && !isHost) continue;
      const subject = isPath ? path : hostHeader(this.#request);
      const name = words.length > (isPath ? 2 : 3) ? words[1] : '';
      const found = readExpression(words.at(-1) ?? '', false)?.exec(subject);
      for (const [index, group] of (found ?? []).entries()) {
        for (const key of name === '' ? [`${index}`] : [`${name}.${index}`, `${index}`]) {
          this.#names.set(`re.${key}`, group ?? '');
          this.#names.set(`http.regexp.${key}`, group ?? '');
        }
      }
    }
  }

  /** A text with the values of its placeholders; null when one is not known. */
  fill(text: string): Value {
    let isKnown = true;
    const filled = text.replace(/\{([^{}\s]*)\}/g, (_, name: string) => {
      const value = this.#valueOf(name);
      if (value === null) isKnown = false;
      return value ?? '';
    });
    return isKnown ? filled : null;
  }

  #valueOf(name: string): Value {
    const named = this.#names.get(name);
    if (named !== undefined) return named;
    if (name.startsWith('http.request.orig_uri')) {
      return requestPlaceholder(name.replace('orig_uri', 'uri'), this.#request);
    }
    const { path, query } = this.#state;
    const isChanged = /^(http\.request\.)?(uri|path|query)(\.|$)/.test(name);
    if (isChanged && (path === null || (query === null && !name.includes('path')))) return null;
    return requestPlaceholder(name, this.#current());
  }

  /** Takes the prefix of a `handle_path` from the path. */
  strip(matcher: string): void {
    const prefix = matcher.replace(/\*$/, '').replace(/\/$/, '');
    const { path } = this.#state;
    if (path !== null) this.#setPath(withoutPrefix(path, prefix));
  }

  #setPath(path: Value): void {
    this.#state = { ...this.#state, path };
  }

  /** Runs a directive that changes the path or sets a value. */
  change(directive: CaddyDirective): void {
    const start = matcherWord(directive) === '' ? 1 : 2;
    const words = directive.words.slice(start).map(({ text }) => text);
    switch (nameOf(directive)) {
      case 'rewrite':
        this.#state = this.#rewrite(words.at(-1) ?? '');
        return;
      case 'uri':
        this.#setPath(this.#uri(words));
        return;
      case 'map':
        this.#map(words, directive.block ?? []);
        return;
      case 'vars':
        this.#vars(words, directive.block ?? []);
        return;
      default:
    }
  }

  #vars(words: readonly string[], block: readonly CaddyDirective[]): void {
    const rows = [words, ...block.map((row) => row.words.map(({ text }) => text))];
    for (const [name, value] of rows) {
      if (name !== undefined && value !== undefined) this.#names.set(`vars.${name}`, this.fill(value));
    }
  }

  /** The path and the query of a rewrite; a target without a path keeps the path. */
  #rewrite(target: string): RequestState {
    const filled = this.fill(target);
    const isPathKept = target.startsWith('?');
    if (filled === null) return { path: isPathKept ? this.#state.path : null, query: null };
    const [path, query] = filled.split(/\?(.*)/s);
    return {
      path: isPathKept ? this.#state.path : path.startsWith('/') ? path : `/${path}`,
      query: query ?? (target.includes('{uri}') ? '' : this.#state.query),
    };
  }

  /** The path that a backend is asked for after the `rewrite` lines of its proxy. */
  rewritten(lines: readonly CaddyDirective[]): Value {
    const before = this.#state;
    for (const line of lines) this.#state = this.#rewrite(line.words.at(-1)?.text ?? '');
    const { path } = this.#state;
    this.#state = before;
    return path;
  }

  #uri([action = '', ...words]: readonly string[]): Value {
    const { path } = this.#state;
    const [first = null, second] = words.map((word) => this.fill(word));
    if (path === null || first === null || second === null) return null;
    switch (action) {
      case 'strip_prefix':
        return withoutPrefix(path, `/${first.replace(/^\//, '')}`);
      case 'strip_suffix':
        return path.endsWith(first) ? path.slice(0, path.length - first.length) : path;
      case 'replace':
        return first === '' ? path : replaced(path, first, second ?? '', Number(words[2] ?? -1));
      case 'path_regexp': {
        const expression = readExpression(first, false);
        if (!expression) return null;
        return path.replace(new RegExp(expression.source, `${expression.flags}g`), second ?? '');
      }
      default:
        return path;
    }
  }

  #map(words: readonly string[], block: readonly CaddyDirective[]): void {
    const [source = '', ...names] = words;
    const input = this.fill(source);
    const rows = block.map((row) => row.words.map(({ text }) => text));
    const row = input === null ? null : rows.find(([pattern]) => mapMatches(pattern, input));
    const fallback = rows.find(([pattern]) => pattern === 'default');
    for (const [index, name] of names.entries()) {
      const key = name.replace(/^\{|\}$/g, '');
      // An output of `-` stands for none, so that the default applies.
      const own = row?.[index + 1];
      const chosen = own === undefined || own === '-' ? fallback?.[index + 1] : own;
      this.#names.set(key, row === null ? null : this.fill(chosen ?? ''));
    }
  }

  /** Runs `try_files` for a path that is no file. False when its last word is a status. */
  tryFiles(directive: CaddyDirective): boolean {
    const tried = directive.words.slice(matcherWord(directive) === '' ? 1 : 2).map(({ text }) => text);
    // Only a name without the path of the request is a file that is sure to be there.
    const { path } = this.#state;
    if (path === '/' || path === null) return true;
    const fixed = tried.find((word) => !/\{(path|file|uri|http\.request\.uri)/.test(word));
    if (fixed?.startsWith('=')) return false;
    if (fixed !== undefined) this.#state = this.#rewrite(fixed);
    return true;
  }
}

function comparesPath(definition: CaddyDirective): boolean {
  return linesOf(definition).some(
    (line) => pathMatchers.has(nameOf(line)) || (nameOf(line) === 'not' && comparesPath(line)),
  );
}

function withoutPrefix(path: string, prefix: string): string {
  if (!path.toLowerCase().startsWith(prefix.toLowerCase())) return path;
  const rest = path.slice(prefix.length);
  return rest.startsWith('/') ? rest : `/${rest}`;
}

function replaced(path: string, search: string, by: string, limit: number): string {
  const parts = path.split(search);
  if (limit < 0 || parts.length <= limit) return parts.join(by);
  return [parts.slice(0, limit + 1).join(by), ...parts.slice(limit + 1)].join(search);
}

function mapMatches(pattern: string | undefined, input: string): boolean {
  if (pattern === undefined || pattern === 'default') return false;
  return pattern.startsWith('~')
    ? readExpression(pattern.slice(1), false)?.test(input) === true
    : pattern === input;
}
