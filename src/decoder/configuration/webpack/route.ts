// The route of one entry of devServer.proxy.

import { contextTakes, rewrittenPath } from '../javascript/middleware-paths.ts';
import {
  joinedPath,
  objectEdit,
  plainBeginning,
  proxiedParts,
  type SwitchWords,
  switchAndTarget,
  targetOf,
  withoutOverlaps,
} from '../javascript/proxy-options.ts';
import { called, likely } from '../javascript/read.ts';
import type { Source } from '../javascript/source.ts';
import {
  entryOf,
  isTruthy,
  type ObjectValue,
  objectOf,
  textOfValue,
  type Value,
  valueAt,
} from '../javascript/values.ts';
import {
  type CodeFact,
  type EntryCondition,
  newRoute,
  type PathMatch,
  type Quirk,
  type Route,
  type Span,
} from '../model.ts';
import type { UrlRequest } from '../program.ts';
import { requestTarget } from '../websocket-request.ts';

/** The connection of hot reload; the path is null when the text does not tell. */
export interface HotReload {
  readonly path: string | null;
}

/** A text, and what its entries meet. */
export interface WebpackText {
  readonly text: string;
  readonly source: Source;
  readonly hotReload: HotReload | null;
  /** Hosts whose pages may open a WebSocket; null for all. */
  readonly hosts: readonly string[] | null;
}

const words: SwitchWords & { readonly name: string } = {
  name: 'webpack-dev-server',
  expected: 'ws: true in this entry',
  consequence: 'Without it webpack-dev-server leaves an upgrade unanswered, also for a target of ws://.',
  isTargetEnough: false,
  isJson: false,
};

/** A route, and what says which paths it takes. */
export interface PlacedRoute {
  readonly route: Route;
  readonly context: Value | undefined;
}

export function proxyRoutes(
  webpack: WebpackText,
  proxy: Value,
  request: UrlRequest | undefined,
): PlacedRoute[] {
  const placed = placedRoutes(webpack, proxy, request);
  const routes = withoutOverlaps(placed.map(({ route, context }) => ({ route, paths: beginnings(context) })));
  return placed.map(({ context }, index) => ({ route: routes[index], context }));
}

function beginnings(context: Value | undefined): string[] {
  const items = context?.kind === 'list' ? context.items : context ? [context] : [];
  return items.map((item) => plainBeginning(textOfValue(item) ?? ''));
}

function placedRoutes(webpack: WebpackText, proxy: Value, request: UrlRequest | undefined): PlacedRoute[] {
  if (proxy.kind === 'list') {
    return proxy.items.map((item) => {
      const given = likely(item);
      const made = likely(called(given.value, [], webpack.source));
      const { value, doubt } = { value: made.value, doubt: given.doubt ?? made.doubt };
      const context = contextOf(value);
      return {
        route: entryRoute(webpack, { item, value, doubt, context, isTable: false }, request),
        context,
      };
    });
  }
  if (proxy.kind !== 'object') return [];
  return proxy.entries.map(({ key, value: item, start, end }) => {
    const { value, doubt } = likely(item);
    const text = key.replace(/^\*$/, '**').replace(/\/\*$/, '');
    const context: Value = { kind: 'text', text, start, end };
    return { route: entryRoute(webpack, { item, value, doubt, context, isTable: true }, request), context };
  });
}

function contextOf(value: Value): Value | undefined {
  return valueAt(value, 'context') ?? valueAt(value, 'path');
}

interface ProxyEntry {
  /** As it stands in the list or the table. */
  readonly item: Value;
  readonly value: Value;
  readonly doubt: string | null;
  readonly context: Value | undefined;
  /** True for the form of version 4: a table of paths. */
  readonly isTable: boolean;
}

function entryRoute(webpack: WebpackText, entry: ProxyEntry, request: UrlRequest | undefined): Route {
  const { item, value, doubt, context, isTable } = entry;
  const span = { start: item.start, end: item.end };
  const path = pathOf(context);
  const base = { label: `devServer.proxy › ${path.text || 'an entry'}`, span, path };
  if (value.kind !== 'object' && value.kind !== 'text') {
    const text = `What this entry is depends on ${doubt ?? 'a value that is not read here'}.`;
    const cases = { passes: 'it has ws: true and a target that takes the WebSocket', fails: 'it has not' };
    const quirk: Quirk = {
      span,
      id: 'entry-unknown',
      severity: 'unknown',
      text,
      cause: null,
      edits: [],
      cases,
    };
    return newRoute({
      ...base,
      ending: { kind: 'proxy', target: 'not known', path: { kind: 'unknown' } },
      quirks: [quirk],
    });
  }
  const options = value.kind === 'object' ? value : objectOf([{ key: 'target', value, ...span }], span);
  const target = targetOf(options);
  const made = switchAndTarget(webpack.text, options, target, span, words);
  const upgrade =
    value.kind === 'text' && made.upgrade.kind === 'switch' && made.upgrade.state === 'absent'
      ? { ...made.upgrade, edits: [objectEdit(webpack.text, item, { isJson: false })] }
      : made.upgrade;
  const asked = request && requestTarget(request);
  const rewritten = asked === undefined ? null : rewrittenPath(options, asked, webpack.source);
  const joined = rewritten === null || !target ? null : joinedPath(options, target, rewritten);
  return newRoute({
    ...base,
    entry: doubt === null ? [] : [openEntry(span, doubt)],
    upgrade,
    ...proxiedParts(options, target, joined),
    code: code(options),
    quirks: [
      ...made.quirks,
      ...(isTable ? [tableQuirk(span)] : []),
      ...contextQuirks(entry, span),
      ...hotReloadQuirks(webpack, entry, span, request),
      ...hostQuirks(webpack, span, request),
      ...(entryOf(options, 'rewrite') ? [rewriteQuirk(options)] : []),
    ],
  });
}

function openEntry(span: Span, doubt: string): EntryCondition {
  const text = `Whether this entry is there depends on ${doubt}.`;
  return {
    span,
    kind: 'unknown',
    isFault: false,
    text,
    cases: { passes: 'the entry is there', fails: 'it is not' },
    edits: [],
  };
}

function pathOf(context: Value | undefined): PathMatch {
  const first = context?.kind === 'list' ? context.items[0] : context;
  const text = textOfValue(first) ?? '';
  return { kind: text === '' ? 'unknown' : 'prefix', text, ignoresCase: false };
}

/** Options whose functions can change an upgrade. */
const codeOptions = ['onProxyReqWs', 'router', 'agent', 'auth', 'selfHandleResponse', 'forward'] as const;

function code(options: ObjectValue): CodeFact[] {
  return codeOptions.flatMap((name) => {
    const entry = entryOf(options, name);
    if (!entry || isTruthy(entry.value) === false) return [];
    return [{ span: { start: entry.start, end: entry.end }, words: name }];
  });
}

function tableQuirk(span: Span): Quirk {
  return {
    span,
    id: 'table-of-paths',
    severity: 'unknown',
    text: 'A table of paths is the form of webpack-dev-server 4. Version 5 refuses it and does not start: there proxy is a list of entries with context.',
    cause: null,
    edits: [],
    cases: { passes: 'webpack-dev-server 4 runs', fails: 'version 5 or later runs' },
  };
}

function contextQuirks({ context, value }: ProxyEntry, span: Span): Quirk[] {
  if (context !== undefined || value.kind !== 'object' || value.open.length > 0) return [];
  const text = 'The entry has no context, so it takes no path.';
  return [{ span, id: 'context-missing', severity: 'error', text, cause: 'upgrade-refused', edits: [] }];
}

/** An upgrade to the path of hot reload never comes to the proxy. */
function hotReloadQuirks(
  { hotReload, source }: WebpackText,
  { context }: ProxyEntry,
  span: Span,
  request: UrlRequest | undefined,
): Quirk[] {
  if (hotReload === null) return [];
  const { path } = hotReload;
  const quirk = (severity: Quirk['severity'], text: string): Quirk => ({
    span,
    id: 'hot-reload-path',
    severity,
    text,
    cause: 'upgrade-refused',
    edits: [],
  });
  if (path === null) {
    const cases = { passes: 'webSocketServer has another path', fails: 'it has the path of this WebSocket' };
    return [{ ...quirk('unknown', 'Which path hot reload has depends on webSocketServer.'), cases }];
  }
  const text = `${path} is the path of hot reload: webpack-dev-server answers a WebSocket to it itself. webSocketServer.options.path gives hot reload another.`;
  if (request) return request.path === path ? [quirk('error', text)] : [];
  const only = context?.kind === 'list' && context.items.length === 1 ? context.items[0] : context;
  if (textOfValue(only) === path) return [quirk('error', text)];
  return contextTakes(context, path, source) === true ? [quirk('note', text)] : [];
}

/** Names that every page may have. */
const localHost = /^(?:localhost|.*\.localhost|\d+(?:\.\d+){3}|\[.*\])$/;

/** Since 5.2 the host of an upgrade is checked like that of a page. */
function hostQuirks({ hosts }: WebpackText, span: Span, request: UrlRequest | undefined): Quirk[] {
  if (!request || hosts === null || localHost.test(request.host)) return [];
  const { host } = request;
  const isNamed = hosts.some(
    (one) => one === host || (one.startsWith('.') && (host.endsWith(one) || host === one.slice(1))),
  );
  if (isNamed) return [];
  const text = `allowedHosts does not name ${host}: webpack-dev-server answers 403, also on the paths of the proxy, unless it is a version that checks pages alone.`;
  const cases = {
    passes: 'webpack-dev-server is a version that does not check an upgrade, such as 4.15',
    fails: 'it is 5.2.7 or later',
  };
  return [
    { span, id: 'host-not-allowed', severity: 'unknown', text, cause: 'upgrade-refused', edits: [], cases },
  ];
}

function rewriteQuirk(options: ObjectValue): Quirk {
  const { start, end } = entryOf(options, 'rewrite')!;
  const text =
    'rewrite is an option of Vite; webpack-dev-server does not read it, and passes the path on as it is. Its own is pathRewrite.';
  return { span: { start, end }, id: 'rewrite-not-read', severity: 'warning', text, cause: null, edits: [] };
}
