// What the options of http-proxy say of a WebSocket: Vite, webpack-dev-server and http-proxy-middleware hand theirs to
// it. Measured with http-proxy 1.18 and http-proxy-3.

import type {
  Backend,
  EditIntent,
  Fact,
  HeaderChange,
  MethodChange,
  Quirk,
  Route,
  Span,
  UpgradeSwitch,
} from '../model.ts';
import { indentAt } from '../parse/text.ts';
import {
  type Entry,
  entryOf,
  isTruthy,
  type ObjectValue,
  textOfValue,
  type UnknownValue,
  type Value,
  valueAt,
} from './values.ts';

/** Where requests are sent. */
export interface Target {
  /** As written; what decides it when the text does not tell. */
  readonly words: string;
  /** Null when the text does not tell. */
  readonly address: TargetAddress | null;
  readonly span: Span;
}

export interface TargetAddress {
  /** `http:`, in small letters; empty when the text has none. */
  readonly scheme: string;
  readonly host: string;
  readonly port: number | null;
  /** Begins with `/`; empty for a target without one. */
  readonly path: string;
  readonly tls: boolean;
  /** The text as the program compares it with `ws:`. */
  readonly text: string;
}

const defaultPorts: Readonly<Record<string, number>> = { 'http:': 80, 'ws:': 80, 'https:': 443, 'wss:': 443 };

/** The target of an entry; null when it has none. */
export function targetOf(options: ObjectValue, name = 'target'): Target | null {
  const entry = entryOf(options, name);
  if (!entry || entry.value.kind === 'absent') return null;
  const { value } = entry;
  const span = { start: value.start, end: value.end };
  if (value.kind === 'unknown') return { words: value.words, address: addressOfAll(value), span };
  const address = value.kind === 'object' ? addressOfParts(value) : addressOf(textOfValue(value) ?? '');
  return { words: address?.text ?? 'the target', address, span };
}

/** The address, when a condition decides between several that are alike for a WebSocket. */
function addressOfAll({ options, isOneOf }: UnknownValue): TargetAddress | null {
  const addresses = options.map((option) => addressOf(textOfValue(option) ?? ''));
  const [first] = addresses;
  const areAlike = addresses.every(
    ({ scheme, path, tls, host }) =>
      scheme in defaultPorts &&
      /^ws/.test(scheme) === /^ws/.test(first.scheme) &&
      path === first.path &&
      !(tls && localName.test(host)),
  );
  return isOneOf && first && areAlike ? first : null;
}

function addressOf(text: string): TargetAddress {
  const match = /^([a-z][a-z\d+.-]*:)\/\/(?:[^@/]*@)?(\[[^\]]*\]|[^/:?#]*)(?::(\d+))?([^?#]*)/i.exec(
    text.trim(),
  );
  if (!match) return { scheme: '', host: text, port: null, path: '', tls: false, text };
  const scheme = match[1].toLowerCase();
  const port = match[3] === undefined ? (defaultPorts[scheme] ?? null) : Number(match[3]);
  return { scheme, host: match[2], port, path: match[4], tls: /^(?:https|wss):$/.test(scheme), text };
}

/** `{ host: 'localhost', port: 3000 }`. */
function addressOfParts(value: ObjectValue): TargetAddress | null {
  const part = (name: string): string | null => textOfValue(valueAt(value, name));
  const host = part('hostname') ?? part('host');
  const scheme = (part('protocol') ?? 'http:').toLowerCase();
  if (host === null || value.open.length > 0) return null;
  const port = Number(part('port') ?? defaultPorts[scheme] ?? Number.NaN);
  const tls = /^(?:https|wss)/.test(scheme);
  const text = `${scheme}//${host}:${port}`;
  return {
    scheme,
    host,
    port: Number.isNaN(port) ? null : port,
    path: part('pathname') ?? part('path') ?? '',
    tls,
    text,
  };
}

export function backendOf({ address, words, span }: Target): Backend {
  return { span, address: words, port: address?.port ?? null, tls: address?.tls ?? false };
}

/** The path that the backend is asked for: of the target, then of the request. Slashes that meet become one. */
export function joinedPath(options: ObjectValue, { address }: Target, path: string): string | null {
  const { ignorePath, prependPath } = flags(options, ['ignorePath', 'prependPath']);
  if (address === null || ignorePath === null || (prependPath === null && entryOf(options, 'prependPath')))
    return null;
  const isPrepended = entryOf(options, 'prependPath') ? prependPath : true;
  const base = isPrepended ? address.path : '';
  const joined = [base, ignorePath ? '' : path].filter((part) => part !== '').join('/');
  const [plain, ...query] = `/${joined}`.split('?');
  return [plain.replace(/\/+/g, '/'), ...query].join('?');
}

function flags<Name extends string>(
  options: ObjectValue,
  names: readonly Name[],
): Record<Name, boolean | null> {
  return Object.fromEntries(names.map((name) => [name, isTruthy(valueAt(options, name))])) as Record<
    Name,
    boolean | null
  >;
}

/** What the options of a proxy say of a route. `joined`: path and query for the backend; null when not told. */
export function proxiedParts(
  options: ObjectValue,
  target: Target | null,
  joined: string | null,
): Pick<Route, 'ending' | 'backends' | 'hostReplaced' | 'requestHeaders' | 'methods'> {
  return {
    ending: {
      kind: 'proxy',
      target: target?.words ?? 'no target',
      path: joined === null ? { kind: 'unknown' } : { kind: 'made', path: joined.split('?')[0] },
    },
    backends: target ? [backendOf(target)] : [],
    hostReplaced: hostReplaced(options),
    requestHeaders: headersOf(options),
    methods: methodsOf(options),
  };
}

/** Headers that replace those of the request. */
export function headersOf(options: ObjectValue): HeaderChange[] {
  const headers = valueAt(options, 'headers');
  if (headers?.kind !== 'object') return [];
  return headers.entries.map(({ key, value, start, end }): HeaderChange => {
    const text = textOfValue(value);
    const words = `headers.${key}`;
    return {
      span: { start, end },
      name: key.toLowerCase(),
      label: key,
      action: 'set',
      value: text === null ? { kind: 'unknown', name: words, isFault: false } : { kind: 'known', text },
      applies: 'always',
      words,
      edits: [],
    };
  });
}

/** The method that takes the place of the request's. */
export function methodsOf(options: ObjectValue): MethodChange[] {
  const entry = entryOf(options, 'method');
  if (!entry || isTruthy(entry.value) === false) return [];
  const { start, end, value } = entry;
  const method = textOfValue(value) ?? 'another';
  const applies = value.kind === 'unknown' ? 'unknown' : 'always';
  return [{ span: { start, end }, method, applies, words: 'method' }];
}

export function hostReplaced(options: ObjectValue): Fact | null {
  const entry = entryOf(options, 'changeOrigin');
  return entry && isTruthy(entry.value) !== false ? { span: entry } : null;
}

/** TLS to a name of this machine or of a private network, whose certificate is rarely a public one. */
const localName =
  /^(?:localhost|127\.|10\.|192\.168\.|172\.(?:1[6-9]|2\d|3[01])\.|\[::1\]|[^.]+$|.*\.(?:local|test|internal|localhost)$)/;

/** Faults and doubts about the target. `name`: the program that answers without one. */
export function targetQuirks(options: ObjectValue, target: Target | null, at: Span, name: string): Quirk[] {
  const quirk = (id: string, severity: Quirk['severity'], text: string, span: Span): Quirk => ({
    span: { start: span.start, end: span.end },
    id,
    severity,
    text,
    cause: 'upgrade-refused',
    edits: [],
  });
  if (target === null)
    return [
      quirk(
        'target-missing',
        'error',
        `The entry has no target: ${name} answers a WebSocket with an error.`,
        at,
      ),
    ];
  const { address, span, words } = target;
  if (address === null) {
    return [
      {
        ...quirk('target-unknown', 'unknown', `The target is ${words}, which is not in this text.`, span),
        cause: null,
        cases: {
          passes: `${words} is the address of a server that takes the WebSocket`,
          fails: 'it is another, or not set',
        },
      },
    ];
  }
  if (!(address.scheme in defaultPorts)) {
    return [
      quirk(
        'target-scheme',
        'error',
        `Expected a target that begins with http://, https://, ws:// or wss://, found ${words}.`,
        span,
      ),
    ];
  }
  if (
    !address.tls ||
    !localName.test(address.host) ||
    (isTruthy(valueAt(options, 'secure')) === false && entryOf(options, 'secure'))
  )
    return [];
  return [
    {
      ...quirk(
        'backend-certificate',
        'unknown',
        `The certificate of ${words} is verified. One that no public authority signed ends the connection; secure: false lets it pass.`,
        span,
      ),
      cause: 'tls-certificate-rejected',
      cases: {
        passes: `the certificate of ${words} is from a public authority`,
        fails: `the certificate of ${words} is from any other authority`,
      },
    },
  ];
}

/** What turns the upgrade on: an option, or the scheme of the target. */
export interface SwitchWords {
  /** `ws: true in this entry`. */
  readonly expected: string;
  readonly consequence: string;
  /** True where a target of ws:// does too. */
  readonly isTargetEnough: boolean;
  /** True where keys stand in quotes. */
  readonly isJson: boolean;
}

/** The switch of an entry with what decides it outside of the text, and the faults of its target. */
export function switchAndTarget(
  text: string,
  options: ObjectValue,
  target: Target | null,
  at: Span,
  words: SwitchWords & { readonly name: string },
): Pick<Route, 'upgrade' | 'quirks'> {
  const { upgrade, quirks } = upgradeOf(text, options, target, at, words);
  const ofTarget = targetQuirks(options, target, at, words.name);
  // One sentence says what decides about a target that is not known.
  const isSaid = quirks.length > 0 && target?.address === null;
  return { upgrade, quirks: [...quirks, ...(isSaid ? [] : ofTarget)] };
}

/** The switch of an entry, or what decides it outside of the text. */
function upgradeOf(
  text: string,
  options: ObjectValue,
  target: Target | null,
  at: Span,
  words: SwitchWords,
): { upgrade: Route['upgrade']; quirks: Quirk[] } {
  const entry = entryOf(options, 'ws');
  const is = isTruthy(entry?.value);
  const { isTargetEnough, expected, consequence } = words;
  const isWsTarget = isTargetEnough && target?.address != null && /^wss?:/.test(target.address.text);
  const base = { kind: 'switch', expected, consequence, span: at } as const;
  if (is === true || isWsTarget)
    return {
      upgrade: { ...base, state: 'on', found: is ? 'ws: true' : 'a target of ws://', edits: [] },
      quirks: [],
    };
  const span = entry ? { start: entry.start, end: entry.end } : at;
  const doubt = (about: string, cases: Quirk['cases']): Quirk => ({
    span,
    id: 'upgrade-switch-unknown',
    severity: 'unknown',
    text: `${about} ${consequence}`,
    cause: null,
    edits: [],
    cases,
  });
  if (is === null) {
    const decides = entry?.value.kind === 'unknown' ? entry.value.words : 'ws';
    const cases = { passes: `${decides} is true`, fails: `${decides} is false` };
    return {
      upgrade: { kind: 'always' },
      quirks: [doubt(`Whether ws is true depends on ${decides}.`, cases)],
    };
  }
  if (options.open.length > 0) {
    const cases = { passes: 'it has ws: true', fails: 'it has none' };
    return {
      upgrade: { kind: 'always' },
      quirks: [doubt('A part of this entry is not in this text.', cases)],
    };
  }
  if (isTargetEnough && target && target.address === null) {
    const cases = {
      passes: `${target.words} begins with ws:// or wss://`,
      fails: 'it begins with http:// or https://',
    };
    return {
      upgrade: { kind: 'always' },
      quirks: [doubt(`Expected ${expected}, or a target of ws://.`, cases)],
    };
  }
  const found = entry ? text.slice(entry.start, entry.end) : '';
  const state: UpgradeSwitch['state'] = entry ? 'off' : 'absent';
  return {
    upgrade: { ...base, span, state, found, edits: switchEdits(text, options, entry, words) },
    quirks: [],
  };
}

/** The edits that write `ws: true` into an entry. */
export function switchEdits(
  text: string,
  { entries, literal }: ObjectValue,
  entry: Entry | undefined,
  { isJson }: Pick<SwitchWords, 'isJson'>,
): EditIntent[] {
  const setting = isJson ? '"ws": true' : 'ws: true';
  if (entry) return [{ kind: 'replace', span: { start: entry.start, end: entry.end }, text: setting }];
  if (literal === null) return [];
  const own = entries.filter(({ start, end }) => start > literal.start && end < literal.end);
  const after = own.find(({ key }) => key === 'target') ?? own.at(-1);
  if (!after) {
    const at = literal.start + 1;
    return [{ kind: 'replace', span: { start: at, end: at }, text: ` ${setting},` }];
  }
  const isOnOwnLine = text.slice(text.lastIndexOf('\n', after.start - 1) + 1, after.start).trim() === '';
  const gap = isOnOwnLine ? `\n${indentAt(text, after.start)}` : ' ';
  return [{ kind: 'replace', span: { start: after.end, end: after.end }, text: `,${gap}${setting}` }];
}

/** An entry that is a target alone, as an object that lets upgrades pass. `more`: a setting that it means beside. */
export function objectEdit(
  text: string,
  { start, end }: Value,
  { isJson, more = null }: { isJson: boolean; more?: string | null },
): EditIntent {
  const key = (name: string): string => (isJson ? `"${name}"` : name);
  const settings = ['ws', ...(more === null ? [] : [more])].map((name) => `, ${key(name)}: true`).join('');
  const object = `{ ${key('target')}: ${text.slice(start, end)}${settings} }`;
  return { kind: 'replace', span: { start, end }, text: object };
}

/** A route with a path that begins those that it takes. */
interface Beginning {
  readonly route: Route;
  readonly paths: readonly string[];
}

/**
 * Takes the edit from a route that is for plain requests where it would take the WebSockets of another: one that lets
 * them pass, or a nearer one.
 */
export function withoutOverlaps(routes: readonly Beginning[]): Route[] {
  return routes.map((one) => {
    const { upgrade } = one.route;
    if (upgrade.kind !== 'switch' || upgrade.state === 'on') return one.route;
    const isTaken = routes.some((other) => {
      if (other === one || !overlap(one, other)) return false;
      const isOn = other.route.upgrade.kind !== 'switch' || other.route.upgrade.state === 'on';
      return isOn || longest(other) > longest(one);
    });
    return isTaken ? { ...one.route, upgrade: { ...upgrade, edits: [] } } : one.route;
  });
}

function overlap(one: Beginning, other: Beginning): boolean {
  return one.paths.some((a) => other.paths.some((b) => a.startsWith(b) || b.startsWith(a)));
}

function longest({ paths }: Beginning): number {
  return Math.max(0, ...paths.map((path) => path.length));
}

/** What every path that a pattern or an expression takes begins with, as far as it is plain. */
export function plainBeginning(pattern: string): string {
  return (
    /^\^?([\w/.-]*)/
      .exec(pattern)?.[1]
      .replace(/[^/]*$/, (part) => (/^[\w/.-]*$/.test(pattern) ? part : '')) ?? ''
  );
}
