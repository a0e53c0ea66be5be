// An entry of proxy.server or wstunnel.server as a route: what is in force there, and what stands before it.

import {
  type Authentication,
  type Backend,
  type EarlyAnswer,
  type EditIntent,
  type ForwardedPath,
  newRoute,
  type Quirk,
  type Route,
  type Span,
  type TimeLimit,
  type UpgradeSwitch,
} from '../model.ts';
import { indentAt } from '../parse/text.ts';
import type { KnownRequest } from './conditions.ts';
import { type Followed, firstMatch } from './follow.ts';
import { hasModule } from './modules.ts';
import type { LighttpdAssignment } from './parse.ts';
import {
  type Context,
  entriesOf,
  entryOf,
  isEnabled,
  numberOf,
  type Plain,
  type PlainEntry,
  type Setting,
  type Settings,
  type SettingsInForce,
  textOf,
} from './settings.ts';

export const backendSettings = ['proxy.server', 'wstunnel.server'] as const;
export type BackendSetting = (typeof backendSettings)[number];

/** A text, and what is known of it. */
export interface LighttpdText {
  readonly text: string;
  readonly settings: Settings;
}

/** Where a request ends. */
export interface BackendPlace {
  readonly name: BackendSetting;
  readonly setting: Setting;
  /** Null when the list could not be read. */
  readonly entry: PlainEntry | null;
}

/** Whether a key of proxy.server is for a path: all of them, those that begin so, or those that end so. */
export function keyMatches(key: string, path: string): boolean {
  return key.startsWith('/') ? path.startsWith(key) : path.endsWith(key);
}

/** The route that ends at a backend. */
export function backendRoute(source: LighttpdText, place: BackendPlace, followed: Followed): Route {
  const { name, setting, entry } = place;
  const { inForce, request } = followed;
  const hosts = entriesOf(entry?.value).map(({ value }) => value);
  const header = inForce.get('proxy.header');
  const backends = hosts.map((host) => backendOf(setting, host));
  const answers = answersBefore(followed);
  const base = {
    label: labelOf(source, place),
    span: setting.from,
    backends,
    isSticky: hosts.length < 2 || /hash|sticky/.test(textOf(inForce.get('proxy.balance')?.value)),
    limits: limitsOf(source, place, inForce, hosts),
    ...answers,
  };
  const quirks = [...moduleQuirks(source, place, inForce), ...openQuirks(inForce, name)];
  const target = backends.map(({ address }) => address).join(', ') || 'not known';
  if (name === 'wstunnel.server') {
    return newRoute({
      ...base,
      ending: { kind: 'proxy', target, path: { kind: 'unchanged' } },
      quirks: [...quirks, tunnelQuirk(base.span)],
    });
  }
  const replacesHost = inForce.get('proxy.replace-http-host');
  return newRoute({
    ...base,
    ending: { kind: 'proxy', target, path: forwardedPath(header, request) },
    upgrade: upgradeSwitch(source, setting, header),
    versions: isEnabled(entryOf(header?.value, 'force-http10'))
      ? [
          {
            span: header!.from,
            version: '1.0',
            text: 'enable',
            applies: 'always',
            words: 'force-http10 in proxy.header',
            remark: '',
            edits: [],
          },
        ]
      : [],
    hostReplaced: isEnabled(replacesHost?.value) ? { span: replacesHost!.from } : null,
    quirks: [...quirks, ...openQuirks(inForce, 'proxy.header')],
  });
}

function labelOf({ text }: LighttpdText, { name, setting, entry }: BackendPlace): string {
  const key = entry?.key ? ` "${entry.key}"` : '';
  const line = text.slice(0, setting.from.start).split('\n').length;
  return `${name}${key} of line ${line}`;
}

function backendOf({ from }: Setting, host: Plain): Backend {
  const port = numberOf(entryOf(host, 'port'));
  const socket = textOf(entryOf(host, 'socket'));
  const name = entryOf(host, 'host');
  const address = socket || `${name?.kind === 'unknown' ? name.name : textOf(name)}:${port ?? 80}`;
  return { span: from, address, port: socket ? null : port, tls: false };
}

function forwardedPath(header: Setting | undefined, { path }: KnownRequest): ForwardedPath {
  const maps = entriesOf(entryOf(header?.value, 'map-urlpath'));
  if (maps.length === 0) return { kind: 'unchanged' };
  const map = maps.find(({ key }) => path?.startsWith(key ?? '') ?? maps.length === 1);
  if (map) return { kind: 'prefix-replaced', prefix: map.key ?? '', by: textOf(map.value) };
  return path === null ? { kind: 'unknown' } : { kind: 'unchanged' };
}

const upgradeEntry = '"upgrade" => "enable"';

function upgradeSwitch({ text }: LighttpdText, setting: Setting, header: Setting | undefined): UpgradeSwitch {
  const entry = entryOf(header?.value, 'upgrade');
  const common = {
    kind: 'switch',
    expected: `proxy.header = ( ${upgradeEntry} ) for this place`,
    consequence: 'Without it lighttpd takes Upgrade out of the request, and the backend gets a plain one.',
  } as const;
  if (entry !== undefined && header) {
    const isOn = isEnabled(entry);
    const span = { start: entry.start, end: entry.end };
    const edits: EditIntent[] =
      isOn || entry.kind === 'unknown' ? [] : [{ kind: 'replace', span, text: '"enable"' }];
    const found = text.slice(span.start, span.end);
    return {
      ...common,
      span: header.from,
      state: isOn ? 'on' : 'off',
      found: `"upgrade" => ${found}`,
      edits,
    };
  }
  const edits = header ? firstEntryEdits(header.from, upgradeEntry) : lineEdits(text, setting.from);
  return { ...common, span: (header ?? setting).from, state: 'absent', found: '', edits };
}

/** Puts an entry at the beginning of a list that stands in the text. */
function firstEntryEdits({ value }: LighttpdAssignment, entry: string): EditIntent[] {
  if (value.kind !== 'list') return [];
  const at = value.start + 1;
  const comma = value.entries.length > 0 ? ',' : '';
  return [{ kind: 'replace', span: { start: at, end: at }, text: ` ${entry}${comma}` }];
}

function lineEdits(text: string, { start, end }: Span): EditIntent[] {
  const line = `${indentAt(text, start)}proxy.header = ( ${upgradeEntry} )`;
  return [{ kind: 'insert-lines-after', offset: end - 1, lines: [line] }];
}

/** Seconds after which lighttpd 1.4.69 closes a connection, when nothing sets them. */
const idleDefaults = [
  ['server.max-read-idle', 60],
  ['server.max-write-idle', 360],
] as const;

/** What is set instead of a limit that is too short. */
const longIdleSeconds = 3600;

function limitsOf(
  { text }: LighttpdText,
  { setting }: BackendPlace,
  inForce: SettingsInForce,
  hosts: readonly Plain[],
): TimeLimit[] {
  const own = idleDefaults.map(([name, seconds]): TimeLimit => {
    const set = inForce.get(name);
    const { start, end } = (set ?? setting).from;
    const line = `${indentAt(text, start)}${name} = ${longIdleSeconds}`;
    return {
      span: { start, end },
      kind: 'idle',
      setting: name,
      text: set ? textOf(set.value) : null,
      seconds: set ? numberOf(set.value) : seconds,
      edits: set
        ? [{ kind: 'replace', span: set.from.value, text: String(longIdleSeconds) }]
        : [{ kind: 'insert-lines-after', offset: end - 1, lines: [line] }],
    };
  });
  const ofBackends = hosts.flatMap((host): TimeLimit[] => {
    const value = entryOf(host, 'read-timeout');
    if (value === undefined) return [];
    const span = { start: value.start, end: value.end };
    const edits: EditIntent[] = [{ kind: 'replace', span, text: String(longIdleSeconds) }];
    return [
      { span, kind: 'idle', setting: 'read-timeout', text: textOf(value), seconds: numberOf(value), edits },
    ];
  });
  return [...own, ...ofBackends];
}

/** Redirects, refusals and passwords in force. */
function answersBefore(followed: Followed): Pick<Route, 'earlyAnswers' | 'authentication'> {
  const { inForce, request } = followed;
  const answers = [
    redirect(inForce.get('url.redirect'), request),
    denial(inForce.get('url.access-deny'), request),
  ];
  const open = ['url.redirect', 'url.access-deny', 'url.access-allow'].flatMap((name) =>
    inForce.open(name).map((context) => openAnswer(name, context)),
  );
  return {
    earlyAnswers: [...answers.flatMap((one) => one ?? []), ...open],
    authentication: passwords(inForce.get('auth.require'), request),
  };
}

function openAnswer(name: string, context: Context): EarlyAnswer {
  const { from } = context.settings.get(name)!;
  return {
    span: from,
    how: name === 'url.redirect' ? 'redirect' : 'access',
    applies: 'unknown',
    words: name,
    condition: conditionWords(context),
  };
}

/** `$HTTP["url"] =~ "^/ws"`. */
export function conditionWords({ condition }: Pick<Context, 'condition'>): string {
  if (condition === null) return 'else';
  const { field, operator, value } = condition;
  return `$${field} ${operator} ${value.kind === 'text' ? `"${value.text}"` : '…'}`;
}

function redirect(setting: Setting | undefined, { path, query }: KnownRequest): EarlyAnswer | null {
  if (!setting) return null;
  const found = path === null ? null : firstMatch(setting, path, query);
  const isForAll = entriesOf(setting.value).some(({ key }) => key === '' || key === '^' || key === '^/');
  if (path !== null ? !found || textOf(found.entry.value) === '' : !isForAll) return null;
  const { from } = setting;
  return { span: from, how: 'redirect', applies: 'always', words: 'url.redirect', condition: null };
}

function denial(setting: Setting | undefined, { path }: KnownRequest): EarlyAnswer | null {
  const ends = entriesOf(setting?.value).map(({ value }) => textOf(value));
  const isDenied = ends.some((end) => end === '' || path?.endsWith(end));
  if (!setting || !isDenied) return null;
  const { from } = setting;
  return { span: from, how: 'access', applies: 'always', words: 'url.access-deny', condition: null };
}

function passwords(setting: Setting | undefined, { path }: KnownRequest): Authentication[] {
  const isAsked = entriesOf(setting?.value).some(({ key }) =>
    path === null ? key === '' || key === '/' : path.startsWith(key ?? ''),
  );
  if (!setting || !isAsked) return [];
  const { from } = setting;
  return [{ span: from, words: 'auth.require', refusesAnonymous: true }];
}

function moduleQuirks(
  source: LighttpdText,
  { name, setting }: BackendPlace,
  inForce: SettingsInForce,
): Quirk[] {
  const module = name === 'proxy.server' ? 'mod_proxy' : 'mod_wstunnel';
  const isLoaded = hasModule(source.settings, module);
  if (isLoaded === true) return [];
  const list = inForce.get('server.modules');
  return [
    {
      span: setting.from,
      id: 'module-missing',
      severity: isLoaded === false ? 'error' : 'unknown',
      text: `server.modules does not load ${module}: lighttpd ignores ${name} and looks for a file.`,
      cause: 'upgrade-refused',
      edits: isLoaded === false && list ? firstEntryEdits(list.from, `"${module}"`) : [],
      cases: { passes: `another file loads ${module}`, fails: 'none does' },
    },
  ];
}

function openQuirks(inForce: SettingsInForce, name: string): Quirk[] {
  return inForce.open(name).map((context): Quirk => {
    const { from } = context.settings.get(name)!;
    const condition = conditionWords(context);
    return {
      span: from,
      id: 'condition-open',
      severity: 'unknown',
      text: `Where ${condition} holds, ${name} is another. Whether it holds here depends on the request.`,
      cause: null,
      edits: [],
    };
  });
}

function tunnelQuirk(span: Span): Quirk {
  return {
    span,
    id: 'ends-websocket',
    severity: 'unknown',
    text: 'mod_wstunnel answers the WebSocket itself and gives the backend the content of the messages alone: a WebSocket server cannot read that.',
    cause: null,
    edits: [],
    cases: {
      passes: 'the backend speaks a protocol of its own, without WebSocket',
      fails: 'the backend is a WebSocket server',
    },
  };
}
