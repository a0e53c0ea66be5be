// From a VCL text to the route model: one site, and a route for each end that a WebSocket can come to.
// Documentation: https://varnish-cache.org/docs/7.1/users-guide/vcl-example-websockets.html. Measured on 7.1.1.
// Left out on purpose: caching, ESI, inline C. The port is in no VCL text: varnishd gets it on its command line.

import { type HeaderChange, newRoute, type Route, type Site, type UnresolvedFact } from '../model.ts';
import type { ReadConfiguration, UrlRequest, WantedEdits } from '../program.ts';
import type { Edit } from '../report.ts';
import { keepsUpgrade } from '../websocket-request.ts';
import { candidatesOf } from './candidates.ts';
import { headerEdits, onlyWithoutUpgrade } from './edits.ts';
import { endsOf } from './follow.ts';
import { loadFaults } from './load-faults.ts';
import { type Names, namesOf } from './names.ts';
import { parseVcl } from './parse.ts';
import { passes, routeOf, type VclText } from './route.ts';

/** Parses a text and makes the route model. Never throws. */
export function readVarnish(text: string, request?: UrlRequest): ReadConfiguration {
  const file = parseVcl(text);
  const names = namesOf(file);
  const source: VclText = { text, names };
  const syntax: UnresolvedFact[] = file.fault
    ? [{ kind: 'syntax', name: file.fault.text, ...file.fault }]
    : [];
  const routes = routesOf(source, request);
  const site: Site = {
    label: 'Varnish',
    span: { start: 0, end: text.length },
    hosts: [],
    listeners: [],
    routes,
  };
  const unresolved = [...syntax, ...includesOf(names), ...loadFaults(names)];
  const select = request ? () => selected(routes, request) : undefined;
  return {
    model: { sites: [site], unresolved },
    select,
    programEdits: (wanted) => headersSent(source, wanted),
  };
}

/** A text that is not read to its end has one route, which is not judged further. */
function routesOf(source: VclText, request?: UrlRequest): Route[] {
  const { fault, declarations } = source.names.file;
  if (fault) {
    const ending = { kind: 'proxy', target: 'not known', path: { kind: 'unknown' } } as const;
    return [newRoute({ label: 'vcl_recv', span: fault.span, ending })];
  }
  if (declarations.length === 0) return [];
  return request ? [routeFor(source, request)] : allRoutes(source);
}

function selected(routes: readonly Route[], { path }: UrlRequest) {
  const [route = null] = routes;
  const text = route ? `vcl_recv ends at ${route.label} for ${path}.` : 'No subroutine is in this text.';
  const steps = [{ text, span: route?.span ?? { start: 0, end: 0 } }];
  return { route, steps, isCertain: true };
}

function includesOf({ includes }: Names): UnresolvedFact[] {
  return includes.map(({ name, start, end }) => ({
    kind: 'include',
    name,
    text: `${name} is not here. What it contains can change the result.`,
    span: { start, end },
  }));
}

/** Copies the two headers, or keeps the line that spoils one of them for requests without an upgrade. */
function headersSent({ text, names }: VclText, wanted: readonly WantedEdits[]): Edit[] {
  const intents = wanted.flatMap(({ route, intents: own }) => {
    if (!own.some(({ kind }) => kind === 'send-header')) return [];
    const spoiling = route.requestHeaders.filter((change) => isSpoilt(names, change));
    return spoiling.length > 0
      ? spoiling.map(({ span }) => onlyWithoutUpgrade(text, span))
      : headerEdits(text, names);
  });
  return intents.flatMap((one) => (one.kind === 'replace' ? [{ ...one.span, text: one.text }] : []));
}

/** True for a line of vcl_pipe that sets a value without an upgrade. */
function isSpoilt({ subs }: Names, { name, span, value }: HeaderChange): boolean {
  const isInside = subs.get('vcl_pipe')?.some(({ start, end }) => span.start >= start && span.end <= end);
  return isInside === true && value.kind === 'known' && value.text !== '' && !keepsUpgrade(name, value.text);
}

function routeFor(source: VclText, request: UrlRequest): Route {
  const ends = endsOf(source.names, source.text, request);
  return ends === null ? unread(source) : routeOf(source, ends, request);
}

function unread({ names }: VclText): Route {
  const { start = 0, end = 0 } = names.file.declarations[0] ?? {};
  return newRoute({
    label: 'vcl_recv',
    span: { start, end },
    ending: { kind: 'proxy', target: 'not known', path: { kind: 'unknown' } },
    code: [{ span: { start, end }, words: 'vcl_recv, which has too many conditions' }],
  });
}

const socketPath = /ws|socket|chat|live|stream|cable|signalr/i;

/** One route for each end; of several requests that come to it the first names it. */
function allRoutes(source: VclText): Route[] {
  const found = new Map<string, { route: Route; isPassing: boolean; path: string }>();
  for (const { request, path, host } of candidatesOf(source.names)) {
    const ends = endsOf(source.names, source.text, request);
    const route = ends === null ? unread(source) : routeOf(source, ends, request);
    const key = `${route.span.start} ${route.label} ${route.quirks.map(({ text }) => text).join(' ')}`;
    if (found.has(key)) continue;
    const where = `${host ?? ''}${path ?? ''}`;
    found.set(key, {
      path: path ?? '',
      isPassing: ends?.some(({ outcome }) => passes(source, outcome) === true) ?? false,
      route: {
        ...route,
        label: where === '' ? route.label : `${where} › ${route.label}`,
        path: path === null ? route.path : { kind: 'prefix', text: path, ignoresCase: false },
      },
    });
  }
  const all = [...found.values()];
  const isPiped = all.some(({ isPassing }) => isPassing);
  return all.map(({ route, path }) =>
    isPiped && !socketPath.test(path) && route.upgrade.kind === 'switch'
      ? { ...route, upgrade: { ...route.upgrade, edits: [] } }
      : route,
  );
}
