// From a configuration of lighttpd to the route model: one site for each port, and a route for each entry of
// proxy.server and wstunnel.server; with a request, the one route that takes it.
// Documentation: https://redmine.lighttpd.net/projects/lighttpd/wiki/Docs_ModProxy. Measured on 1.4.69.
// Left out on purpose: mod_magnet, mod_extforward, virtual hosts by folder.

import {
  type EntryCondition,
  type Listener,
  newRoute,
  type Route,
  type RouteModel,
  type Site,
  type UnresolvedFact,
} from '../model.ts';
import type { ReachStep, ReadConfiguration, UrlRequest } from '../program.ts';
import { conditionHolds, type KnownRequest } from './conditions.ts';
import { followRewrites } from './follow.ts';
import { loadFaults } from './load-faults.ts';
import { isPiece } from './modules.ts';
import { parseLighttpd } from './parse.ts';
import {
  type BackendSetting,
  backendRoute,
  backendSettings,
  conditionWords,
  keyMatches,
  type LighttpdText,
} from './route.ts';
import {
  type Context,
  entriesOf,
  isEnabled,
  numberOf,
  type Setting,
  type Settings,
  settingsOf,
} from './settings.ts';

/** Parses a text and makes the route model. Never throws. */
export function readLighttpd(text: string, request?: UrlRequest): ReadConfiguration {
  const file = parseLighttpd(text);
  const settings = settingsOf(file);
  const source = { text, settings };
  const syntax: UnresolvedFact[] = file.fault
    ? [{ kind: 'syntax', name: file.fault.text, ...file.fault }]
    : [];
  const unresolved = [...syntax, ...includes(settings), ...loadFaults(settings)];
  const taken = request ? routeFor(source, request) : null;
  const routes = taken ? [taken.route] : allRoutes(source);
  const model: RouteModel = { sites: [siteOf(source, routes)], unresolved };
  const select = taken
    ? () => ({ route: taken.route, steps: taken.steps, isCertain: true, path: taken.path })
    : undefined;
  return { model, select, programEdits: () => [] };
}

/** Scripts of packages that set nothing that a WebSocket meets. */
const harmlessScripts = /use-ipv6\.pl|create-mime|mime\.conf/;

function includes({ includes: found }: Settings): UnresolvedFact[] {
  return found.map(({ value, start, end }) => {
    const name = value.kind === 'text' ? value.text : 'a file';
    return {
      kind: 'include',
      name,
      text: `${name} is not here. What it contains can change the result.`,
      span: { start, end },
      isHarmless: harmlessScripts.test(name),
    };
  });
}

const defaultPort = 80;

function siteOf({ text, settings }: LighttpdText, routes: Route[]): Site {
  const [outermost, ...others] = settings.contexts;
  const port = outermost.settings.get('server.port');
  const main: Listener = {
    span: port?.from ?? outermost.head,
    port: port ? numberOf(port.value) : isPiece(settings) ? null : defaultPort,
    tls: isEnabled(outermost.settings.get('ssl.engine')?.value),
    expectsProxyHeader: false,
  };
  const sockets = others.flatMap(({ condition, settings: own, head }): Listener[] => {
    if (condition?.field !== 'SERVER["socket"]' || condition.operator !== '==') return [];
    const wanted = condition.value.kind === 'text' ? /:?(\d+)$/.exec(condition.value.text)?.[1] : undefined;
    if (wanted === undefined) return [];
    const tls = isEnabled(own.get('ssl.engine')?.value);
    return [{ span: head, port: Number(wanted), tls, expectsProxyHeader: false }];
  });
  const listeners = main.port === null && sockets.length > 0 ? sockets : [main, ...sockets];
  const isOpen = main.port === null && sockets.length === 0;
  return {
    label: 'lighttpd',
    span: { start: 0, end: text.length },
    hosts: [],
    listeners: isOpen ? [] : listeners,
    routes,
  };
}

interface Taken {
  readonly route: Route;
  readonly steps: readonly ReachStep[];
  readonly path: string | undefined;
}

function routeFor(source: LighttpdText, request: UrlRequest): Taken {
  const followed = followRewrites(source.settings, request);
  const path = followed.request.path ?? undefined;
  for (const name of backendSettings) {
    const setting = followed.inForce.get(name);
    if (!setting || path === undefined) continue;
    const entry = entriesOf(setting.value).find(({ key }) => keyMatches(key ?? '', path));
    if (!entry) continue;
    const route = backendRoute(source, { name, setting, entry }, followed);
    const step = { text: `${route.label} takes ${path}.`, span: setting.from };
    return { route, steps: [...followed.steps, step], path };
  }
  const [open] = backendSettings.flatMap((name) =>
    followed.inForce.open(name).map((context) => ({ name, setting: context.settings.get(name)! })),
  );
  if (open) {
    const route = backendRoute(
      source,
      { ...open, entry: entriesOf(open.setting.value)[0] ?? null },
      followed,
    );
    return { route, steps: followed.steps, path };
  }
  const step = { text: `No backend takes ${path ?? 'this path'}.`, span: source.settings.contexts[0].head };
  const route = newRoute({ label: 'files', span: step.span, ending: { kind: 'files' } });
  return { route, steps: [...followed.steps, step], path };
}

function allRoutes(source: LighttpdText): Route[] {
  return source.settings.contexts.flatMap((context) =>
    backendSettings.flatMap((name) => {
      const setting = context.settings.get(name);
      return setting ? routesOf(source, context, name, setting) : [];
    }),
  );
}

/** The routes of one list: each with a request that would come to it, as far as the conditions tell. */
function routesOf(source: LighttpdText, context: Context, name: BackendSetting, setting: Setting): Route[] {
  const entries = entriesOf(setting.value);
  return (entries.length > 0 ? entries : [null]).map((entry) => {
    const chain = new Set<Context>();
    for (let at: Context | null = context; at !== null; at = at.parent) chain.add(at);
    const request = requestFor([...chain], entry?.key ?? '');
    const followed = followRewrites(source.settings, request, chain);
    const route = backendRoute(source, { name, setting, entry }, { ...followed, request });
    const { path } = request;
    return {
      ...route,
      entry: entriesFor([...chain], request),
      path: path === null ? route.path : { kind: 'prefix', text: path, ignoresCase: false },
    };
  });
}

/** Conditions that keep every request away from a place, as far as the text tells. */
function entriesFor(chain: readonly Context[], request: KnownRequest): EntryCondition[] {
  return chain.flatMap(({ condition, before, head }): EntryCondition[] => {
    const isExcluded = condition !== null && conditionHolds(condition, request) === false;
    const taken = before.find((one) => one.condition && conditionHolds(one.condition, request) === true);
    if (!isExcluded && !taken) return [];
    const words = taken ? conditionWords(taken) : conditionWords({ condition });
    const text = taken
      ? `${words} holds for the requests of this entry, so this else takes none of them.`
      : `${words} does not hold for the requests of this entry.`;
    return [{ span: head, kind: 'excluded', isFault: false, text, edits: [] }];
  });
}

/** A request that meets the conditions around a place. */
function requestFor(chain: readonly Context[], key: string): KnownRequest {
  let path = key.startsWith('/') ? key : null;
  let host: string | null = null;
  let port: number | null = null;
  for (const { condition } of chain) {
    if (condition?.value.kind !== 'text') continue;
    const { field, operator, value } = condition;
    const begin =
      operator === '=~'
        ? /^\^([\w/-]+)/.exec(value.text)?.[1]
        : /^(?:==|=\^)$/.test(operator)
          ? value.text
          : undefined;
    if (field === 'HTTP["url"]' && begin && begin.length > (path?.length ?? 0)) path = begin;
    if (field === 'HTTP["host"]' && operator === '==') host = value.text.replace(/:\d+$/, '');
    if (field === 'SERVER["socket"]') port = Number(/(\d+)$/.exec(value.text)?.[1] ?? Number.NaN) || null;
  }
  return { host, port, tls: null, path, query: path === null ? null : '' };
}
