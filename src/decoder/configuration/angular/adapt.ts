// From a proxy.conf of Angular to the route model: `ng serve` makes it the proxy of the dev server of Vite, with
// patterns as keys and pathRewrite. Documentation: https://angular.dev/tools/cli/serve. Measured on version 20.
// Left out on purpose: the port and TLS, which angular.json says.

import { globSource, isGlob } from '../javascript/middleware-paths.ts';
import { doubts, likely, openFact, openParts, readJavaScriptFile } from '../javascript/read.ts';
import { type Entry, objectOf, type Value, valueAt } from '../javascript/values.ts';
import type { Listener, Quirk, Route, Site, UnresolvedFact } from '../model.ts';
import type { ReadConfiguration, UrlRequest } from '../program.ts';
import { proxyRoutes, type ViteText } from '../vite/route.ts';
import { selectRoute } from '../vite/select.ts';

/** Parses a text and makes the route model. Never throws. */
export function readAngular(text: string, request?: UrlRequest): ReadConfiguration {
  const file = readJavaScriptFile(text);
  const exported = file.exported ?? { kind: 'absent' as const, start: 0, end: 0 };
  const config = likely(exported);
  const { table, open, patterns } = tableOf(config.value);
  const unresolved: UnresolvedFact[] = [
    ...file.unresolved,
    ...doubts([config.doubt], config.value),
    ...openParts(config.value),
    ...open,
  ];
  const isJson = isJsonFile(text);
  const angular: ViteText = {
    text,
    source: file.source,
    hotReload: { path: '/' },
    readsPathRewrite: true,
    words: {
      name: 'The dev server',
      expected: isJson ? '"ws": true in this entry' : 'ws: true in this entry',
      consequence: 'Without it the dev server leaves an upgrade unanswered.',
      isTargetEnough: true,
      isJson,
    },
  };
  const routes = proxyRoutes(angular, table, request, null, 'proxy')
    .map(withBuilder)
    .map((route) => {
      const pattern = patterns.get(route.path.text);
      return pattern === undefined ? route : { ...route, label: `proxy › ${pattern}` };
    });
  const site: Site = {
    label: 'The dev server',
    span: { start: 0, end: text.length },
    hosts: [],
    listeners: [listener(true), listener(false)],
    routes,
  };
  const isOpen = unresolved.some(({ kind }) => kind === 'block');
  const select = (of: Site, asked: UrlRequest) => selectRoute(of, asked, isOpen);
  return { model: { sites: [site], unresolved }, select, programEdits: () => [] };
}

function listener(tls: boolean): Listener {
  return { span: { start: 0, end: 0 }, port: null, tls, expectsProxyHeader: false };
}

interface Table {
  readonly table: Value;
  readonly open: UnresolvedFact[];
  /** Patterns as written, by the expression that they become. */
  readonly patterns: ReadonlyMap<string, string>;
}

/** The entries by key, as the dev server gets them: a list has a key for each path of context. */
function tableOf(config: Value): Table {
  const open: UnresolvedFact[] = [];
  const patterns = new Map<string, string>();
  const keyed = (key: string, { value, start, end }: Pick<Entry, 'value' | 'start' | 'end'>): Entry[] => {
    if (key.startsWith('^') || !isGlob(key)) return [{ key, value, start, end }];
    const source = globSource(key);
    if (source !== null) {
      patterns.set(source, key);
      return [{ key: source, value, start, end }];
    }
    open.push(openFact(key, `Which paths the pattern ${key} takes is not in this text.`, { start, end }));
    return [];
  };
  if (config.kind === 'object') {
    const entries = config.entries.flatMap((entry) => keyed(entry.key, entry));
    return { table: objectOf(entries, config, config.open, config.literal), open, patterns };
  }
  if (config.kind !== 'list') return { table: config, open, patterns };
  const entries = config.items.flatMap((item) => {
    const { value } = likely(item);
    const context = valueAt(value, 'context');
    const paths = context?.kind === 'list' ? context.items : context ? [context] : [];
    return paths.flatMap((path) => {
      const { start, end } = item;
      if (path.kind === 'text') return keyed(path.text, { value: item, start, end });
      open.push(openFact('context', 'What this context names is not in this text.', path));
      return [];
    });
  });
  return { table: objectOf(entries, config), open, patterns };
}

/** A target of ws:// is enough for the builder with Vite; the older one with webpack needs ws. */
function withBuilder(route: Route): Route {
  const { upgrade, ending, span } = route;
  const isByTarget =
    upgrade.kind === 'switch' &&
    upgrade.state === 'on' &&
    ending.kind === 'proxy' &&
    /^wss?:/.test(ending.target);
  if (!isByTarget || upgrade.found === 'ws: true') return route;
  const quirk: Quirk = {
    span,
    id: 'builder',
    severity: 'unknown',
    text: 'The entry has no ws. A target of ws:// is enough for a dev server of the application builder; the one of the browser builder, with webpack, leaves an upgrade unanswered.',
    cause: 'proxy-stripped-upgrade',
    edits: [],
    cases: {
      passes: 'angular.json builds with the application builder',
      fails: 'it builds with the browser builder',
    },
  };
  return { ...route, quirks: [...route.quirks, quirk] };
}

/** True for a file of JSON, which may begin with comments. */
function isJsonFile(text: string): boolean {
  const first = text.split('\n').find((line) => line.trim() !== '' && !/^\s*(?:\/[/*]|\*)/.test(line));
  return /^\s*[{[]/.test(first ?? '');
}
