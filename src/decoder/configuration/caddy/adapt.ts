// From a Caddyfile to the route model: sites, and a route for each directive that ends a request at a backend
// or with a redirect. The order of directives was measured on Caddy 2.6.
// Documentation: https://caddyserver.com/docs/caddyfile (directive order, matchers, reverse_proxy).
// Left out on purpose: Caddy's JSON; which of several path matchers a given path meets.

import {
  type Ending,
  type Listener,
  newRoute,
  type Quirk,
  type Route,
  type Span,
  type UnresolvedFact,
} from '../model.ts';
import type { ReadConfiguration, UrlRequest } from '../program.ts';
import { type FollowedSite, followRequest } from './follow.ts';
import { isInsideOfSite, loadFaults } from './load-faults.ts';
import { inCaddyOrder } from './order.ts';
import { type CaddyDirective, type CaddyFile, nameOf, parseCaddyfile } from './parse.ts';
import { type CaddyLevel, CaddyText, headOf, isSnippet, keepsOrder, matcherWord, pathOf } from './place.ts';
import { entryOf, proxyRoute } from './proxy-route.ts';

const handlers = new Set(['handle', 'handle_path', 'route', 'handle_errors']);

/**
 * Parses a text, makes the route model, and follows requests through it. With a request the model has no routes: the
 * one that takes it is made when it is selected. Never throws.
 */
export function adaptCaddy(
  text: string,
  request: UrlRequest | null,
): Pick<ReadConfiguration, 'model' | 'select'> {
  const file = parseCaddyfile(text);
  const source = new CaddyText(file);
  const unresolved = [
    ...syntaxErrors(file),
    ...namesFromOutside(source, file.directives),
    ...loadFaults(source, siteBlocks(source)),
  ];
  const sites = sitesOf(source, request === null);
  return {
    model: { sites: sites.map(({ site }) => site), unresolved },
    select: (site, asked) => {
      const blocks = sites.find((one) => one.site === site)?.blocks ?? [];
      return followRequest(source, { site, blocks }, asked);
    },
  };
}

function syntaxErrors({ errors }: CaddyFile): UnresolvedFact[] {
  // Caddy 2.6 loads a text whose last block is not closed; other versions may not.
  return errors.map(({ text, start, end }) => ({
    kind: text.includes('the end of the text') ? 'directive' : 'syntax',
    name: text,
    text,
    span: { start, end },
    cases: {
      passes: 'Caddy takes the end of the text for the end of the block, as 2.6 does',
      fails: 'the Caddy that runs refuses such a text',
    },
  }));
}

/** Variables of the environment and imports of other files. */
function namesFromOutside(source: CaddyText, directives: readonly CaddyDirective[]): UnresolvedFact[] {
  return directives.flatMap((directive) => [
    ...directive.words.flatMap((word): UnresolvedFact[] => {
      const name = /\{\$[^}]*\}|\{env\.[^}]*\}/.exec(word.text)?.[0];
      return name
        ? [{ kind: 'variable', name, text: `${name} comes from the environment.`, span: word }]
        : [];
    }),
    ...unknownImport(source, directive),
    ...namesFromOutside(source, directive.block ?? []),
  ]);
}

function unknownImport(source: CaddyText, directive: CaddyDirective): UnresolvedFact[] {
  const name = source.unknownImport(directive);
  if (name === null) return [];
  const span = headOf(directive);
  if (name.includes('*')) {
    const text = `${name} is not here. What it contains can change the result.`;
    return [{ kind: 'include', name, text, span }];
  }
  const text = `${name} is no snippet of this text. Without a file of that name Caddy does not load this.`;
  const cases = {
    passes: `${name} exists and leaves WebSockets alone`,
    fails: `${name} answers them or changes what they need, or does not exist, so that Caddy does not start`,
  };
  return [{ kind: 'include', name, text, span, isNeededToLoad: true, cases }];
}

/** The blocks of sites; a file of one site may have none. */
function siteBlocks(source: CaddyText): CaddyDirective[] {
  return source.file.directives.filter(
    (one) => one.block !== null && one.words.length > 0 && !isSnippet(one) && !isInsideOfSite(one),
  );
}

function sitesOf(source: CaddyText, hasRoutes: boolean): FollowedSite[] {
  const { directives } = source.file;
  const blocks = siteBlocks(source);
  if (blocks.length > 0) {
    const sites = blocks.map((block) => siteOf(source, block, block.block ?? [], hasRoutes));
    return withSharedHosts(sites, blocks);
  }
  // A file of one site may have no braces: its first line is the address.
  const rest = directives.filter((one) => one.words.length > 0 && !isSnippet(one));
  const first = rest[0];
  return first && !isInsideOfSite(first)
    ? [siteOf(source, first, rest.slice(1), hasRoutes)]
    : [siteOf(source, null, rest, hasRoutes)];
}

/** The path of a site's only address, which is a matcher for all that is in it; empty without one. */
function pathOfAddress({ words }: CaddyDirective): string {
  const [address] = words;
  if (words.length !== 1) return '';
  return /^[^/]+(\/.+)$/.exec(withDefaults(address.text).replace(/^\w+:\/\//, ''))?.[1] ?? '';
}

/** Measured: of sites with one host the one whose path is longer is asked first. */
function withSharedHosts(sites: readonly FollowedSite[], heads: readonly CaddyDirective[]): FollowedSite[] {
  const lengths = heads.map((head) => pathOfAddress(head).length);
  const keys = sites.map(({ site: { hosts, listeners } }) =>
    JSON.stringify([hosts, listeners.map(({ port }) => port)]),
  );
  const longestFirst = sites.map((_, index) => index).sort((a, b) => lengths[b] - lengths[a]);
  const shared = new Map<string, FollowedSite['blocks'][number][]>(keys.map((key) => [key, []]));
  for (const index of longestFirst) shared.get(keys[index])?.push(...sites[index].blocks);
  return sites.map(({ site }, index) => ({ site, blocks: shared.get(keys[index]) ?? [] }));
}

function siteOf(
  source: CaddyText,
  head: CaddyDirective | null,
  directives: readonly CaddyDirective[],
  hasRoutes: boolean,
): FollowedSite {
  const addresses = head?.words.map((word) => withDefaults(word.text)) ?? [];
  const label = head ? addresses.join(' ') : 'this piece';
  const routes: Route[] = [];
  const outer = head === null ? [] : levelOfAddress(head);
  if (hasRoutes) collectRoutes(source, directives, outer, label, routes);
  const span = head ? { start: head.start, end: head.end } : { start: 0, end: 0 };
  const site = {
    label,
    span,
    hosts: addresses.map(hostOf).filter((host) => host !== ''),
    listeners: addresses.map((address) => listenerOf(address, span)),
    routes,
  };
  return { site, blocks: [{ block: directives, outer }] };
}

/** An address with a path is like a handle around its site. */
function levelOfAddress(head: CaddyDirective): CaddyLevel[] {
  const text = pathOfAddress(head);
  if (text === '') return [];
  const { start, end, headEnd } = head;
  const words = ['handle', text].map((word) => ({ text: word, start, end: headEnd }));
  const handler = { words, block: null, start, end, headEnd };
  return [{ directives: [handler], handler, keepsOrder: false }];
}

/** `{$NAME:value}` is the value when the environment has no NAME. */
function withDefaults(text: string): string {
  return text.replace(/\{\$\w+:([^{}]*)\}/g, '$1');
}

function hostOf(address: string): string {
  return address.replace(/^\w+:\/\//, '').replace(/[:/,].*$/s, '');
}

/** Ports of a site whose address names none. Port 80 of a TLS site only redirects. */
const plainPort = 80;
const tlsPort = 443;

function listenerOf(address: string, span: Span): Listener {
  const port = /:(\d+)(?:[/,]|$)/.exec(address)?.[1];
  const isPlain = address.startsWith('http://') || port === '80';
  return {
    span,
    port:
      port === undefined
        ? hostOf(address) === '' && !isPlain
          ? null
          : isPlain
            ? plainPort
            : tlsPort
        : Number(port),
    tls: !isPlain && (hostOf(address) !== '' || port === '443'),
    expectsProxyHeader: false,
  };
}

function collectRoutes(
  source: CaddyText,
  block: readonly CaddyDirective[],
  outer: readonly CaddyLevel[],
  label: string,
  routes: Route[],
): void {
  const own = source.expanded(block);
  const isOrdered = keepsOrder(outer);
  for (const directive of isOrdered ? own : inCaddyOrder(source, own, outer)) {
    const levels = [...outer, { directives: own, handler: directive, keepsOrder: isOrdered }];
    const route = routeOf(source, directive, levels, label);
    if (route) routes.push(route);
    else if (handlers.has(nameOf(directive)) && directive.block) {
      const words = directive.words.map((word) => word.text).join(' ');
      const before = routes.length;
      collectRoutes(source, directive.block, levels, `${label} › ${words}`, routes);
      if (routes.length === before) routes.push(...answeringHandler(source, directive, levels, label));
    }
  }
}

/** A handle block that answers by itself takes its requests from what follows. */
function answeringHandler(
  source: CaddyText,
  directive: CaddyDirective,
  levels: readonly CaddyLevel[],
  label: string,
): Route[] {
  const answer = source
    .expanded(directive.block ?? [])
    .find((one) => /^(respond|error|abort)$/.test(nameOf(one)) && matcherWord(one) === '');
  if (!answer || nameOf(directive) === 'handle_errors') return [];
  const words = directive.words.map((word) => word.text).join(' ');
  return [
    newRoute({
      label: `${label} › ${words}`,
      span: headOf(answer),
      path: pathOf(levels),
      entry: entryOf(source, levels),
      ending: { kind: 'files', words: `answers with ${nameOf(answer)}` },
    }),
  ];
}

function routeOf(
  source: CaddyText,
  directive: CaddyDirective,
  levels: readonly CaddyLevel[],
  label: string,
): Route | null {
  const last = directive.words.at(-1)?.text ?? '';
  switch (nameOf(directive)) {
    case 'reverse_proxy':
    case 'php_fastcgi':
      return proxyRoute(source, directive, levels, label);
    case 'redir':
      if (matcherWord(directive).startsWith('@')) return null;
      return {
        ...endRoute(directive, label, { kind: 'redirect', status: null, to: last, words: 'redir' }),
        path: pathOf(levels),
        entry: entryOf(source, levels),
      };
    case 'file_server': {
      return newRoute({
        label: `${label} › file_server`,
        span: headOf(directive),
        path: pathOf(levels),
        entry: entryOf(source, levels),
        ending: { kind: 'files' },
      });
    }
    case 'proxy':
      return endRoute(directive, label, { kind: 'proxy', target: last, path: { kind: 'unknown' } }, [
        versionOne(directive),
      ]);
    default:
      return null;
  }
}

function endRoute(directive: CaddyDirective, label: string, ending: Ending, quirks: Quirk[] = []): Route {
  return newRoute({ label, span: headOf(directive), ending, quirks });
}

function versionOne(directive: CaddyDirective): Quirk {
  return {
    span: headOf(directive),
    id: 'caddy-1',
    severity: 'error',
    text: 'proxy is a directive of Caddy 1. Caddy 2 has reverse_proxy, which passes WebSockets without more words.',
    cause: 'upgrade-refused',
    edits: [],
  };
}
