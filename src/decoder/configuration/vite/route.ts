// The route of one key of server.proxy.

import { nameOf } from '../javascript/calls.ts';
import { expressionOf } from '../javascript/methods.ts';
import { rewrittenPath } from '../javascript/middleware-paths.ts';
import { nodesOf } from '../javascript/parse.ts';
import {
  backendOf,
  headersOf,
  hostReplaced,
  joinedPath,
  methodsOf,
  objectEdit,
  plainBeginning,
  type SwitchWords,
  switchAndTarget,
  type Target,
  targetOf,
  withoutOverlaps,
} from '../javascript/proxy-options.ts';
import { called, likely } from '../javascript/read.ts';
import type { Source } from '../javascript/source.ts';
import {
  type Entry,
  entryOf,
  type FunctionNode,
  isTruthy,
  type ObjectValue,
  objectOf,
  unknownValue,
  type Value,
  valueAt,
} from '../javascript/values.ts';
import {
  type CodeFact,
  type EntryCondition,
  type ForwardedPath,
  newRoute,
  type PathMatch,
  type Quirk,
  type Route,
  type Span,
} from '../model.ts';
import type { UrlRequest } from '../program.ts';
import { requestTarget } from '../websocket-request.ts';

/** The connection of hot reload. */
export interface HotReload {
  readonly path: string;
}

/** A text, and what the entries of its proxy meet. */
export interface ViteText {
  readonly text: string;
  readonly source: Source;
  /** Null when it has no connection on the port of the dev server. */
  readonly hotReload: HotReload | null;
  /** True where pathRewrite is read, as Angular does. */
  readonly readsPathRewrite: boolean;
  readonly words: SwitchWords & { readonly name: string };
}

export const viteWords: SwitchWords & { readonly name: string } = {
  name: 'Vite',
  expected: 'ws: true in this entry',
  consequence: 'Without it Vite leaves an upgrade unanswered.',
  isTargetEnough: true,
  isJson: false,
};

/** A route for each key, in their order. `noServer`: why no upgrade comes to any of them. */
export function proxyRoutes(
  vite: ViteText,
  proxy: Value,
  request: UrlRequest | undefined,
  noServer: Value | null,
  place = 'server.proxy',
): Route[] {
  if (proxy.kind === 'list') return proxy.items.map((item, index) => listItem(item, index, place));
  if (proxy.kind !== 'object') return [];
  const routes = proxy.entries.flatMap((entry) => {
    const options = likely(entry.value);
    // Vite takes no entry that is false.
    if (isTruthy(options.value) === false && options.doubt === null) return [];
    const route = entryRoute(vite, entry, request, place);
    return [noServer ? { ...route, quirks: [...route.quirks, middlewareQuirk(noServer)] } : route];
  });
  return withoutOverlaps(routes.map((route) => ({ route, paths: [plainBeginning(route.path.text)] })));
}

/** A list is the form of webpack: its keys are 0, 1, … to Vite. */
function listItem({ start, end }: Value, index: number, place: string): Route {
  const span = { start, end };
  const text = `Expected an object with a key for each path in ${place}, found a list, which is the form of webpack: Vite takes nothing of it.`;
  const quirk: Quirk = { span, id: 'not-read', severity: 'error', text, cause: 'upgrade-refused', edits: [] };
  const path: PathMatch = { kind: 'exact', text: '', ignoresCase: false };
  return newRoute({
    label: `${place} › ${index}`,
    span,
    path,
    ending: { kind: 'proxy', target: 'not known', path: { kind: 'unknown' } },
    quirks: [quirk],
  });
}

function middlewareQuirk(value: Value): Quirk {
  const isServer = value.kind === 'object' || value.kind === 'unknown';
  return {
    span: { start: value.start, end: value.end },
    id: 'middleware-mode',
    severity: isServer ? 'unknown' : 'error',
    text: 'In middleware mode Vite has no server of its own, so its proxy takes no upgrade, unless middlewareMode names a server.',
    cause: 'upgrade-refused',
    edits: [],
    ...(isServer
      ? { cases: { passes: 'middlewareMode.server is the server that listens', fails: 'it is none' } }
      : {}),
  };
}

function entryRoute(vite: ViteText, entry: Entry, request: UrlRequest | undefined, place: string): Route {
  const { key, start, end } = entry;
  const span = { start, end };
  const base = { label: `${place} › ${key}`, span, path: pathOf(key) };
  const { value, doubt } = likely(entry.value);
  const entries = doubt === null ? [] : [openEntry(span, doubt)];
  if (value.kind !== 'object' && value.kind !== 'text') {
    const target = 'not known';
    const text = `What this entry is depends on ${doubt ?? 'a value that is not read here'}.`;
    const quirk: Quirk = { span, id: 'entry-unknown', severity: 'unknown', text, cause: null, edits: [] };
    const cases = { passes: 'it has ws: true and a target that takes the WebSocket', fails: 'it has not' };
    return newRoute({
      ...base,
      ending: { kind: 'proxy', target, path: { kind: 'unknown' } },
      quirks: [{ ...quirk, cases }],
    });
  }
  const options = value.kind === 'object' ? value : optionsOfText(value);
  const target = targetOf(options);
  const made = switchAndTarget(vite.text, options, target, span, vite.words);
  const isText = value.kind === 'text';
  const upgrade = offered(vite, entry, isText, made.upgrade);
  const isOn = upgrade.kind === 'switch' && upgrade.state === 'on';
  return newRoute({
    ...base,
    entry: entries,
    upgrade,
    ending: {
      kind: 'proxy',
      target: target?.words ?? 'no target',
      path: forwarded(vite, options, target, request),
    },
    backends: target ? [backendOf(target)] : [],
    hostReplaced: isText ? { span } : hostReplaced(options),
    requestHeaders: headersOf(options),
    methods: methodsOf(options),
    code: configureCode(options),
    quirks: [
      ...made.quirks,
      ...bypassQuirks(vite, options),
      ...(vite.readsPathRewrite ? [] : pathRewriteQuirks(options)),
      ...(isOn && vite.hotReload ? hotReloadQuirks(key, span, vite.hotReload) : []),
      ...(request ? [] : keyQuirks(key, span)),
    ],
  });
}

/** The switch with what turns it on, where that leaves hot reload alone. */
function offered(
  { text, hotReload, words }: ViteText,
  { key, value }: Entry,
  isText: boolean,
  upgrade: Route['upgrade'],
): Route['upgrade'] {
  if (upgrade.kind !== 'switch' || upgrade.state === 'on') return upgrade;
  if (hotReload && takesHotReload(key, hotReload)) {
    const expected = 'an entry with ws: true for the path of the WebSocket';
    const consequence = `${upgrade.consequence} In this entry ws: true would take the connection of hot reload too.`;
    return { ...upgrade, expected, consequence, edits: [] };
  }
  return isText
    ? { ...upgrade, edits: [objectEdit(text, value, { isJson: words.isJson, more: 'changeOrigin' })] }
    : upgrade;
}

/** The page adds a token to the path. */
function takesHotReload(key: string, { path }: HotReload): boolean {
  return keyTakes(key, `${path}?token=x`) === true;
}

function optionsOfText(value: Value): ObjectValue {
  const { start, end } = value;
  return objectOf([{ key: 'target', value, start, end }], { start, end });
}

function openEntry(span: Span, doubt: string): EntryCondition {
  const text = `Whether this entry is there depends on ${doubt}.`;
  const cases = { passes: 'the entry is there', fails: 'it is not' };
  return { span, kind: 'unknown', isFault: false, text, cases, edits: [] };
}

function pathOf(key: string): PathMatch {
  return { kind: key.startsWith('^') ? 'expression' : 'prefix', text: key, ignoresCase: false };
}

/** True when Vite takes a path and query for the key; null for an expression that JavaScript refuses. */
export function keyTakes(key: string, url: string): boolean | null {
  if (!key.startsWith('^')) return url.startsWith(key);
  return expressionOf(key)?.test(url) ?? null;
}

function forwarded(
  { source, readsPathRewrite }: ViteText,
  options: ObjectValue,
  target: Target | null,
  request: UrlRequest | undefined,
): ForwardedPath {
  const rewrite = valueAt(options, 'rewrite');
  if (!target || !request) return rewrite ? { kind: 'unknown' } : { kind: 'unchanged' };
  const asked = requestTarget(request);
  if (readsPathRewrite && entryOf(options, 'pathRewrite')) {
    const rewritten = rewrittenPath(options, asked, source);
    const joined = rewritten === null ? null : joinedPath(options, target, rewritten);
    return joined === null ? { kind: 'unknown' } : { kind: 'made', path: joined.split('?')[0] };
  }
  const at = { start: 0, end: 0 };
  const made: Value =
    rewrite && isTruthy(rewrite) !== false
      ? called(rewrite, [{ kind: 'text', text: asked, ...at }], source)
      : { kind: 'text', text: asked, ...at };
  const path = made.kind === 'text' ? joinedPath(options, target, made.text) : null;
  return path === null ? { kind: 'unknown' } : { kind: 'made', path: path.split('?')[0] };
}

/** Events of http-proxy that have nothing to do with an upgrade, or come after it. */
const harmlessEvents = /^(?:error|proxyReq|proxyRes|start|end|open|close|econnreset)$/;

/** A function that gets the proxy and can change what it does. */
function configureCode(options: ObjectValue): CodeFact[] {
  const entry = entryOf(options, 'configure');
  if (!entry || isTruthy(entry.value) === false) return [];
  const { value, start, end } = entry;
  const isHarmless = value.kind === 'function' && listensOnly(value.node);
  return isHarmless ? [] : [{ span: { start, end }, words: 'configure' }];
}

/** True when a function uses its first parameter only to listen for harmless events. */
function listensOnly({ params: [proxy], body }: FunctionNode): boolean {
  if (proxy === undefined) return true;
  if (proxy.type !== 'Identifier') return false;
  let uses = 0;
  for (const node of nodesOf(body)) {
    if (node.type === 'Identifier' && node.name === proxy.name) uses += 1;
    if (node.type !== 'CallExpression') continue;
    const [event] = node.arguments;
    const isListener = nameOf(node.callee) === `${proxy.name}.on` && event?.type === 'StringLiteral';
    if (isListener && harmlessEvents.test(event.value)) uses -= 1;
  }
  return uses === 0;
}

/** `bypass` is asked for upgrades too: a text leaves them unanswered, false answers 404. */
function bypassQuirks({ source }: ViteText, options: ObjectValue): Quirk[] {
  const entry = entryOf(options, 'bypass');
  if (!entry || isTruthy(entry.value) === false) return [];
  const span = { start: entry.start, end: entry.end };
  const unknown = unknownValue('the request', span);
  const result = entry.value.kind === 'function' ? called(entry.value, [unknown], source) : unknown;
  const takes = result.kind === 'text' || (result.kind === 'boolean' && !result.is);
  if (!takes && result.kind !== 'unknown') return [];
  const text = takes
    ? 'bypass takes every request: Vite does not pass a WebSocket on.'
    : 'bypass is asked for a WebSocket too. Where it gives a text or false, Vite does not pass it on.';
  const quirk: Quirk = {
    span,
    id: 'bypass',
    severity: takes ? 'error' : 'unknown',
    text,
    cause: 'upgrade-refused',
    edits: [],
  };
  const cases = { passes: 'bypass gives nothing for it', fails: 'bypass gives a text or false' };
  return [takes ? quirk : { ...quirk, cases }];
}

function pathRewriteQuirks(options: ObjectValue): Quirk[] {
  const entry = entryOf(options, 'pathRewrite');
  if (!entry) return [];
  const text =
    'pathRewrite is an option of webpack; Vite does not read it, and passes the path on as it is. Its own is rewrite.';
  return [
    {
      span: { start: entry.start, end: entry.end },
      id: 'path-rewrite-not-read',
      severity: 'warning',
      text,
      cause: null,
      edits: [],
    },
  ];
}

function hotReloadQuirks(key: string, span: Span, hotReload: HotReload): Quirk[] {
  if (!takesHotReload(key, hotReload)) return [];
  const { path } = hotReload;
  const text = `Hot reload opens a WebSocket to ${path} too. Vite answers it, and this entry passes it on as well: two answers come on one connection, and the browser reports an invalid frame. A key of the backend's own path leaves it alone.`;
  return [
    {
      span,
      id: 'hot-reload-taken',
      severity: 'warning',
      text,
      cause: 'double-handshake',
      fix: 'vite/proxy-ws',
      edits: [],
    },
  ];
}

function keyQuirks(key: string, span: Span): Quirk[] {
  const quirk = (severity: Quirk['severity'], text: string): Quirk[] => [
    { span, id: 'key', severity, text, cause: 'upgrade-refused', edits: [] },
  ];
  if (key.startsWith('^')) return [];
  if (!key.startsWith('/')) return quirk('error', `Every path begins with /, so the key ${key} takes none.`);
  if (!key.includes('*')) return [];
  return quirk(
    'error',
    `A key is the beginning of a path, or an expression that begins with ^. ${key} takes no path of a client: * stands for itself.`,
  );
}
