// From nginx's blocks to the route model: servers are sites, each pass and each ending `return` is a route.
// Documentation: https://nginx.org/en/docs/http/websocket.html and ngx_http_proxy_module.

import {
  type Listener,
  newRoute,
  type Route,
  type RouteModel,
  type Site,
  type Span,
  type UnresolvedFact,
} from '../model.ts';
import { addressOf } from '../parse/address.ts';
import type { UrlRequest } from '../program.ts';
import {
  argument,
  childrenNamed,
  childrenOf,
  hasUnknownInclude,
  isKnownInclude,
  lastInForce,
  type NginxChain,
  type NginxText,
  socketOf,
  spanOf,
} from './blocks.ts';
import { parseNginxText } from './dump.ts';
import { code, httpRoute } from './http-route.ts';
import { dataBlocks, loadFaults } from './load-faults.ts';
import type { NginxDirective, NginxFile } from './parse.ts';
import { labelOf, pathOf } from './place.ts';
import { markShadowed } from './precedence.ts';
import { streamRoute } from './stream-route.ts';
import { nginxVariables } from './variables.ts';

/** A route and the directive that makes it, for the edits. */
export interface NginxRoute {
  readonly route: Route;
  readonly chain: NginxChain;
  readonly pass: NginxDirective;
}

/** The model of a text, and what the edits need. */
export interface AdaptedNginx {
  readonly model: RouteModel;
  readonly source: NginxText;
  readonly routes: NginxRoute[];
  /** The blocks of each site, for those that are servers of http. */
  readonly serverChains: ReadonlyMap<Site, NginxChain>;
}

const passes = new Set(['proxy_pass', 'grpc_pass', 'fastcgi_pass', 'uwsgi_pass', 'scgi_pass']);

/** Blocks that hold no routes. */
const closedBlocks = new Set(['map', 'upstream', 'types']);

/** Parses a text and makes the route model. */
export function adaptNginx(text: string, request?: UrlRequest): AdaptedNginx {
  const file = parseNginxText(text);
  const source = nginxText(text, file, request);
  const walk = new RouteWalk(source);
  walk.visit(source.root, []);
  for (const site of walk.sites) markShadowed(site);
  const unresolved = [
    ...syntaxErrors(file),
    ...loadFaults(source.root),
    ...includes(source.root),
    ...undefinedVariables(source),
  ];
  return {
    model: { sites: walk.sites, unresolved },
    source,
    routes: walk.routes,
    serverChains: walk.serverChains,
  };
}

function nginxText(text: string, file: NginxFile, request: UrlRequest | undefined): NginxText {
  const children = file.directives;
  const root: NginxDirective = { name: '', args: [], children, start: 0, end: text.length, headEnd: 0 };
  const isPart = !children.some(({ name }) => name === 'http' || name === 'stream');
  return {
    text,
    root,
    variables: nginxVariables(children, request),
    asker: request ? (request.asker ?? {}) : null,
    request: request ?? null,
    upstreams: upstreamsOf(root),
    authenticators: new Set(namedAnywhere(root, 'auth_request').map((one) => argument(one))),
    isPart,
    isWhole: !isPart && !hasUnknownInclude(root),
  };
}

function namedAnywhere(block: NginxDirective, name: string): NginxDirective[] {
  return childrenOf(block).flatMap((child) => [
    ...(child.name === name ? [child] : []),
    ...namedAnywhere(child, name),
  ]);
}

/** Upstreams may stand after the servers that use them. */
function upstreamsOf(block: NginxDirective, found = new Map<string, NginxDirective>()) {
  for (const child of childrenOf(block)) {
    if (child.name === 'upstream' && child.args[0]) found.set(child.args[0].text, child);
    else upstreamsOf(child, found);
  }
  return found;
}

/** Collects sites and routes in the order of the text. */
class RouteWalk {
  readonly sites: Site[] = [];
  readonly routes: NginxRoute[] = [];
  readonly serverChains = new Map<Site, NginxChain>();
  readonly #source: NginxText;
  /** Addresses of http that speak TLS: one listen line with ssl makes it so for every server. */
  readonly #secure: ReadonlySet<string>;

  constructor(source: NginxText) {
    this.#source = source;
    this.#secure = new Set(secureSockets(source.root));
  }

  visit(block: NginxDirective, outer: NginxChain): void {
    const chain = [...outer, block];
    if (block.name === 'server' && listensToUdpAlone(block)) return;
    if (block.name === 'server') this.#addSite(block, chain);
    else if (block.name === 'location' && !takesElsewhere(block)) this.#add(filesRoute(chain));
    for (const child of childrenOf(block)) {
      if (passes.has(child.name) && isAnsweredBefore(block)) continue;
      const made = this.#routeOf(chain, child);
      if (made) {
        this.#add(made);
        this.routes.push({ route: made, chain, pass: child });
      } else if (child.children && !closedBlocks.has(child.name)) {
        this.visit(child, chain);
      }
    }
  }

  #addSite(block: NginxDirective, chain: NginxChain): void {
    const inHttp = chain.every(({ name }) => name !== 'stream');
    const site = siteOf(block, chain, inHttp ? this.#secure : new Set());
    this.sites.push(site);
    if (inHttp) this.serverChains.set(site, chain);
  }

  #routeOf(chain: NginxChain, child: NginxDirective): Route | null {
    const block = chain.at(-1);
    if (passes.has(child.name)) {
      return chain.some(({ name }) => name === 'stream')
        ? streamRoute(this.#source, chain, child)
        : httpRoute(this.#source, chain, child);
    }
    // A `return` in a server or location ends every request there; one in an `if` is a fact of its location.
    const isEnding = child.name === 'return' && (block?.name === 'server' || block?.name === 'location');
    return isEnding ? returnRoute(chain, child) : null;
  }

  #add(route: Route): void {
    const site = this.sites.at(-1);
    if (site && route.span.start < site.span.end) {
      site.routes.push(route);
      return;
    }
    // Locations without a server: a part of a file.
    this.sites.push({ ...siteOf(this.#source.root, [], new Set()), routes: [route] });
  }
}

/** A WebSocket does not come to a server that hears UDP. */
function listensToUdpAlone(server: NginxDirective): boolean {
  const listens = childrenNamed(server, 'listen');
  return listens.length > 0 && listens.every(({ args }) => args.some(({ text }) => text === 'udp'));
}

/** A `return` that nothing comes before: the pass of its location is never used. */
function isAnsweredBefore(block: NginxDirective): boolean {
  const first = childrenOf(block).find(({ name }) => /^(return|if|break|rewrite)$/.test(name));
  return block.name === 'location' && first?.name === 'return';
}

/** What the listen lines with ssl outside of stream open. */
function secureSockets(block: NginxDirective): string[] {
  const own = childrenNamed(block, 'listen')
    .filter(({ args }) => args.some(({ text }) => text === 'ssl'))
    .map(socketOf);
  const inside = childrenOf(block).filter(({ name }) => name !== 'stream');
  return [...own, ...inside.flatMap(secureSockets)];
}

function takesElsewhere(location: NginxDirective): boolean {
  return childrenOf(location).some(({ name }) => passes.has(name) || name === 'return');
}

function siteOf(server: NginxDirective, chain: NginxChain, secure: ReadonlySet<string>): Site {
  const isTls = argument(lastInForce(chain, 'ssl')) === 'on';
  return {
    label: labelOf([server]),
    span: { start: server.start, end: server.end },
    hosts: childrenNamed(server, 'server_name').flatMap(({ args }) => args.map((word) => word.text)),
    listeners: childrenNamed(server, 'listen').map((listen) =>
      listenerOf(listen, isTls || secure.has(socketOf(listen))),
    ),
    routes: [],
  };
}

/** The old directive `ssl on` makes each listener of a server speak TLS. */
function listenerOf(listen: NginxDirective, isTls: boolean): Listener {
  const words = listen.args.map((word) => word.text);
  const address = words[0] ?? '';
  // An address without a port listens on 80.
  const port =
    /(?:^|:)(\d+)$/.exec(address)?.[1] ?? (/^[\d.]+$|^\[.*\]$|^\*$/.test(address) ? '80' : undefined);
  return {
    span: spanOf(listen),
    port: port === undefined ? null : Number(port),
    ...addressOf(address),
    tls: isTls || words.includes('ssl') || words.includes('quic'),
    isDefault: words.includes('default_server') || words.includes('default'),
    expectsProxyHeader: words.includes('proxy_protocol'),
    isHttp2Alone: words.includes('http2') && !words.includes('ssl'),
  };
}

function filesRoute(chain: NginxChain): Route {
  const location = chain[chain.length - 1];
  return newRoute({
    label: labelOf(chain),
    span: spanOf(location),
    path: pathOf(chain),
    ending: { kind: 'files' },
    code: code(chain),
  });
}

function returnRoute(chain: NginxChain, directive: NginxDirective): Route {
  const words = directive.args.map((word) => word.text);
  const hasStatus = /^\d{3}$/.test(words[0] ?? '');
  const status = hasStatus ? Number(words[0]) : 302;
  const ending =
    status >= 300 && status < 400
      ? ({ kind: 'redirect', status, to: words.at(-1) ?? '', words: 'return' } as const)
      : ({ kind: 'answer', status, words: words.join(' ') } as const);
  return newRoute({ label: labelOf(chain), span: spanOf(directive), path: pathOf(chain), ending });
}

function syntaxErrors(file: NginxFile): UnresolvedFact[] {
  return file.errors.map(({ text, start, end }) => ({
    kind: 'syntax',
    name: text,
    text: `nginx will not start with this: ${text}`,
    span: { start, end },
  }));
}

function includes(block: NginxDirective): UnresolvedFact[] {
  const own = childrenNamed(block, 'include').map((include): UnresolvedFact => {
    const name = argument(include);
    const text = isKnownInclude(include)
      ? `${name} is not here; it is read as the file that is installed with nginx.`
      : `${name} is not here. What it contains can change the result.`;
    return { kind: 'include', name, text, span: spanOf(include), isHarmless: isKnownInclude(include) };
  });
  return [
    ...own,
    ...childrenOf(block)
      .filter((child) => !closedBlocks.has(child.name))
      .flatMap(includes),
  ];
}

/** Directives whose words may hold a dollar sign that is no variable, or variables of another kind. */
const holdsOtherDollars =
  /^(log_format|map|geo|split_clients|rewrite|location|server_name|if|\w+_by_lua\w*|js_\w+|perl\w*)$/;

function undefinedVariables(source: NginxText): UnresolvedFact[] {
  const found = new Map<string, UnresolvedFact>();
  const check = (name: string, span: Span): void => {
    if (source.variables.isDefined(name) || found.has(name)) return;
    const consequence = `nginx refuses to start: unknown "${name}" variable.`;
    // No file defines `$http`, which is what nginx reads of `$http-upgrade`.
    const isSlip = /^(http|arg|cookie|upstream)$/i.test(name);
    found.set(
      name,
      source.isWhole || isSlip
        ? { kind: 'syntax', name: `$${name}`, text: `$${name} is not defined; ${consequence}`, span }
        : {
            kind: 'variable',
            name: `$${name}`,
            text: `$${name} is not defined in this text. If no other file defines it, ${consequence}`,
            span,
            isNeededToLoad: true,
            cases: {
              passes: `another file defines $${name}`,
              fails: `no other file defines $${name}, so that nginx does not start`,
            },
          },
    );
  };
  const visit = (directive: NginxDirective): void => {
    if (dataBlocks.has(directive.name)) return;
    const words = directive.name === 'rewrite' ? directive.args.slice(1) : directive.args;
    const isRead = !holdsOtherDollars.test(directive.name) || directive.name === 'rewrite';
    for (const word of isRead ? words : []) {
      for (const [, name] of word.text.matchAll(/\$\{?(\w+)\}?/g)) check(name, word);
    }
    const tested = directive.name === 'if' ? /^\(?\s*\$(\w+)/.exec(argument(directive))?.[1] : undefined;
    if (tested !== undefined) check(tested, spanOf(directive));
    for (const child of childrenOf(directive)) visit(child);
  };
  visit(source.root);
  return [...found.values()];
}
