// From a configuration of webpack to the route model: one site for webpack-dev-server, a route for each entry of
// devServer.proxy. Documentation: https://webpack.js.org/configuration/dev-server. Measured on versions 4.15 and 5.2.
// Left out on purpose: what plugins change.

import { called, doubts, likely, openParts, readJavaScriptFile } from '../javascript/read.ts';
import { isTruthy, objectOf, textOfValue, unknownValue, type Value, valueAt } from '../javascript/values.ts';
import type { Listener, Site, UnresolvedFact } from '../model.ts';
import type { ReadConfiguration, UrlRequest } from '../program.ts';
import { type HotReload, proxyRoutes, type WebpackText } from './route.ts';
import { selectRoute } from './select.ts';

/** Parses a text and makes the route model. Never throws. */
export function readWebpack(text: string, request?: UrlRequest): ReadConfiguration {
  const file = readJavaScriptFile(text);
  const { source } = file;
  const exported = file.exported ?? { kind: 'absent' as const, start: 0, end: 0 };
  const at = { start: exported.start, end: exported.end };
  const result = called(likely(exported).value, [unknownValue('env', at), unknownValue('argv', at)], source);
  const config = likely(withDevServer(likely(result).value));
  const devServer = likely(valueAt(config.value, 'devServer'));
  const proxy = likely(valueAt(devServer.value, 'proxy'));
  const words = [
    exported.kind === 'unknown' ? exported.words : null,
    likely(result).doubt,
    config.doubt,
    devServer.doubt,
  ];
  const unresolved: UnresolvedFact[] = [
    ...file.unresolved,
    ...doubts(words, config.value),
    ...doubts([proxy.doubt], proxy.value),
    ...[config.value, devServer.value, proxy.value].flatMap(openParts),
    ...unknownOptions(devServer.value),
  ];
  const webpack: WebpackText = {
    text,
    source,
    hotReload: hotReload(devServer.value),
    hosts: allowedHosts(devServer.value),
  };
  const routes = proxyRoutes(webpack, proxy.value, request);
  const site: Site = {
    label: 'The dev server',
    span: { start: 0, end: text.length },
    hosts: [],
    listeners: listeners(devServer.value),
    routes: routes.map(({ route }) => route),
  };
  const isOpen = unresolved.some(({ kind }) => kind === 'block');
  const select = (_: Site, asked: UrlRequest) => selectRoute(routes, asked, source, site.span, isOpen);
  return { model: { sites: [site], unresolved }, select, programEdits: () => [] };
}

/** Of several configurations the first that has a dev server; a paste of `devServer: { … }` or `proxy: [ … ]` alone. */
function withDevServer(value: Value): Value {
  if (value.kind === 'list') {
    const found = value.items.find((item) => valueAt(likely(item).value, 'devServer') !== undefined);
    return found ?? value;
  }
  if (value.kind !== 'object' || value.literal?.start !== -1 || valueAt(value, 'devServer')) return value;
  const { start, end } = value;
  return objectOf([{ key: 'devServer', value, start, end }], value);
}

/** Options of versions 4 to 6. */
const knownOptions: ReadonlySet<string> = new Set(
  `allowedHosts app bonjour client compress devMiddleware headers historyApiFallback host hot http2 https ipc
  liveReload magicHtml onAfterSetupMiddleware onBeforeSetupMiddleware onListening open port proxy server
  setupExitSignals setupMiddlewares static watchFiles webSocketServer`.split(/\s+/),
);

/** The dev server refuses a name that it does not know; version 3 knows others. */
function unknownOptions(devServer: Value): UnresolvedFact[] {
  if (devServer.kind !== 'object') return [];
  return devServer.entries.flatMap(({ key, start, end }): UnresolvedFact[] => {
    if (knownOptions.has(key)) return [];
    const text = `${key} is no option of webpack-dev-server 4 to 6, which do not start with one that they do not know.`;
    const cases = {
      passes: `the version that runs knows ${key}`,
      fails: `it does not know ${key}, so that it does not start`,
    };
    return [{ kind: 'directive', name: key, text, span: { start, end }, cases }];
  });
}

const defaultPort = 8080;

function listeners(devServer: Value): Listener[] {
  const port = valueAt(devServer, 'port');
  const known = Number(textOfValue(port) ?? Number.NaN);
  const number = Number.isInteger(known) ? known : port && port.kind !== 'absent' ? null : defaultPort;
  const server = valueAt(devServer, 'server');
  const type = textOfValue(server?.kind === 'object' ? valueAt(server, 'type') : server);
  const https = valueAt(devServer, 'https') ?? valueAt(devServer, 'http2');
  const is = type === null ? (server ? null : isTruthy(https)) : type !== 'http';
  const { start, end } = server ?? https ?? { start: 0, end: 0 };
  const one = (tls: boolean): Listener => ({
    span: { start, end },
    port: number,
    tls,
    expectsProxyHeader: false,
  });
  return is === null ? [one(true), one(false)] : [one(is)];
}

const defaultPath = '/ws';

/** The connection of hot reload; null when there is none. */
function hotReload(devServer: Value): HotReload | null {
  const server = valueAt(devServer, 'webSocketServer');
  if (server === undefined) return { path: defaultPath };
  if (isTruthy(server) === false) return null;
  if (server.kind === 'unknown') return { path: null };
  return { path: textOfValue(valueAt(valueAt(server, 'options'), 'path')) ?? defaultPath };
}

/** Hosts that allowedHosts names; null when it allows all. */
function allowedHosts(devServer: Value): readonly string[] | null {
  const allowed = valueAt(devServer, 'allowedHosts');
  const own = textOfValue(valueAt(devServer, 'host'));
  const page = textOfValue(valueAt(valueAt(valueAt(devServer, 'client'), 'webSocketURL'), 'hostname'));
  const named =
    allowed?.kind === 'list'
      ? allowed.items.map((item) => textOfValue(item) ?? '')
      : [textOfValue(allowed) ?? 'auto'];
  return named.includes('all') ? null : [...named, ...[own, page].flatMap((one) => one ?? [])];
}
