// What hears the upgrades of a server, and what each of them does with one request.

import { contextTakes } from '../javascript/middleware-paths.ts';
import { isTruthy, type Made, madeOf, type Value, valueAt } from '../javascript/values.ts';
import type { EntryCondition, Quirk, Route, Span } from '../model.ts';
import type { UrlRequest } from '../program.ts';
import { requestTarget } from '../websocket-request.ts';
import { type Action, type Way, waysOf } from './handler.ts';
import { middlewareOf, middlewareOptions, type ServerMade } from './makers.ts';
import {
  type Hearing,
  hears,
  hearsLate,
  httpProxyRoute,
  middlewareRoute,
  type NodeText,
  optionEdits,
} from './route.ts';
import type { UpgradeListener, Wiring } from './wiring.ts';

/** One thing that hears upgrades. */
export interface Taker {
  readonly label: string;
  readonly span: Span;
  /**
   * What it does with the request; without a request, all that it can do. `passes over`: it leaves the upgrade to
   * others. `closes` and `answers`: it ends it, or takes it itself.
   */
  readonly does: 'proxies' | 'passes over' | 'closes' | 'answers' | 'refuses' | 'unknown';
  readonly routes: readonly Route[];
}

/** The takers of a server; null for the one server of a text that makes none. */
export function takersOf(
  node: NodeText,
  wiring: Wiring,
  server: ServerMade | null,
  request: UrlRequest | undefined,
): Taker[] {
  const isOwn = (one: ServerMade | null): boolean =>
    server === null || one === null || one.key === server.key;
  const heard = wiring.upgrades.filter((one) => !one.isOnApp && isOwn(one.server));
  const subscribed = heard.flatMap(({ handler }) => upgradeOf(handler) ?? []);
  const late = wiring.uses.filter(
    ({ proxy }) => isLate(proxy) && !subscribed.some((one) => one.start === proxy.start),
  );
  return [
    ...heard.map((one) => listenerTaker(node, one, request)),
    ...late.map(({ proxy }) => middlewareTaker(node, proxy, request, true, proxy)),
    ...(server === null
      ? wiring.proxiesThatListen.flatMap(({ proxy, span }) => proxyTaker(node, proxy, span, request))
      : []),
    ...wiring.socketServers.filter((one) => isOwn(one.server)).map((one) => socketTaker(one, request)),
  ];
}

function isLate(proxy: Made): boolean {
  const { options } = middlewareOptions(proxy);
  return isTruthy(valueAt(options, 'ws')) === true;
}

/** `proxy.upgrade` as a listener. */
function upgradeOf(handler: Value): Made | null {
  const made = madeOf(handler);
  return made?.name === 'upgrade' && made.callee === null ? middlewareOf(made.owner) : null;
}

function listenerTaker(node: NodeText, listener: UpgradeListener, request: UrlRequest | undefined): Taker {
  const taker = heardBy(node, listener, request);
  if (!listener.isOnce) return taker;
  const quirk: Quirk = {
    span: listener.span,
    id: 'heard-once',
    severity: 'unknown',
    text: 'A listener added with once hears the first upgrade alone, and every later WebSocket is left unanswered. Add it with on.',
    cause: 'proxy-stripped-upgrade',
    edits: [],
    cases: { passes: 'it is the first upgrade since the program started', fails: 'it is a later one' },
  };
  return { ...taker, routes: taker.routes.map((route) => ({ ...route, quirks: [...route.quirks, quirk] })) };
}

function heardBy(node: NodeText, { handler, span }: UpgradeListener, request: UrlRequest | undefined): Taker {
  const proxy = upgradeOf(handler);
  if (proxy) return middlewareTaker(node, proxy, request, false, span);
  const label = 'The upgrade listener';
  if (handler.kind !== 'function') return { label, span, does: 'unknown', routes: [] };
  return { label, span, ...deedsOf(node, waysOf(handler, request, node.source), request) };
}

function middlewareTaker(
  node: NodeText,
  proxy: Made,
  request: UrlRequest | undefined,
  isLateOne: boolean,
  span: Span,
): Taker {
  const { context } = middlewareOptions(proxy);
  const path = request ? request.path : null;
  const takes = context === undefined || path === null ? true : contextTakes(context, path, node.source);
  const route = middlewareRoute(node, proxy, path, isLateOne ? hearsLate(proxy) : hears);
  const label = `The listener of ${route.label}`;
  if (takes === false) return { label, span, does: 'passes over', routes: [] };
  return { label, span, does: takes === null ? 'unknown' : 'proxies', routes: [route] };
}

/** A proxy of http-proxy that listens itself. */
function proxyTaker(node: NodeText, proxy: Made, span: Span, request: UrlRequest | undefined): Taker[] {
  const options = proxy.given[0];
  if (isTruthy(valueAt(options, 'ws')) !== true) return [];
  const url = request ? requestTarget(request) : null;
  const route = httpProxyRoute(node, { made: proxy, more: undefined, url, hearing: hears, at: proxy });
  return [{ label: `The listener of ${route.label}`, span, does: 'proxies', routes: [route] }];
}

function socketTaker(
  { path, span }: Wiring['socketServers'][number],
  request: UrlRequest | undefined,
): Taker {
  const label =
    path === null ? 'The WebSocket server of the program' : `The WebSocket server of the program for ${path}`;
  const does = !request || path === null || path === request.path ? 'answers' : 'refuses';
  return { label, span, does, routes: [] };
}

/** What the ways of a handler come to. */
function deedsOf(
  node: NodeText,
  ways: readonly Way[],
  request: UrlRequest | undefined,
): Pick<Taker, 'does' | 'routes'> {
  const deeds = ways.map(({ actions, doubts, changes }) => ({
    changes,
    action: actions.find(({ kind }) => kind !== 'web') ?? actions[0],
    doubts,
  }));
  const passing = deeds.filter(({ action }) => /^(?:ws|upgrade|web)$/.test(action?.kind ?? ''));
  if (passing.length === 0) {
    const [only] = deeds;
    const kind = only?.action?.kind;
    if (kind === 'own') return { does: 'answers', routes: [] };
    return { does: kind === 'closes' ? 'closes' : 'passes over', routes: [] };
  }
  const changes = passing.flatMap((one) => one.changes);
  const routes = distinct(passing.map(({ action }) => action!)).map((action) =>
    withCode(actionRoute(node, action), changes),
  );
  if (!request || passing.length === deeds.length) {
    const isOne = !request || routes.length === 1;
    return { does: 'proxies', routes: isOne ? routes : [withDoubt(routes[0], passing[0].doubts)] };
  }
  return { does: 'proxies', routes: [withDoubt(routes[0], passing[0].doubts)] };
}

/** Calls that stand in different places, or get different URLs. */
function distinct(actions: readonly Action[]): Action[] {
  const byPlace = new Map(actions.map((one) => [`${one.start} ${one.url}`, one]));
  return [...byPlace.values()];
}

function actionRoute(node: NodeText, action: Action): Route {
  const { kind, proxy, options, url } = action;
  if (kind === 'upgrade' && proxy) return middlewareRoute(node, proxy, url, hears);
  const hearing = kind === 'web' ? handedToWeb(node, action) : hears;
  return httpProxyRoute(node, { made: proxy, more: options, url, hearing, at: action });
}

/** `proxy.web` in a listener of upgrades. */
function handedToWeb({ text }: NodeText, { start, end }: Action): Hearing {
  const at = start + text.slice(start, end).search(/\.web\s*\(/) + 1;
  const span = { start: at, end: at + 'web'.length };
  const edits = [{ kind: 'replace', span, text: 'ws' }] as const;
  const consequence = 'proxy.web passes plain requests on: it leaves an upgrade unanswered.';
  const expected = 'proxy.ws in the listener of upgrades';
  return {
    upgrade: { kind: 'switch', state: 'absent', expected, found: 'proxy.web', consequence, span, edits },
    quirks: [],
  };
}

/** A route with statements that change the request before it. */
function withCode(route: Route, changes: readonly string[]): Route {
  const code = [...new Set(changes)].map((words) => ({ span: route.span, words }));
  return { ...route, code: [...route.code, ...code] };
}

/** A route that something outside of the text decides about. */
function withDoubt(route: Route, doubts: readonly string[]): Route {
  const words = doubts.join(' and ');
  if (words === '') return route;
  const condition: EntryCondition = {
    span: route.span,
    kind: 'unknown',
    isFault: false,
    text: `Whether the upgrade comes to this proxy depends on ${words}.`,
    cases: { passes: `${words} lets it pass`, fails: `${words} does not` },
    edits: [],
  };
  return { ...route, entry: [...route.entry, condition] };
}

/** Two answers on one connection. */
export function twoAnswers(first: Taker, second: Taker): Quirk {
  return {
    span: second.span,
    id: 'two-listeners',
    severity: 'error',
    text: `${first.label} and ${second.label} both answer this upgrade: two answers come on one connection, and the client reports an invalid frame. A mounted path does not limit upgrades; pathFilter does.`,
    cause: 'double-handshake',
    edits: [],
  };
}

/** A WebSocket server of the program that refuses every other path. */
export function refusedBy({ label, span }: Taker): Quirk {
  return {
    span,
    id: 'refused-by-server',
    severity: 'error',
    text: `${label} answers 400 to upgrades of every other path, before or after the proxy. With noServer: true it leaves them alone.`,
    cause: 'upgrade-refused',
    edits: [],
  };
}

/** Edits that turn `ws` on in the options of a proxy of http-proxy-middleware. */
export function middlewareEdits(text: string, proxy: Made): ReturnType<typeof optionEdits> {
  return optionEdits(text, middlewareOptions(proxy).options);
}
