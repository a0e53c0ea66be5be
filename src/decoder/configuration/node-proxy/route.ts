// The routes of a Node program: one for each proxy that hears upgrades, or that takes plain requests alone.

import { rewrittenPath } from '../javascript/middleware-paths.ts';
import {
  joinedPath,
  proxiedParts,
  switchEdits,
  type Target,
  targetOf,
  targetQuirks,
} from '../javascript/proxy-options.ts';
import { likely } from '../javascript/read.ts';
import type { Source } from '../javascript/source.ts';
import {
  entryOf,
  isTruthy,
  type Made,
  type ObjectValue,
  objectOf,
  textOfValue,
  type Value,
  valueAt,
} from '../javascript/values.ts';
import {
  type CodeFact,
  type EditIntent,
  newRoute,
  type PathMatch,
  type Quirk,
  type Route,
  type Span,
  type UpgradePolicy,
} from '../model.ts';
import { middlewareOptions } from './makers.ts';
import { changesUpgrade, type Wiring } from './wiring.ts';

/** What every route of a text needs. */
export interface NodeText {
  readonly text: string;
  readonly source: Source;
  readonly changes: Wiring['changes'];
}

/** How a route hears upgrades. */
export interface Hearing {
  readonly upgrade: UpgradePolicy;
  readonly quirks: readonly Quirk[];
}

export const hears: Hearing = { upgrade: { kind: 'always' }, quirks: [] };

/** An upgrade that comes before the first plain request is not heard. */
export function hearsLate(span: Span): Hearing {
  const quirk: Quirk = {
    span,
    id: 'heard-late',
    severity: 'unknown',
    text: 'With ws: true alone the proxy hears upgrades only after its first plain request: an earlier WebSocket is not answered. server.on("upgrade", proxy.upgrade) hears them from the start.',
    cause: 'proxy-stripped-upgrade',
    edits: [],
    cases: { passes: 'a plain request came to this proxy before', fails: 'none did' },
  };
  return { upgrade: { kind: 'always' }, quirks: [quirk] };
}

/** Nothing hands an upgrade to the proxy. */
export function hearsNothing(
  span: Span,
  expected: string,
  edits: readonly EditIntent[],
  found = '',
): Hearing {
  const consequence =
    'Nothing hands an upgrade to this proxy, so it is passed on as a plain request or not at all.';
  return {
    upgrade: { kind: 'switch', state: 'absent', expected, found, consequence, span, edits },
    quirks: [],
  };
}

/** The route of a proxy of http-proxy-middleware for an upgrade to `path`; null for any path. */
export function middlewareRoute(node: NodeText, made: Made, path: string | null, hearing: Hearing): Route {
  const { options, context, hasPathFirst } = middlewareOptions(made);
  const span = { start: made.start, end: made.end };
  const given = asOptions(options, span);
  const rewritten = path === null || given === null ? null : rewrittenPath(given, path, node.source);
  const words = textOfValue(context);
  const match: PathMatch =
    context === undefined
      ? { kind: 'any', text: '', ignoresCase: false }
      : { kind: words === null ? 'unknown' : 'prefix', text: words ?? '', ignoresCase: false };
  const where = words ?? textOfValue(entryOf(given ?? undefined, 'target')?.value);
  const label = `createProxyMiddleware${where === null ? '' : ` › ${where}`}`;
  const route = proxyRoute(node, { label, span, given, path: rewritten, hearing });
  return { ...route, path: match, quirks: [...route.quirks, ...(hasPathFirst ? [pathFirst(span)] : [])] };
}

function pathFirst(span: Span): Quirk {
  return {
    span,
    id: 'path-first',
    severity: 'unknown',
    text: 'A path as the first argument is the form of http-proxy-middleware 2. Version 3 refuses it and does not start: there it is pathFilter in the options.',
    cause: null,
    edits: [],
    cases: { passes: 'http-proxy-middleware 2 or earlier runs', fails: 'version 3 runs' },
  };
}

/** A request that is handed to a proxy of http-proxy. */
export interface Handed {
  /** The call that makes the proxy; null when it is not in the text. */
  readonly made: Made | null;
  /** Options of the call that hands it on. */
  readonly more: Value | undefined;
  /** Path and query; null when the text does not tell. */
  readonly url: string | null;
  readonly hearing: Hearing;
  /** Where the route is shown. */
  readonly at: Span;
}

/** The route of a proxy of http-proxy. */
export function httpProxyRoute(node: NodeText, { made, more, url, hearing, at }: Handed): Route {
  const own = made ? asOptions(made.given[0], made) : null;
  const extra = more === undefined ? null : asOptions(more, at);
  const isKnown = made !== null && own !== null && (more === undefined || extra !== null);
  const given = isKnown
    ? objectOf(
        [...own.entries, ...(extra?.entries ?? [])],
        own,
        [...own.open, ...(extra?.open ?? [])],
        own.literal,
      )
    : (extra ?? null);
  const target = textOfValue(entryOf(given ?? undefined, 'target')?.value);
  const label = `http-proxy${target === null ? '' : ` › ${target}`}`;
  const route = proxyRoute(node, { label, span: at, given, path: url, hearing });
  const changes = node.changes.filter(({ proxy }) => proxy.start === made?.start);
  return { ...route, code: [...route.code, ...changes.map(({ words, span }) => ({ words, span }))] };
}

/** Options as an object: none stand for an empty one; null for what is not in the text. */
function asOptions(value: Value | undefined, at: Span): ObjectValue | null {
  if (value === undefined || value.kind === 'absent') return objectOf([], at);
  const told = likely(value).value;
  return told.kind === 'object' ? told : null;
}

/** Options whose functions can change an upgrade. */
const codeOptions = ['router', 'agent', 'auth', 'selfHandleResponse', 'forward'] as const;

interface ProxyParts {
  readonly label: string;
  readonly span: Span;
  /** Null when the text does not tell. */
  readonly given: ObjectValue | null;
  /** Path and query at the proxy; null when the text does not tell. */
  readonly path: string | null;
  readonly hearing: Hearing;
}

function proxyRoute(node: NodeText, { label, span, given, path, hearing }: ProxyParts): Route {
  if (given === null) return unknownRoute(label, span, hearing);
  const target = targetOf(given);
  const joined = target === null || path === null ? null : joinedPath(given, target, path);
  return newRoute({
    label,
    span,
    upgrade: hearing.upgrade,
    ...proxiedParts(given, target, joined),
    code: codeOf(node, given),
    quirks: [...hearing.quirks, ...quirksOfTarget(given, target, span)],
  });
}

function quirksOfTarget(given: ObjectValue, target: Target | null, span: Span): Quirk[] {
  const isElsewhere = given.open.length > 0 || entryOf(given, 'router') || entryOf(given, 'forward');
  return target === null && isElsewhere ? [] : targetQuirks(given, target, span, 'the proxy');
}

function unknownRoute(label: string, span: Span, hearing: Hearing): Route {
  const quirk: Quirk = {
    span,
    id: 'options-unknown',
    severity: 'unknown',
    text: 'The options of this proxy are not in this text.',
    cause: null,
    edits: [],
    cases: { passes: 'they name a target that takes the WebSocket', fails: 'they name none' },
  };
  return newRoute({
    label,
    span,
    upgrade: hearing.upgrade,
    ending: { kind: 'proxy', target: 'not known', path: { kind: 'unknown' } },
    quirks: [...hearing.quirks, quirk],
  });
}

function codeOf({ source }: NodeText, given: ObjectValue): CodeFact[] {
  const entries = codeOptions.flatMap((name) => entryOf(given, name) ?? []);
  const listeners = [entryOf(given, 'onProxyReqWs'), entryOf(valueAt(given, 'on'), 'proxyReqWs')];
  const changing = listeners.flatMap((one) => (one && changesUpgrade(one.value, source) ? [one] : []));
  return [...entries, ...changing]
    .filter(({ value }) => isTruthy(value) !== false)
    .map(({ key, start, end }) => ({ span: { start, end }, words: key }));
}

/** The edit that writes `ws: true` into the options of a proxy. */
export function optionEdits(text: string, value: Value | undefined): EditIntent[] {
  const given = likely(value).value;
  return given.kind === 'object' ? switchEdits(text, given, entryOf(given, 'ws'), { isJson: false }) : [];
}
