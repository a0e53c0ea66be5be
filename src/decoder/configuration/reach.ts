// Follows a WebSocket URL through a route model: the site, the route, the path that the backend gets.

import type { Route, Site } from './model.ts';
import { readExpression } from './parse/expression.ts';
import { forwardPath, pathMatches } from './path-match.ts';
import type { Program, ReachStep, ReadConfiguration, Selection, UrlRequest } from './program.ts';

/** Where a URL ends up. */
export interface Reached {
  readonly steps: readonly ReachStep[];
  /** Null when nothing listens for it. */
  readonly site: Site | null;
  /** Null when no route takes it. */
  readonly route: Route | null;
  /** False when this text does not tell for sure. */
  readonly isCertain: boolean;
  /** The path that the backend is asked for; null when there is none, or it is not known. */
  readonly backendPath: string | null;
  /** True when the target and the path are joined with two slashes. */
  readonly hasBadJoin: boolean;
  /** Routes that take it perhaps; empty when it is certain, or when they are not known. */
  readonly candidates: readonly Route[];
  /** One sentence when the URL and the listener differ in TLS, so that no request arrives; else null. */
  readonly tlsFault: string | null;
}

const defaultPorts: Readonly<Record<string, number>> = { 'ws:': 80, 'http:': 80, 'wss:': 443, 'https:': 443 };

/** Takes a URL apart, or gives null when it is not one of a WebSocket. */
export function readUrl(url: string): UrlRequest | null {
  const match = /^(wss?|https?):\/\/(\[[^\]]*\]|[^/:?#]+)(?::(\d+))?([^?#]*)(?:\?([^#]*))?/i.exec(url.trim());
  if (!match) return null;
  const protocol = `${match[1].toLowerCase()}:`;
  return {
    host: match[2].toLowerCase(),
    port: match[3] === undefined ? defaultPorts[protocol] : Number(match[3]),
    tls: protocol === 'wss:' || protocol === 'https:',
    path: match[4] === '' ? '/' : match[4],
    query: match[5] ?? '',
  };
}

/** Follows a request from the listener to the backend. */
export function reach(
  program: Program,
  { model, select = firstMatch }: ReadConfiguration,
  request: UrlRequest,
): Reached {
  const site = siteFor(model.sites, request, program.hasStrictHosts === true);
  const nowhere = {
    site: null,
    route: null,
    isCertain: true,
    backendPath: null,
    hasBadJoin: false,
    candidates: [],
    tlsFault: null,
  };
  if (!site) return { steps: [], ...nowhere };
  const { route, steps, isCertain, path = request.path, candidates = [] } = select(site, request);
  const backendPath = route?.ending.kind === 'proxy' ? forwardPath(route.ending.path, path) : null;
  const siteStep = {
    text: `${site.label || 'This text'} takes requests for ${request.host}.`,
    span: site.span,
  };
  return {
    steps: [siteStep, ...steps, ...forwardStep(route, request, backendPath)],
    site,
    route,
    isCertain,
    backendPath,
    candidates,
    hasBadJoin: isBadJoin(backendPath, request.path),
    // Bytes that are passed on unread may be TLS; a listener that ends TLS takes nothing else.
    tlsFault: route?.ending.kind === 'tunnel' && request.tls ? null : tlsFault(site, request),
  };
}

function forwardStep(route: Route | null, request: UrlRequest, backendPath: string | null): ReachStep[] {
  if (!route || backendPath === null) return [];
  const text =
    backendPath === request.path
      ? `The backend is asked for ${backendPath}.`
      : `The backend is asked for ${backendPath} instead of ${request.path}.`;
  return [{ text, span: route.span }];
}

/** The site of a port and a host: an exact name, else a wildcard, else the first that listens there. */
function siteFor(sites: readonly Site[], { host, port }: UrlRequest, isStrict: boolean): Site | null {
  // The address of a name is not in the text; a URL with another address than the listener's does not arrive.
  const isAddress = /^\d+(\.\d+){3}$/.test(host);
  const listening = sites.filter(
    ({ listeners }) =>
      listeners.length === 0 ||
      listeners.some(
        (one) =>
          (one.port === null || one.port === port) &&
          (!isAddress || one.address === undefined || one.address === host),
      ),
  );
  const named = (matches: (name: string) => boolean) =>
    listening.find(({ hosts }) => hosts.some((name) => matches(name.toLowerCase())));
  return (
    named((name) => name === host) ??
    named((name) => name.startsWith('*.') && isBelow(host, name.slice(1), isStrict)) ??
    named((name) => name.startsWith('.') && (host.endsWith(name) || host === name.slice(1))) ??
    named((name) => name.endsWith('.*') && host.startsWith(name.slice(0, -1))) ??
    named((name) => name.startsWith('~') && readExpression(name.slice(1), true)?.test(host) === true) ??
    (isStrict
      ? listening.find(({ hosts }) => hosts.length === 0)
      : (listening.find(({ listeners }) => listeners.some((one) => one.isDefault && one.port === port)) ??
        listening[0])) ??
    null
  );
}

/** Caddy's `*` stands for one label, nginx's and Apache's for several. */
function isBelow(host: string, ending: string, isOneLabel: boolean): boolean {
  return host.endsWith(ending) && !(isOneLabel && host.slice(0, -ending.length).includes('.'));
}

function tlsFault({ listeners }: Site, { port, tls }: UrlRequest): string | null {
  const own = listeners.filter((one) => one.port === port);
  if (own.length === 0 || own.some((one) => one.tls === tls)) return null;
  return tls
    ? `Port ${port} speaks plain HTTP, so wss:// fails at the TLS handshake.`
    : `Port ${port} speaks TLS, so ws:// gets an error instead of a handshake.`;
}

/** Conditions that no browser meets. */
const unmet: ReadonlySet<string> = new Set(['excluded', 'case', 'list']);

/** The first route, in the order of the site, whose path matches and whose conditions a WebSocket meets. */
export function firstMatch(site: Site, { path }: UrlRequest): Selection {
  const steps: ReachStep[] = [];
  const candidates: Route[] = [];
  let isCertain = true;
  for (const route of site.routes) {
    const { label, span, entry } = route;
    const matches = pathMatches(route.path, path);
    if (matches === false) continue;
    const name = label.split(' › ').at(-1) ?? label;
    if (entry.some(({ kind }) => unmet.has(kind))) {
      steps.push({ text: `${name} is for ${path}, but no browser meets its conditions.`, span });
    } else if (matches === null || entry.some(({ kind }) => kind === 'narrow' || kind === 'unknown')) {
      isCertain = false;
      candidates.push(route);
      steps.push({
        text: `${name} takes ${path} if its conditions hold, which this text does not tell.`,
        span,
      });
    } else {
      return { route, steps: [...steps, { text: `${name} takes ${path}.`, span }], isCertain, candidates };
    }
  }
  steps.push({ text: `No route takes ${path}.`, span: site.span });
  return { route: null, steps, isCertain, candidates };
}

/** A path with two slashes that the client did not write, or one without its first slash. */
function isBadJoin(backendPath: string | null, asked: string): boolean {
  if (backendPath === null || backendPath === '') return false;
  return !/^[/?*]/.test(backendPath) || (backendPath.includes('//') && !asked.includes('//'));
}
