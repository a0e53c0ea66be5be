// From a Node program with http-proxy or http-proxy-middleware to the route model. The program is parsed, not run: its
// statements tell which server listens and what hears its upgrades. Measured with http-proxy 1.18 and
// http-proxy-middleware 2 and 3. Documentation: https://github.com/chimurai/http-proxy-middleware.
// Left out on purpose: what other modules of the program do.

import { readJavaScriptFile } from '../javascript/read.ts';
import { entryOf, type Made, madeOf, objectOf, type Value, valueAt } from '../javascript/values.ts';
import type { EditIntent, Listener, Route, Site, UnresolvedFact } from '../model.ts';
import type { ReadConfiguration, UrlRequest } from '../program.ts';
import { requestTarget } from '../websocket-request.ts';
import { httpProxyListener, idleListener, middlewareListener } from './corrections.ts';
import { type Action, waysOf } from './handler.ts';
import { middlewareOptions } from './makers.ts';
import {
  type Hearing,
  hears,
  hearsNothing,
  httpProxyRoute,
  middlewareRoute,
  type NodeText,
  optionEdits,
} from './route.ts';
import { type PlainRoute, selectRoute } from './select.ts';
import { middlewareEdits, type Taker, takersOf } from './takers.ts';
import { type Listening, type Wiring, wiringOf } from './wiring.ts';

/** Parses a text and makes the route model. Never throws. */
export function readNodeProxy(text: string, request?: UrlRequest): ReadConfiguration {
  const { source, scope, statements, exported, unresolved: ofFile } = readJavaScriptFile(text);
  const wiring = wiringOf(statements, scope, exported, source);
  const node: NodeText = { text, source, changes: wiring.changes };
  const whole = { start: 0, end: text.length };
  const unresolved = [...ofFile, ...wiring.open, ...withoutTarget(wiring)];
  const isOpen = unresolved.some(({ kind }) => kind === 'block');
  const plain = plainRoutes(node, wiring, request);
  const groups = groupsOf(wiring).map(({ listening, listener }) => {
    const takers = takersOf(node, wiring, listening?.server ?? null, request);
    const site: Site = {
      label: 'The server',
      span: whole,
      hosts: [],
      listeners: listener ? [listener] : [],
      routes: takers.length > 0 ? distinctRoutes(takers) : plain.map(({ route }) => route),
    };
    return { site, takers };
  });
  const takersOfSite = new Map<Site, Taker[]>(groups.map(({ site, takers }) => [site, takers]));
  const select: ReadConfiguration['select'] = (site, asked) =>
    selectRoute(node, takersOfSite.get(site) ?? [], plain, asked, whole, isOpen);
  return { model: { sites: groups.map(({ site }) => site), unresolved }, select, programEdits: () => [] };
}

interface Group {
  readonly listening: Listening | null;
  readonly listener: Listener | null;
}

/** A group for each server that listens; one for a text in which none does. */
function groupsOf({ listening, proxiesThatListen }: Wiring): Group[] {
  const servers = listening.map((one): Group => {
    const { span, port, server } = one;
    return { listening: one, listener: { span, port, tls: server.tls, expectsProxyHeader: false } };
  });
  const proxies = proxiesThatListen.map(({ span, port, proxy }): Group => {
    const tls = valueAt(proxy.given[0], 'ssl') !== undefined;
    return { listening: null, listener: { span, port, tls, expectsProxyHeader: false } };
  });
  const groups = [...servers, ...proxies];
  return groups.length > 0 ? groups : [{ listening: null, listener: null }];
}

function distinctRoutes(takers: readonly Taker[]): Route[] {
  const byPlace = new Map(takers.flatMap(({ routes }) => routes.map((route) => [route.span.start, route])));
  return [...byPlace.values()];
}

/** http-proxy-middleware does not start without a target. */
function withoutTarget({ uses, upgrades }: Wiring): UnresolvedFact[] {
  const made = [
    ...uses.map(({ proxy }) => proxy),
    ...upgrades.flatMap(({ handler }) => madeOf(madeOf(handler)?.owner) ?? []),
  ];
  return made.flatMap((proxy): UnresolvedFact[] => {
    const { options } = middlewareOptions(proxy);
    if (proxy.name !== 'createProxyMiddleware' || options?.kind !== 'object' || options.open.length > 0)
      return [];
    if (entryOf(options, 'target') || entryOf(options, 'router')) return [];
    const text = 'createProxyMiddleware needs a target or a router: without one the program does not start.';
    return [
      { kind: 'syntax', name: 'createProxyMiddleware', text, span: { start: proxy.start, end: proxy.end } },
    ];
  });
}

/** Proxies that nothing hands an upgrade to. */
function plainRoutes(node: NodeText, wiring: Wiring, request: UrlRequest | undefined): PlainRoute[] {
  const { source, text } = node;
  const path = request?.path ?? null;
  const first = bestUse(wiring);
  const uses = wiring.uses.map((use): PlainRoute => {
    const span = { start: use.proxy.start, end: use.proxy.end };
    const listener = use === first ? middlewareListener(source, wiring, use) : [];
    const isServerHere = wiring.listening.length > 0;
    const edits =
      listener.length > 0 || isServerHere || use !== first ? listener : middlewareEdits(text, use.proxy);
    const expected = `server.on("upgrade", proxy.upgrade)${isServerHere ? '' : ' or ws: true in the options'}`;
    const hearing = hearsNothing(span, expected, edits, foundInstead(wiring));
    return { route: middlewareRoute(node, use.proxy, path, hearing), use };
  });
  const isAlone = wiring.uses.length === 0;
  const proxies = wiring.httpProxies.flatMap(({ proxy }) =>
    plainProxy(node, wiring, proxy, request, isAlone),
  );
  return [...uses, ...proxies];
}

/** A listener that hears no upgrade; empty for none. */
function foundInstead(wiring: Wiring): string {
  const idle = idleListener(wiring);
  if (idle) return `a listener on ${idle.words}, a server that does not listen`;
  const [misnamed] = wiring.misnamed;
  if (misnamed) return `proxy.upgrade as a listener of "${misnamed.event}"`;
  const onApp = wiring.upgrades.find(({ isOnApp }) => isOnApp);
  return onApp ? `${onApp.words}.on("upgrade"): an app hears no upgrades` : '';
}

/** The one that is likely to be meant for WebSockets. */
function bestUse({ uses }: Wiring) {
  const words = /\b(?:ws|wss|socket|sockets|websocket|live|hub|stream|realtime|cable|subscriptions)\b/i;
  const named = uses.filter(({ mount, proxy }) => {
    const { context } = middlewareOptions(proxy);
    return words.test(`${mount ?? ''} ${context?.kind === 'text' ? context.text : ''}`);
  });
  return named[0] ?? (uses.length === 1 ? uses[0] : null);
}

function plainProxy(
  node: NodeText,
  wiring: Wiring,
  proxy: Made,
  request: UrlRequest | undefined,
  isAlone: boolean,
): PlainRoute[] {
  const { source, text } = node;
  const url = request ? requestTarget(request) : null;
  const handed = (more: Value | undefined, hearing: Hearing): Route =>
    httpProxyRoute(node, { made: proxy, more, url, hearing, at: proxy });
  const listens = wiring.proxiesThatListen.some((one) => one.proxy.start === proxy.start);
  if (listens) {
    const edits = optionEdits(text, proxy.given[0] ?? objectOf([], proxy));
    const hearing = hearsNothing(proxy, 'ws: true in the options', edits);
    return [{ route: handed(undefined, hearing), use: null }];
  }
  const actions = wiring.handlers
    .flatMap((handler) => waysOf(handler, request, source).flatMap(({ actions: all }) => all))
    .filter((one) => one.proxy?.start === proxy.start);
  const passed = actions.find(({ kind }) => kind === 'ws');
  if (passed) return [{ route: handed(passed.options, hears), use: null }];
  const [web] = actions.filter(({ kind }: Action) => kind === 'web');
  if (!web) return [];
  const isOnly = isAlone && wiring.httpProxies.length === 1;
  const edits: EditIntent[] = isOnly ? httpProxyListener(source, wiring, proxy, web.options ?? null) : [];
  const expected = 'server.on("upgrade", …) with proxy.ws';
  const hearing = hearsNothing(proxy, expected, edits, foundInstead(wiring));
  return [{ route: handed(web.options, hearing), use: null }];
}
