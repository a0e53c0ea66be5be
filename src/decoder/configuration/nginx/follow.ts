// Follows one request through a server of nginx in nginx's own order: rewrites of the server, the location, its
// rewrites and conditions, authentication by a subrequest, try_files, the pass or the answer.
// Left out on purpose: files that exist; a WebSocket asks for paths that are no files.

import { newRoute, type Route } from '../model.ts';
import { readExpression } from '../parse/expression.ts';
import type { ReachStep, Selection } from '../program.ts';
import { denyAll } from './access.ts';
import type { NginxRoute } from './adapt.ts';
import { argument, childrenNamed, childrenOf, lastInForce, type NginxChain, spanOf } from './blocks.ts';
import { code } from './http-route.ts';
import type { NginxDirective } from './parse.ts';
import { labelOf } from './place.ts';
import { type NginxVariables, nginxCondition } from './variables.ts';

/** nginx itself ends a request that is moved more often. */
const maxMoves = 10;

/** What the functions of this file read. */
export interface FollowedServer {
  /** The blocks down to the server. */
  readonly chain: NginxChain;
  readonly routes: readonly NginxRoute[];
  /** Variables of the text, evaluated for the request. */
  readonly variables: NginxVariables;
}

/** How the rewrite phase of a block ends. */
type Outcome =
  | { readonly kind: 'on'; readonly path: string; readonly chain: NginxChain; readonly isRewritten: boolean }
  | { readonly kind: 'moved'; readonly path: string; readonly at: NginxDirective }
  | { readonly kind: 'answered'; readonly route: Route; readonly status: number | null }
  | { readonly kind: 'unknown'; readonly at: NginxDirective };

/** Follows a path to its route. */
export function followRequest(server: FollowedServer, path: string): Selection & { readonly path: string } {
  return new Follower(server).run(path, false);
}

/** A directive by which nginx answers with an error. */
interface Refusal {
  readonly at: NginxDirective;
  readonly status: number;
  readonly words: string;
}

class Follower {
  readonly #server: FollowedServer;
  readonly #steps: ReachStep[] = [];
  /** nginx asks for no authentication of a subrequest. */
  readonly #isSubrequest: boolean;
  #moves = 0;
  /** nginx goes to a page of an error once. */
  #isAtErrorPage = false;

  constructor(server: FollowedServer, isSubrequest = false) {
    this.#server = server;
    this.#isSubrequest = isSubrequest;
  }

  run(path: string, isInternal: boolean): Selection & { path: string } {
    const outcome = this.#rewrites(this.#server.chain, path);
    if (outcome.kind === 'moved') return this.#locate(outcome.path, true, false);
    return outcome.kind === 'on'
      ? this.#locate(outcome.path, isInternal, outcome.isRewritten)
      : this.#end(outcome, path);
  }

  #end(outcome: Outcome, path: string): Selection & { path: string } {
    if (outcome.kind === 'answered') return this.#selected(outcome.route, path, true);
    const at = outcome.kind === 'unknown' ? outcome.at : this.#serverBlock();
    const words = `${at.name} ${at.args.map(({ text }) => text).join(' ')}`.trim();
    this.#step(`Whether ${words} takes ${path} depends on who asks, or is not in this text.`, at);
    return this.#selected(null, path, false);
  }

  #serverBlock(): NginxDirective {
    return this.#server.chain[this.#server.chain.length - 1];
  }

  #step(text: string, at: NginxDirective): void {
    this.#steps.push({ text, span: spanOf(at) });
  }

  #selected(route: Route | null, path: string, isCertain: boolean): Selection & { path: string } {
    return { route, steps: this.#steps, isCertain, path };
  }

  /** Chooses the location of a path and goes through it. */
  #locate(path: string, isInternal: boolean, isRewritten: boolean): Selection & { path: string } {
    this.#moves += 1;
    const server = this.#serverBlock();
    if (this.#moves > maxMoves) {
      this.#step('nginx answers 500: the request is moved in a circle.', server);
      return this.#selected(null, path, true);
    }
    const slashed = slashLocation(childrenOf(server), path);
    if (slashed) return this.#slashRedirect(slashed, path);
    const found = locationOf(childrenOf(server), path);
    if (found === null) {
      this.#step(`No location takes ${path}: nginx serves a file or answers 404.`, server);
      return this.#enter(this.#server.chain, path, isRewritten);
    }
    const chain = [...this.#server.chain, ...found.chain];
    const location = chain[chain.length - 1];
    this.#step(`${location.name} ${location.args.map(({ text }) => text).join(' ')} ${found.why}.`, location);
    const internal = childrenNamed(location, 'internal')[0];
    if (internal && !isInternal) return this.#failed(chain, internal, 404, 'internal', path);
    const outcome = this.#rewrites(chain, path);
    if (outcome.kind === 'moved') return this.#locate(outcome.path, true, false);
    if (outcome.kind !== 'on') return this.#end(outcome, path);
    return this.#enter(outcome.chain, outcome.path, isRewritten || outcome.isRewritten);
  }

  #slashRedirect(location: NginxDirective, path: string): Selection & { path: string } {
    const label = `location ${location.args.map(({ text }) => text).join(' ')}`;
    this.#step(`${label} passes requests on, so nginx redirects ${path} to ${path}/ (301).`, location);
    const ending = { kind: 'redirect' as const, status: 301, to: `${path}/`, words: label };
    const chain = [...this.#server.chain, location];
    return this.#selected(newRoute({ label: labelOf(chain), span: spanOf(location), ending }), path, true);
  }

  /** Enters a named location (`@name`). */
  #named(name: string, path: string): Selection & { path: string } {
    this.#moves += 1;
    const location = childrenOf(this.#serverBlock()).find(
      (child) => child.name === 'location' && argument(child) === name,
    );
    if (!location || this.#moves > maxMoves) {
      this.#step(`There is no location ${name}: nginx answers 500.`, this.#serverBlock());
      return this.#selected(null, path, true);
    }
    const chain = [...this.#server.chain, location];
    this.#step(`location ${name} takes it.`, location);
    const outcome = this.#rewrites(chain, path);
    if (outcome.kind === 'moved') return this.#locate(outcome.path, true, false);
    return outcome.kind === 'on'
      ? this.#enter(outcome.chain, outcome.path, outcome.isRewritten)
      : this.#end(outcome, path);
  }

  /** Authentication, try_files and the pass of a place. */
  #enter(chain: NginxChain, path: string, isRewritten: boolean): Selection & { path: string } {
    const isRefused = denyAll(chain) !== null && !this.#isSubrequest;
    const page = isRefused ? this.#errorPage(chain, 403, path) : null;
    if (page) return page;
    const refusal = this.#authentication(chain);
    if (refusal) return this.#failed(chain, refusal.at, refusal.status, refusal.words, path);
    const tried = lastInForce(chain.slice(-1), 'try_files') ?? this.#serverTry(chain);
    if (tried) {
      const last = tried.args.at(-1)?.text ?? '';
      if (last.startsWith('=')) {
        return this.#failed(chain, tried, Number(last.slice(1)), 'try_files', path);
      }
      if (last !== path) this.#step(`No file is at ${path}, so try_files goes to ${last}.`, tried);
      if (last.startsWith('@')) return this.#named(last, path);
      const next = this.#expanded(last.replace(/\?.*$/, ''), path, []);
      if (next === null) return this.#end({ kind: 'unknown', at: tried }, path);
      // The request was moved to this file before: try_files ends where it is.
      if (next === path) return this.#selected(fileRoute(chain, tried), path, true);
      return this.#locate(next, true, false);
    }
    const route = this.#routeAt(chain, isRewritten);
    const absent = route === null && path !== '/' ? this.#errorPage(chain, 404, path) : null;
    return absent ?? this.#selected(route, path, true);
  }

  /** nginx answers with an error, or goes to the page that is set for it. */
  #failed(
    chain: NginxChain,
    at: NginxDirective,
    status: number,
    words: string,
    path: string,
  ): Selection & { path: string } {
    const page = this.#errorPage(chain, status, path);
    return page ?? this.#selected(answerRoute(chain, at, status, words), path, true);
  }

  /** Goes to the page of an error; null when none is set that can pass a WebSocket on. */
  #errorPage(chain: NginxChain, status: number, path: string): (Selection & { path: string }) | null {
    const page = errorPage(chain, status);
    if (page === null || this.#isAtErrorPage || !/^[@/]/.test(page) || page.includes('$')) return null;
    this.#isAtErrorPage = true;
    const words = `The answer to ${path} is ${status}, so error_page leads to ${page}.`;
    this.#step(words, chain[chain.length - 1]);
    return page.startsWith('@')
      ? this.#named(page, path)
      : this.#locate(page.replace(/\?.*$/, ''), true, false);
  }

  /** try_files of the server counts where no location takes the path. */
  #serverTry(chain: NginxChain): NginxDirective | undefined {
    const isOutside = chain.at(-1) === this.#serverBlock();
    return isOutside ? childrenNamed(this.#serverBlock(), 'try_files')[0] : undefined;
  }

  #routeAt(chain: NginxChain, isRewritten: boolean): Route | null {
    const block = chain[chain.length - 1];
    // A return that ends the request was met before.
    const made = this.#server.routes.find((one) => one.chain.at(-1) === block && one.pass.name !== 'return');
    if (!made) return codeRoute(chain);
    const { route } = made;
    // Conditions, moves and returns were followed; access by address and method is still to be judged.
    const earlyAnswers = route.earlyAnswers.filter(({ how }) => how === 'access' || how === 'method');
    const ending = isRewritten ? afterRewrite(route.ending) : route.ending;
    return { ...route, ending, earlyAnswers, entry: route.entry.filter(({ kind }) => kind !== 'taken') };
  }

  /** Null when nothing is asked, or when another server decides. */
  #authentication(chain: NginxChain): Refusal | null {
    if (this.#isSubrequest) return null;
    const directive = lastInForce(chain, 'auth_request');
    const uri = argument(directive);
    if (!directive || uri === 'off' || uri === '' || uri.includes('$')) return null;
    if (argument(lastInForce(chain, 'satisfy')) === 'any') return null;
    const asked = new Follower(this.#server, true).run(uri, true);
    const kind = asked.route?.ending.kind;
    if (
      !asked.isCertain ||
      (asked.route?.code.length ?? 0) > 0 ||
      kind === 'proxy' ||
      kind === 'other-protocol' ||
      kind === 'tunnel'
    )
      return null;
    const status = asked.route?.ending.kind === 'answer' ? asked.route.ending.status : 404;
    if (status !== null && status >= 200 && status < 300) return null;
    const refused = status === 401 || status === 403 ? status : 500;
    this.#step(`auth_request asks ${uri}, which answers ${status}: nginx answers ${refused}.`, directive);
    return { at: directive, status: refused, words: `auth_request ${uri}` };
  }

  /** if, return, rewrite and set of a block, in their order. */
  #rewrites(chain: NginxChain, start: string): Outcome {
    let path = start;
    let inner = chain;
    let isRewritten = false;
    for (const child of childrenOf(chain[chain.length - 1])) {
      if (child.name === 'if') {
        const holds = nginxCondition(child, this.#server.variables);
        if (holds === null && childrenOf(child).some(({ name }) => decides.test(name))) {
          return { kind: 'unknown', at: child };
        }
        if (holds !== true) continue;
        const inside = this.#rewrites([...chain, child], path);
        if (inside.kind !== 'on') return inside;
        path = inside.path;
        isRewritten ||= inside.isRewritten;
        if (childrenOf(child).some(({ name }) => name === 'proxy_pass')) inner = [...chain, child];
        if (childrenNamed(child, 'break').length > 0) break;
      } else if (child.name === 'return') {
        return this.#returned(chain, child, path);
      } else if (child.name === 'break') {
        break;
      } else if (child.name === 'rewrite') {
        const next = this.#rewritten(chain, child, path);
        if (next === null) continue;
        if (next.kind !== 'on') return next;
        path = next.path;
        isRewritten = true;
        if (argument(child, 2) === 'break') break;
      }
    }
    const isMoved = isRewritten && chain.at(-1)?.name === 'location' && !hasBreak(chain);
    return isMoved
      ? { kind: 'moved', path, at: chain[chain.length - 1] }
      : { kind: 'on', path, chain: inner, isRewritten };
  }

  #returned(chain: NginxChain, child: NginxDirective, path: string): Outcome {
    const words = child.args.map(({ text }) => text);
    const status = /^\d{3}$/.test(words[0] ?? '') ? Number(words[0]) : 302;
    const page = errorPage(chain, status);
    if (page?.startsWith('@')) {
      const { route, isCertain } = this.#named(page, path);
      if (route && isCertain) return { kind: 'answered', route, status };
    }
    if (page !== null && !page?.startsWith('@')) return { kind: 'unknown', at: child };
    this.#step(`return answers ${words.join(' ')}.`, child);
    const isRedirect = status >= 300 && status < 400;
    const ending = isRedirect
      ? { kind: 'redirect' as const, status, to: words.at(-1) ?? '', words: 'return' }
      : { kind: 'answer' as const, status, words: words.join(' ') };
    const route = newRoute({ label: labelOf(chain), span: spanOf(child), ending });
    return { kind: 'answered', route, status };
  }

  /** Null when the expression does not match. */
  #rewritten(chain: NginxChain, child: NginxDirective, path: string): Outcome | null {
    const expression = readExpression(argument(child), false);
    if (expression === null) return { kind: 'unknown', at: child };
    const match = expression.exec(path);
    if (!match) return null;
    const target = argument(child, 1);
    const flag = argument(child, 2);
    if (/^(https?:\/\/|\$scheme)/.test(target) || flag === 'redirect' || flag === 'permanent') {
      const status = flag === 'permanent' ? 301 : 302;
      this.#step(`rewrite redirects ${path} to ${target}.`, child);
      const ending = { kind: 'redirect' as const, status, to: target, words: 'rewrite' };
      return {
        kind: 'answered',
        route: newRoute({ label: labelOf(chain), span: spanOf(child), ending }),
        status,
      };
    }
    const next = this.#expanded(target.replace(/\?.*$/, ''), path, match);
    if (next === null) return { kind: 'unknown', at: child };
    if (next === '') {
      this.#step(`rewrite makes nothing of ${path}, so nginx answers 500.`, child);
      return { kind: 'answered', route: answerRoute(chain, child, 500, 'rewrite'), status: 500 };
    }
    this.#step(`rewrite makes ${next} of ${path}.`, child);
    if (flag === 'last') return { kind: 'moved', path: next, at: child };
    return { kind: 'on', path: next, chain, isRewritten: true };
  }

  /** A text with its captures and variables; null when one is not known. */
  #expanded(text: string, path: string, captures: readonly (string | undefined)[]): string | null {
    const own = text
      .replace(/\$\{?(\d)\}?/g, (_, index: string) => captures[Number(index)] ?? '')
      .replace(/\$\{?(uri|document_uri)\}?/g, path)
      .replace(/\$\{?(args|is_args|query_string)\}?/g, '');
    const value = this.#server.variables.evaluate(own);
    return value.known ? value.value : null;
  }
}

/** A rewritten path is passed on as it is, and replaces a path in proxy_pass that has no variables. */
function afterRewrite(ending: Route['ending']): Route['ending'] {
  if (ending.kind !== 'proxy') return ending;
  const hasVariables = ending.path.kind === 'made' || ending.path.kind === 'unknown';
  return { ...ending, path: { kind: hasVariables ? 'unknown' : 'unchanged' } };
}

/** Directives of an if that decide where a request goes. */
const decides = /^(return|rewrite|proxy_pass|deny|break)$/;

function hasBreak(chain: NginxChain): boolean {
  const block = chain[chain.length - 1];
  return childrenOf(block).some(
    (child) =>
      child.name === 'break' ||
      (child.name === 'rewrite' && argument(child, 2) === 'break') ||
      (child.name === 'if' && hasBreak([child])),
  );
}

/** The target of error_page for a status when the response keeps the backend's own status (`=`); else null. */
function errorPage(chain: NginxChain, status: number): string | null {
  const level = chain.findLast((block) => childrenNamed(block, 'error_page').length > 0) ?? null;
  const found = childrenNamed(level, 'error_page').find(({ args }) =>
    args.some(({ text }) => text === String(status)),
  );
  if (!found) return null;
  return found.args.some(({ text }) => text === '=') ? (found.args.at(-1)?.text ?? null) : null;
}

function answerRoute(chain: NginxChain, at: NginxDirective, status: number, words: string): Route {
  return newRoute({ label: labelOf(chain), span: spanOf(at), ending: { kind: 'answer', status, words } });
}

function fileRoute(chain: NginxChain, at: NginxDirective): Route {
  return newRoute({ label: labelOf(chain), span: spanOf(at), ending: { kind: 'files' } });
}

const passes = /^(?:proxy|fastcgi|uwsgi|scgi|memcached|grpc)_pass$/;

/**
 * The location that passes requests on and has the name of the path with one more slash. nginx redirects to it, before
 * it tries expressions, unless a location has the name of the path itself.
 * https://nginx.org/en/docs/http/ngx_http_core_module.html#location
 */
function slashLocation(children: readonly NginxDirective[], path: string): NginxDirective | null {
  const named = children.flatMap((one) => {
    if (one.name !== 'location') return [];
    const [kind, name] = [argument(one), argument(one, 1)];
    const prefix = kind === '=' || kind === '^~' ? name : kind;
    return prefix.startsWith('/') ? [{ one, prefix, isExact: kind === '=' }] : [];
  });
  if (named.some(({ prefix }) => prefix === path)) return null;
  const slashed = named.find(
    ({ one, prefix }) => prefix === `${path}/` && childrenOf(one).some(({ name }) => passes.test(name)),
  );
  if (slashed) return slashed.one;
  const [outer] = named
    .filter(({ prefix, isExact }) => !isExact && path.startsWith(prefix))
    .sort((a, b) => b.prefix.length - a.prefix.length);
  return outer ? slashLocation(childrenOf(outer.one), path) : null;
}

interface FoundLocation {
  /** Locations from the outermost to the one that takes the path. */
  readonly chain: readonly NginxDirective[];
  readonly why: string;
}

/** Exact, else the longest prefix and the locations inside of it, else the first expression, else that prefix. */
function locationOf(children: readonly NginxDirective[], path: string): FoundLocation | null {
  const locations = children.filter(({ name }) => name === 'location');
  const words = (one: NginxDirective): [string, string] => [argument(one), argument(one, 1)];
  const exact = locations.find((one) => words(one)[0] === '=' && words(one)[1] === path);
  if (exact) return { chain: [exact], why: `is exactly ${path}` };
  const prefixes = locations
    .map((one) => ({ one, prefix: words(one)[0] === '^~' ? words(one)[1] : words(one)[0] }))
    .filter(({ prefix }) => prefix.startsWith('/') && path.startsWith(prefix))
    .sort((a, b) => b.prefix.length - a.prefix.length);
  const longest = prefixes[0]?.one;
  const inside = longest ? locationOf(childrenOf(longest), path) : null;
  const isFinal = longest !== undefined && words(longest)[0] === '^~';
  // An exact place or an expression inside of the prefix is preferred to expressions outside of it.
  if (longest && inside && inside.why !== 'is the longest prefix') {
    return { chain: [longest, ...inside.chain], why: inside.why };
  }
  const expression = isFinal ? undefined : locations.find((one) => expressionMatches(one, path));
  if (expression) {
    const within = locationOf(childrenOf(expression), path);
    return { chain: [expression, ...(within?.chain ?? [])], why: within?.why ?? `matches ${path}` };
  }
  if (!longest) return null;
  return { chain: [longest, ...(inside?.chain ?? [])], why: 'is the longest prefix' };
}

function expressionMatches(location: NginxDirective, path: string): boolean {
  const [kind, source] = [argument(location), argument(location, 1)];
  if (!kind.startsWith('~')) return false;
  return readExpression(source, kind === '~*')?.test(path) ?? false;
}

/** A place where a program answers; null for one without. */
function codeRoute(chain: NginxChain): Route | null {
  const facts = code(chain);
  if (facts.length === 0) return null;
  return newRoute({ label: labelOf(chain), span: facts[0].span, ending: { kind: 'files' }, code: facts });
}
