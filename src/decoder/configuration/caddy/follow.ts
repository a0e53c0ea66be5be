// Follows one request through the blocks of a site in Caddy's own order: what changes its path, the first `handle`
// that takes it, and the directive that answers. What answers nothing hands the request to the next directive.
// Left out on purpose: files that exist; a WebSocket asks for paths that are no files.

import {
  type Authentication,
  type EarlyAnswer,
  type Ending,
  newRoute,
  type Route,
  type Site,
} from '../model.ts';
import type { ReachStep, Selection, UrlRequest } from '../program.ts';
import { FollowedRequest } from './followed-request.ts';
import { inCaddyOrder } from './order.ts';
import { argumentOf, type CaddyDirective, nameOf } from './parse.ts';
import { type CaddyLevel, type CaddyText, headOf, keepsOrder, matcherWord } from './place.ts';
import { proxyFacts } from './proxy-route.ts';

/** Of these only the first whose matcher holds is used. */
const exclusive: ReadonlySet<string> = new Set(['handle', 'rewrite', 'root']);

/** Directives by which a request fails. */
const refusing: ReadonlySet<string> = new Set([
  'basicauth',
  'basic_auth',
  'forward_auth',
  'redir',
  'respond',
  'error',
  'abort',
  'file_server',
]);

/** The site of a request: its blocks, the one that is asked first at the front. */
export interface FollowedSite {
  readonly site: Site;
  readonly blocks: readonly {
    readonly block: readonly CaddyDirective[];
    readonly outer: readonly CaddyLevel[];
  }[];
}

/** Follows a request to the directive that answers it. */
export function followRequest(
  source: CaddyText,
  { site, blocks }: FollowedSite,
  request: UrlRequest,
): Selection {
  return new Follower(source, site, request).run(blocks);
}

class Follower {
  readonly #source: CaddyText;
  readonly #site: Site;
  readonly #request: FollowedRequest;
  readonly #steps: ReachStep[] = [];
  readonly #candidates: Route[] = [];
  /** Answers that the request gets perhaps. */
  readonly #open: EarlyAnswer[] = [];
  readonly #authentication: Authentication[] = [];
  /** `handle_errors` blocks of the site. */
  #errorBlocks: readonly { readonly at: CaddyDirective; readonly levels: readonly CaddyLevel[] }[] = [];
  #isCertain = true;

  constructor(source: CaddyText, site: Site, request: UrlRequest) {
    this.#source = source;
    this.#site = site;
    this.#request = new FollowedRequest(source, request);
  }

  run(blocks: FollowedSite['blocks']): Selection {
    for (const { block, outer } of blocks) {
      if (this.#request.meets(outer.length > 0 ? matcherWord(outer[0].handler) : '', []).holds === false)
        continue;
      const own = this.#source.expanded(block);
      this.#errorBlocks = own
        .filter((one) => nameOf(one) === 'handle_errors')
        .map((at) => ({ at, levels: [...outer, { directives: own, handler: at, keepsOrder: false }] }));
      return this.#selection(this.#block(block, outer));
    }
    return this.#selection(null);
  }

  #selection(route: Route | null): Selection {
    const { path } = this.#request;
    if (route === null) {
      this.#steps.push({ text: `No route takes ${path ?? 'this path'}.`, span: this.#site.span });
    }
    return {
      route,
      steps: this.#steps,
      isCertain: this.#isCertain,
      candidates: this.#candidates,
      ...(path === null ? {} : { path }),
    };
  }

  /** The route that answers; null when the request goes on to what follows the block. */
  #block(block: readonly CaddyDirective[], outer: readonly CaddyLevel[]): Route | null {
    const own = this.#source.expanded(block);
    const isOrdered = keepsOrder(outer);
    const taken = new Set<string>();
    for (const directive of isOrdered ? own : inCaddyOrder(this.#source, own, outer)) {
      const name = nameOf(directive) === 'handle_path' ? 'handle' : nameOf(directive);
      if (name === '' || name.startsWith('@') || name === 'handle_errors' || taken.has(name)) continue;
      const levels = [...outer, { directives: own, handler: directive, keepsOrder: isOrdered }];
      const holds = this.#holds(directive, levels);
      if (holds === false) continue;
      if (holds === true && exclusive.has(name)) taken.add(name);
      const before = this.#request.state();
      const route = this.#directive(directive, levels, holds);
      if (holds === true && route !== null) return route;
      if (holds === true) continue;
      this.#request.joined(before);
      if (route !== null) this.#perhaps(route, directive);
    }
    return null;
  }

  /** Whether the directive's matcher holds; null when this text does not tell. */
  #holds(directive: CaddyDirective, levels: readonly CaddyLevel[]): boolean | null {
    const { holds, fault } = this.#request.meets(matcherWord(directive), levels);
    if (holds !== false || fault === null) return holds;
    this.#steps.push({ text: fault.text, span: fault.span });
    // Some browsers meet it: what refuses them counts.
    return fault.kind === 'list' && refusing.has(nameOf(directive)) ? null : false;
  }

  #perhaps(route: Route, directive: CaddyDirective): void {
    const name = nameOf(directive);
    const span = headOf(directive);
    const words = directive.words.map(({ text }) => text).join(' ');
    if (/^(redir|respond|error|abort|metrics)$/.test(name)) {
      const how = name === 'redir' ? 'redirect' : 'answer';
      const condition = matcherWord(directive) || null;
      this.#open.push({ span, how, applies: 'some', words: name, condition });
      return;
    }
    this.#isCertain = false;
    this.#candidates.push(route);
    const text = `${words} takes ${this.#request.path ?? 'this path'} if its conditions hold, which this text does not tell.`;
    this.#steps.push({ text, span });
  }

  /** What one directive does with the request: the route by which it answers, or null. */
  #directive(directive: CaddyDirective, levels: readonly CaddyLevel[], holds: boolean | null): Route | null {
    const name = nameOf(directive);
    switch (name) {
      case 'handle':
      case 'handle_path':
      case 'route':
        if (name === 'handle_path') this.#request.strip(argumentOf(directive));
        return this.#block(directive.block ?? [], levels);
      case 'redir':
        return this.#ended(directive, {
          kind: 'redirect',
          status: null,
          to: directive.words.at(-1)?.text ?? '',
          words: 'redir',
        });
      case 'error':
        return this.#failed(directive);
      case 'abort':
      case 'respond':
      case 'metrics':
        return this.#answered(directive);
      case 'file_server':
        if ((directive.block ?? []).some((one) => nameOf(one) === 'pass_thru')) return null;
        return this.#failed(directive);
      case 'reverse_proxy':
      case 'php_fastcgi':
        return this.#proxied(directive, levels);
      case 'basicauth':
      case 'basic_auth':
      case 'forward_auth': {
        const refusesAnonymous = name !== 'forward_auth' && holds === true;
        this.#authentication.push({ span: headOf(directive), words: name, refusesAnonymous });
        return null;
      }
      case 'try_files':
        return this.#request.tryFiles(directive) ? null : this.#failed(directive);
      default:
        this.#request.change(directive);
        return null;
    }
  }

  #ended(directive: CaddyDirective, ending: Ending): Route {
    const label = `${this.#site.label} \u203a ${nameOf(directive)}`;
    const words = directive.words.map(({ text }) => text).join(' ');
    this.#steps.push({
      text: `${words} takes ${this.#request.path ?? 'this path'}.`,
      span: headOf(directive),
    });
    return newRoute({ label, span: headOf(directive), ending, earlyAnswers: this.#open });
  }

  #answered(directive: CaddyDirective): Route {
    return this.#ended(directive, { kind: 'files', words: `answers with ${nameOf(directive)}` });
  }

  /** An error goes through the first `handle_errors` of the site; without one Caddy answers with its status. */
  #failed(directive: CaddyDirective): Route | null {
    const [first] = this.#errorBlocks;
    this.#errorBlocks = [];
    const route = first ? this.#block(first.at.block ?? [], first.levels) : null;
    if (route !== null) return route;
    return nameOf(directive) === 'file_server'
      ? this.#ended(directive, { kind: 'files' })
      : this.#answered(directive);
  }

  #proxied(directive: CaddyDirective, levels: readonly CaddyLevel[]): Route {
    const filled = {
      ...directive,
      words: directive.words.map((word) => ({ ...word, text: this.#request.fill(word.text) ?? word.text })),
    };
    const route = proxyFacts(this.#source, filled, levels, this.#site.label);
    const own = nameOf(directive) === 'reverse_proxy' ? this.#source.expanded(directive.block ?? []) : [];
    const path = this.#request.rewritten(own.filter((one) => nameOf(one) === 'rewrite'));
    const words = [nameOf(directive), matcherWord(directive)].join(' ').trim();
    this.#steps.push({
      text: `${words} takes ${this.#request.path ?? 'this path'}.`,
      span: headOf(directive),
    });
    const { ending } = route;
    return {
      ...route,
      earlyAnswers: [...this.#open],
      authentication: [...this.#authentication],
      ending:
        ending.kind === 'proxy'
          ? { ...ending, path: path === null ? { kind: 'unknown' } : { kind: 'made', path } }
          : ending,
    };
  }
}
