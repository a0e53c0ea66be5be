// Which route of a Node program takes a WebSocket: every listener of the server hears its upgrade.

import { contextTakes } from '../javascript/middleware-paths.ts';
import { newRoute, type Quirk, type Route, type Span } from '../model.ts';
import type { ReachStep, Selection, UrlRequest } from '../program.ts';
import { middlewareOptions } from './makers.ts';
import type { NodeText } from './route.ts';
import { refusedBy, type Taker, twoAnswers } from './takers.ts';
import type { Use } from './wiring.ts';

/** A route of a proxy that takes plain requests alone. */
export interface PlainRoute {
  readonly route: Route;
  /** What says which paths it takes; null for a proxy of http-proxy. */
  readonly use: Use | null;
}

/** `isOpen`: parts of the program are not in the text, and can take the upgrade. */
export function selectRoute(
  node: NodeText,
  takers: readonly Taker[],
  plain: readonly PlainRoute[],
  { path }: UrlRequest,
  whole: Span,
  isOpen: boolean,
): Selection {
  const steps: ReachStep[] = takers.map((one) => ({ text: deedOf(one, path), span: one.span }));
  const isCertain = !isOpen && takers.every(({ does }) => does !== 'unknown');
  const answering = takers.filter(({ does }) => does === 'proxies' || does === 'answers');
  const proxying = answering.find(({ does }) => does === 'proxies');
  if (proxying) {
    const quirks = faultsOf(proxying, answering, takers);
    const [route] = proxying.routes;
    return { route: { ...route, quirks: [...route.quirks, ...quirks] }, steps, isCertain };
  }
  const unknown = takers.find(({ does }) => does === 'unknown');
  if (unknown) return { route: unknown.routes[0] ?? null, steps, isCertain: false };
  const ending = takers.find(({ does }) => does === 'answers' || does === 'closes');
  if (ending) return { route: ended(ending, path), steps, isCertain };
  const isHeard = takers.length > 0;
  const passedOver = plain.find(({ use }) => (use ? takesPlain(node, use, path) : !isHeard)) ?? null;
  if (passedOver && !isHeard) {
    const text = `${passedOver.route.label} takes plain requests alone: nothing hands it an upgrade.`;
    return { route: passedOver.route, steps: [{ text, span: passedOver.route.span }], isCertain };
  }
  const text = isHeard
    ? `Nothing hands an upgrade to ${path} to a proxy.`
    : 'Nothing in this program hears upgrades.';
  return { route: passedOver?.route ?? null, steps: [...steps, { text, span: whole }], isCertain };
}

/** The route of a listener that answers an upgrade itself, or closes the connection. */
function ended(taker: Taker, path: string): Route {
  const { label, span } = taker;
  const quirk: Quirk = {
    span,
    id: 'ended-by-listener',
    severity: 'error',
    text: deedOf(taker, path),
    cause: 'upgrade-refused',
    edits: [],
  };
  const ending = { kind: 'proxy', target: 'no proxy', path: { kind: 'unknown' } } as const;
  return newRoute({ label, span, ending, quirks: [quirk] });
}

function takesPlain(node: NodeText, { proxy, mount }: Use, path: string): boolean {
  if (mount !== null && !path.startsWith(mount)) return false;
  const { context } = middlewareOptions(proxy);
  return context === undefined || contextTakes(context, path, node.source) !== false;
}

/** `: it goes to http://localhost:8000`; empty where the text names no target. */
function destinationOf({ backends: [backend] }: Route): string {
  return backend ? `: it goes to ${backend.address}` : '';
}

function deedOf({ label, does, routes }: Taker, path: string): string {
  switch (does) {
    case 'proxies':
      return `${label} takes an upgrade to ${path}${destinationOf(routes[0])}.`;
    case 'passes over':
      return `${label} leaves an upgrade to ${path} alone.`;
    case 'closes':
      return `${label} closes a connection that asks for ${path}.`;
    case 'answers':
      return `${label} answers an upgrade to ${path} itself.`;
    case 'refuses':
      return `${label} answers an upgrade to ${path} with 400.`;
    case 'unknown':
      return `What ${label} does with an upgrade to ${path} is not in this text.`;
  }
}

function faultsOf(proxying: Taker, answering: readonly Taker[], takers: readonly Taker[]): Quirk[] {
  const other = answering.find(
    (one) => one !== proxying && one.routes[0]?.span.start !== proxying.routes[0].span.start,
  );
  const refusing = takers.find(({ does }) => does === 'refuses');
  const closing = takers.find(({ does }) => does === 'closes');
  return [
    ...(other ? [twoAnswers(proxying, other)] : []),
    ...(refusing ? [refusedBy(refusing)] : []),
    ...(closing ? [closedBy(closing)] : []),
  ];
}

function closedBy({ label, span }: Taker): Quirk {
  return {
    span,
    id: 'closed-by-listener',
    severity: 'error',
    text: `${label} closes the connection, which another listener hands to a proxy: every listener of a server hears every upgrade.`,
    cause: 'upgrade-refused',
    edits: [],
  };
}
