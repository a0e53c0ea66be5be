// Why a WebSocket to one URL may fail although the rules find no fault on its route.

import type { Cases, Route, Site, UnresolvedFact } from './model.ts';
import type { UrlRequest } from './program.ts';
import type { RouteVerdict } from './report.ts';

/** A verdict other than `passes`, and the sentence that says why. */
export interface Doubt {
  readonly verdict: Exclude<RouteVerdict, 'passes'>;
  readonly reason: string;
}

/** A route that a URL comes to, and where it stands. */
interface ReachedRoute {
  readonly route: Route;
  readonly unresolved: readonly UnresolvedFact[];
  readonly site: Site | null;
  readonly request: UrlRequest;
}

/** The strongest doubt about a route that a URL comes to, or null when there is none. */
export function doubtOf({ route, unresolved, site, request }: ReachedRoute): Doubt | null {
  const unread = tunnelDoubt(route, site, request);
  if (unread) return unread;
  const [listener] = listenerDoubts(site, request);
  if (listener) return { verdict: 'cannot judge', reason: listener.reason };
  const unknown = unresolved.find(isLoadDoubt);
  if (unknown) return { verdict: 'cannot judge', reason: unknown.text };
  const login = route.authentication.find(({ refusesAnonymous }) => refusesAnonymous);
  if (login) {
    const reason = `${login.words} answers 401 to a WebSocket that brings no password.`;
    return { verdict: 'fails', reason };
  }
  const answer = route.earlyAnswers.find(({ applies }) => applies === 'some' || applies === 'unknown');
  if (answer) {
    const condition = answer.condition ?? 'its condition';
    const reason = `${answer.words} takes the requests that meet ${condition}; whether this URL does is not known.`;
    return { verdict: 'cannot judge', reason };
  }
  const absent = unresolved.find((one) => decides(one) && isInside(one, site));
  return absent ? { verdict: 'cannot judge', reason: absent.text } : null;
}

/**
 * What every doubt about a route leaves open between two outcomes; undefined for a doubt of which that is not known.
 */
export function openDoubts(reached: ReachedRoute): (Cases | undefined)[] {
  const { route, unresolved, site, request } = reached;
  const tunnel = tunnelDoubt(route, site, request);
  const isOpenAnswer = route.earlyAnswers.some(({ applies }) => applies === 'some' || applies === 'unknown');
  return [
    ...(tunnel?.verdict === 'cannot judge' ? [tunnelCases] : []),
    ...listenerDoubts(site, request).map(({ cases }) => cases),
    ...(isOpenAnswer ? [undefined] : []),
    ...unresolved.filter(isLoadDoubt).map((one) => one.cases ?? loadCases(one)),
    ...unresolved
      .filter((one) => !isLoadDoubt(one) && decides(one) && isInside(one, site))
      .map(({ cases, name }) => cases ?? absentCases(name)),
  ];
}

interface ListenerDoubt {
  readonly reason: string;
  readonly cases: Cases;
}

/** What the port of a URL expects that a client does not send. */
function listenerDoubts(site: Site | null, { port, tls }: UrlRequest): ListenerDoubt[] {
  const own = site?.listeners.filter((one) => one.port === port) ?? [];
  if (own.length === 0) return [];
  const doubts: ListenerDoubt[] = [];
  if (new Set(own.map((one) => one.tls)).size > 1) {
    const [right, wrong] = tls ? ['TLS', 'plain HTTP'] : ['plain HTTP', 'TLS'];
    doubts.push({
      reason: `Port ${port} speaks TLS on one of its addresses and plain HTTP on another.`,
      cases: {
        passes: `clients come to an address on which port ${port} speaks ${right}`,
        fails: `they come to one on which it speaks ${wrong}`,
      },
    });
  }
  if (own.every(({ expectsProxyHeader }) => expectsProxyHeader)) {
    doubts.push({
      reason: `Every connection to port ${port} must begin with a PROXY header; a client that connects directly is refused.`,
      cases: {
        passes: `a load balancer in front of port ${port} sends the PROXY header`,
        fails: 'clients connect to it directly',
      },
    });
  }
  if (own.every(({ isHttp2Alone }) => isHttp2Alone === true)) {
    doubts.push({
      reason: `Port ${port} has http2 without ssl: nginx before 1.25.1 speaks HTTP/2 alone there, and closes a connection that begins with HTTP/1.1.`,
      cases: { passes: 'nginx is 1.25.1 or later', fails: 'nginx is older' },
    });
  }
  return doubts;
}

const tunnelCases: Cases = {
  passes: 'the backend itself speaks TLS on this port',
  fails: 'it speaks plain HTTP there',
};

function absentCases(name: string): Cases {
  return {
    passes: `${name} leaves this path and its headers alone`,
    fails: `${name} takes this path or changes what a WebSocket needs`,
  };
}

function isLoadDoubt({ kind, name, isNeededToLoad }: UnresolvedFact): boolean {
  return (kind === 'directive' && name !== packagedModule) || isNeededToLoad === true;
}

function loadCases({ name }: UnresolvedFact): Cases {
  return {
    passes: `the program that runs knows ${name}, by a module or a later version`,
    fails: `it does not know ${name}, so that it does not start`,
  };
}

/** Ports on which servers speak TLS by agreement. */
const tlsPorts: ReadonlySet<number | null> = new Set([443, 8443]);

/** Where bytes are passed on unread, the backend itself has to speak what the URL says. */
function tunnelDoubt(route: Route, site: Site | null, { port, tls }: UrlRequest): Doubt | null {
  if (route.ending.kind !== 'tunnel' || site?.listeners.some((one) => one.port === port && one.tls))
    return null;
  const isTlsBackend =
    route.backends.length > 0 && route.backends.every((one) => tlsPorts.has(one.port) && !one.tls);
  if (tls && !isTlsBackend) {
    const reason =
      'Bytes are passed on unread, so the backend itself has to speak TLS. This text does not tell.';
    return { verdict: 'cannot judge', reason };
  }
  if (tls || !isTlsBackend) return null;
  const reason = `Bytes are passed on unread, and the backend's port is one of TLS: ws:// needs wss:// there.`;
  return { verdict: 'fails', reason };
}

/** The module for stream is part of most packages of nginx. */
export const packagedModule = 'stream';

/** Conditions and variables have rules of their own, which know where they matter. */
function decides({ kind, isHarmless }: UnresolvedFact): boolean {
  return (kind === 'include' || kind === 'block') && isHarmless !== true;
}

function isInside({ span }: UnresolvedFact, site: Site | null): boolean {
  return site !== null && span.start >= site.span.start && span.end <= site.span.end;
}
