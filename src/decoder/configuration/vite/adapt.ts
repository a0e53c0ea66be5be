// From a configuration of Vite to the route model: one site for the dev server, a route for each key of server.proxy.
// Documentation: https://vite.dev/config/server-options. Measured on Vite 4 to 8.
// Left out on purpose: what plugins change.

import { called, doubts, likely, openParts, readJavaScriptFile } from '../javascript/read.ts';
import { isTruthy, objectOf, textOfValue, unknownValue, type Value, valueAt } from '../javascript/values.ts';
import type { Listener, Route, Site, UnresolvedFact } from '../model.ts';
import type { ReadConfiguration, UrlRequest } from '../program.ts';
import { type HotReload, proxyRoutes, type ViteText, viteWords } from './route.ts';
import { selectRoute } from './select.ts';

/** Parses a text and makes the route model. Never throws. */
export function readVite(text: string, request?: UrlRequest): ReadConfiguration {
  const file = readJavaScriptFile(text);
  const { source } = file;
  const given = serveArgument();
  const exported = file.exported ?? { kind: 'absent' as const, start: 0, end: 0 };
  const config = likely(called(likely(exported).value, [given], source));
  const whole =
    config.value.kind === 'object' && isFragment(config.value) ? asConfig(config.value) : config.value;
  const server = likely(valueAt(whole, 'server'));
  const unresolved: UnresolvedFact[] = [
    ...file.unresolved,
    ...doubts([exported.kind === 'unknown' ? exported.words : null, config.doubt, server.doubt], whole),
    ...openParts(whole),
    ...openParts(server.value),
  ];
  const vite: ViteText = {
    text,
    source,
    hotReload: hotReload(whole, server.value),
    readsPathRewrite: false,
    words: viteWords,
  };
  const proxy = likely(valueAt(server.value, 'proxy'));
  unresolved.push(...doubts([proxy.doubt], proxy.value), ...openParts(proxy.value));
  const own = proxyRoutes(vite, proxy.value, request, noServer(server.value));
  const routes = [...own, ...misplaced(vite, whole, request)];
  const sites = [devServer(text, server.value, routes), ...preview(vite, whole, request, own)];
  const isOpen = unresolved.some(({ kind }) => kind === 'block');
  const select = (site: Site, asked: UrlRequest) => selectRoute(site, asked, isOpen);
  return { model: { sites, unresolved }, select, programEdits: () => [] };
}

/** What `vite` hands to a function: the mode is another with `--mode`. */
function serveArgument(): Value {
  const at = { start: 0, end: 0 };
  const entry = (key: string, value: Value) => ({ key, value, ...at });
  return objectOf(
    [
      entry('command', { kind: 'text', text: 'serve', ...at }),
      entry('mode', unknownValue('the mode', at)),
      entry('isPreview', { kind: 'boolean', is: false, ...at }),
      entry('isSsrBuild', { kind: 'boolean', is: false, ...at }),
    ],
    at,
  );
}

/** A paste of `proxy: { … }` alone, or of the entries alone. */
function isFragment(value: Value): boolean {
  if (value.kind !== 'object' || value.literal?.start !== -1) return false;
  return value.entries.every(({ key }) => key === 'proxy' || /^[/^]/.test(key));
}

function asConfig(value: Value): Value {
  const { start, end } = value;
  const at = { start, end };
  const inner = valueAt(value, 'proxy') ? value : objectOf([{ key: 'proxy', value, ...at }], at);
  return objectOf([{ key: 'server', value: inner, ...at }], at);
}

/** Why the dev server has no listener of its own for upgrades; null when it has one. */
function noServer(server: Value): Value | null {
  const mode = valueAt(server, 'middlewareMode');
  return mode && isTruthy(mode) !== false ? mode : null;
}

const defaultPort = 5173;
const previewPort = 4173;

/** Plugins that give the dev server a certificate. */
const tlsPlugins = /\b(?:basicSsl|mkcert)\s*\(/;

function devServer(text: string, server: Value, routes: Route[]): Site {
  const port = valueAt(server, 'port');
  const known = Number(textOfValue(port) ?? Number.NaN);
  const number = Number.isInteger(known) ? known : port && port.kind !== 'absent' ? null : defaultPort;
  return {
    label: 'The dev server',
    span: { start: 0, end: text.length },
    hosts: [],
    listeners: listeners(number, valueAt(server, 'https'), text),
    routes,
  };
}

/** One listener, or two when the text does not tell whether it speaks TLS. */
function listeners(port: number | null, https: Value | undefined, text: string): Listener[] {
  const { start, end } = https ?? { start: 0, end: 0 };
  const is = tlsPlugins.test(text) ? true : isTruthy(https);
  const one = (tls: boolean): Listener => ({ span: { start, end }, port, tls, expectsProxyHeader: false });
  return is === null ? [one(true), one(false)] : [one(is)];
}

/** `vite preview` reads preview.proxy, and server.proxy without one. */
function preview(vite: ViteText, config: Value, request: UrlRequest | undefined, own: Route[]): Site[] {
  const options = likely(valueAt(config, 'preview')).value;
  if (options.kind !== 'object') return [];
  const port = Number(textOfValue(valueAt(options, 'port')) ?? previewPort);
  const proxy = likely(valueAt(options, 'proxy')).value;
  const isOwn = proxy.kind === 'object';
  const asksIt = request?.port === port;
  const routes = isOwn ? proxyRoutes(vite, proxy, request, null, 'preview.proxy') : asksIt ? own : [];
  const { start, end } = options;
  return [
    {
      label: 'The preview server',
      span: { start, end },
      hosts: [],
      listeners: listeners(port, valueAt(options, 'https'), ''),
      routes,
    },
  ];
}

/** The connection of hot reload; null when it has another port, or is off. */
function hotReload(config: Value, server: Value): HotReload | null {
  const hmr = likely(valueAt(server, 'hmr')).value;
  const ws = valueAt(server, 'ws');
  if (isTruthy(ws) === false && ws?.kind === 'boolean') return null;
  if (hmr.kind === 'boolean' && !hmr.is) return null;
  if (valueAt(hmr, 'port') || valueAt(hmr, 'server') || valueAt(ws, 'port') || valueAt(ws, 'server'))
    return null;
  const base = textOfValue(valueAt(config, 'base')) ?? '/';
  const path = textOfValue(valueAt(hmr, 'path')) ?? '';
  return { path: `/${base}/${path}`.replace(/\/+/g, '/').replace(/(?<=.)\/$/, path === '' ? '/' : '') };
}

/** Proxies in places that Vite does not read. */
function misplaced(vite: ViteText, config: Value, request: UrlRequest | undefined): Route[] {
  const places: [Value | undefined, string][] = [
    [valueAt(config, 'proxy'), 'proxy'],
    [valueAt(valueAt(config, 'devServer'), 'proxy'), 'devServer.proxy'],
  ];
  return places.flatMap(([proxy, place]) =>
    proxy?.kind === 'object' || proxy?.kind === 'list'
      ? proxyRoutes(vite, proxy, request, null, place).map((route) => notRead(route, place))
      : [],
  );
}

function notRead(route: Route, place: string): Route {
  const text = `Vite reads server.proxy alone; ${place} is not read.`;
  const quirk = {
    span: route.span,
    id: 'not-read',
    severity: 'error',
    text,
    cause: 'upgrade-refused',
    edits: [],
  } as const;
  return { ...route, quirks: [...route.quirks, quirk] };
}
