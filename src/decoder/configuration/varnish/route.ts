// The end of a request as a route: the backend, what it gets, and what stands in the way.

import {
  type Backend,
  type Cases,
  type EntryCondition,
  type Gap,
  type HeaderChange,
  newRoute,
  type Quirk,
  type Route,
  type Span,
} from '../model.ts';
import type { UrlRequest } from '../program.ts';
import { keepsUpgrade } from '../websocket-request.ts';
import { headerEdits, pipeEdits } from './edits.ts';
import type { Assumption, End } from './follow.ts';
import type { Outcome } from './machine.ts';
import { fieldOf, type Names, textOfField } from './names.ts';
import type { NearMiss } from './near-miss.ts';
import type { Value } from './values.ts';

export interface VclText {
  readonly text: string;
  readonly names: Names;
}

/** True when the backend gets an upgrade, false when it does not, null when the text does not tell. */
export function passes({ names }: VclText, outcome: Outcome): boolean | null {
  if (outcome.kind === 'open') return null;
  if (outcome.kind !== 'tunnel') return false;
  const { headers, method } = outcome.sent;
  const states = ['upgrade', 'connection', 'sec-websocket-key', 'sec-websocket-version'].map((name) => {
    const value = headers.get(name)?.value;
    if (value?.kind !== 'text') return null;
    if (name === 'sec-websocket-key') return value.text !== null;
    return value.text !== null && keepsUpgrade(name, value.text);
  });
  if (method.kind === 'text' && method.text !== 'GET') return false;
  const { backend } = outcome;
  if (backend.kind === 'backend' && names.backends.get(backend.name)?.fields === null) return false;
  if (states.includes(false)) return false;
  return states.includes(null) || backend.kind !== 'backend' ? null : true;
}

/** The end that speaks for all of them, with what decides between them. */
export function routeOf(source: VclText, ends: readonly End[], request: UrlRequest): Route {
  const states = ends.map(({ outcome }) => passes(source, outcome));
  const pick = (state: boolean | null): End | undefined => ends[states.indexOf(state)];
  const failing = pick(false);
  const passing = pick(true);
  if (!failing || !passing) {
    const chosen = pick(null) ?? failing ?? passing ?? ends[0];
    const route = outcomeRoute(source, chosen.outcome, request);
    const isMixed = failing !== undefined && states.includes(null);
    return isMixed ? { ...route, quirks: [...route.quirks, openQuirk(source, ends, states)] } : route;
  }
  const byConnection =
    ends.every(({ assumptions }) => assumptions.length === 0) && isListFault(failing.outcome);
  if (byConnection) return outcomeRoute(source, failing.outcome, request);
  const route = outcomeRoute(source, passing.outcome, request);
  return { ...route, quirks: [...route.quirks, openQuirk(source, ends, states)] };
}

const isListFault = ({ nearMisses }: Outcome): boolean => nearMisses.some(({ kind }) => kind === 'list');

/** More ways to an end are not put in words. */
const maxWays = 3;

function openQuirk({ text }: VclText, ends: readonly End[], states: readonly (boolean | null)[]): Quirk {
  const asked = ends.flatMap(({ assumptions }) => assumptions);
  const [first] = asked;
  const ways = (wanted: boolean): string[] => [
    ...new Set(
      ends.flatMap(({ assumptions }, index) => (states[index] === wanted ? [wayOf(assumptions)] : [])),
    ),
  ];
  const [good, bad] = [ways(true), ways(false)];
  const isClear =
    !states.includes(null) &&
    [good, bad].every((all) => all.length <= maxWays && !all.includes('')) &&
    good.every((way) => !bad.includes(way));
  const cases: Cases | undefined = isClear
    ? { passes: good.join(', or '), fails: bad.join(', or ') }
    : undefined;
  const span: Span = first ?? { start: 0, end: Math.min(1, text.length) };
  return {
    span: { start: span.start, end: span.end },
    id: 'condition-open',
    severity: 'unknown',
    text: first
      ? `Whether ${first.words} holds for a WebSocket depends on the request.`
      : 'The conditions hold for some senders and not for others: the result depends on the sender.',
    cause: null,
    edits: [],
    ...(cases ? { cases } : {}),
  };
}

function wayOf(assumptions: readonly Assumption[]): string {
  return assumptions.map(({ words, holds }) => `${words} ${holds ? 'holds' : 'does not hold'}`).join(' and ');
}

/** The route of one outcome. */
export function outcomeRoute(source: VclText, outcome: Outcome, request: UrlRequest): Route {
  const { names } = source;
  const span = outcome.from ?? names.subs.get('vcl_recv')?.at(-1) ?? names.file.declarations[0];
  const base = {
    label: labelOf(source, outcome),
    span: { start: span?.start ?? 0, end: span?.end ?? 0 },
    quirks: [...tlsQuirk(request, span), ...backendQuirks(source, outcome), ...laterQuirks(outcome)],
  };
  if (outcome.kind === 'answer') {
    const words = outcome.status === null ? outcome.action : String(outcome.status);
    return newRoute({
      ...base,
      entry: nearMissEntries(outcome),
      ending:
        outcome.to === null
          ? { kind: 'answer', status: outcome.status, words }
          : { kind: 'redirect', status: outcome.status, to: outcome.to, words },
    });
  }
  const backends = backendsOf(source, outcome.backend);
  const { url } = outcome.sent;
  const proxied = {
    ...base,
    ending: {
      kind: 'proxy' as const,
      target: backends.map(({ address }) => address).join(', ') || 'not known',
      path:
        url.kind === 'text' && url.text !== null
          ? { kind: 'made' as const, path: url.text }
          : { kind: 'unknown' as const },
    },
    backends,
    isSticky: backends.length < 2 || isStickyDirector(names, outcome.backend),
    proxyHeaders: proxyHeadersOf(source, outcome.backend),
    gaps: gapsOf(source, outcome),
  };
  if (outcome.kind === 'tunnel') return tunnelRoute(source, outcome, proxied);
  return newRoute({ ...proxied, ...fetchFacts(source, outcome) });
}

function tunnelRoute(
  source: VclText,
  { sent, from }: Outcome,
  proxied: Parameters<typeof newRoute>[0],
): Route {
  const isOpen = source.names.includes.length > 0;
  const gaps: Gap[] = isOpen
    ? [{ span: source.names.includes[0], about: 'header-include', text: includeWords(source) }]
    : [];
  const lacks = [...sent.headers].some(
    ([name, { value }]) =>
      (name === 'upgrade' || name === 'connection') &&
      !(value.kind === 'text' && value.text !== null && keepsUpgrade(name, value.text)),
  );
  const span = from ?? proxied.span;
  return newRoute({
    ...proxied,
    upgrade: { kind: 'headers' },
    requestHeaders: headerChanges(source, sent, span),
    quirks: [...(proxied.quirks ?? []), ...unsetQuirks(source, sent)],
    gaps: [...(proxied.gaps ?? []), ...(lacks ? gaps : [])],
    methods:
      sent.method.kind === 'text' && sent.method.text !== 'GET'
        ? [{ span, method: sent.method.text ?? '', applies: 'always', words: 'set req.method' }]
        : [],
    limits: [
      {
        span,
        kind: 'idle',
        setting: 'pipe_timeout',
        text: null,
        seconds: pipeTimeout,
        remark: 'It is a parameter of varnishd: -p pipe_timeout=3600.',
        edits: [],
      },
    ],
  });
}

function unsetQuirks({ text }: VclText, { unsets }: Outcome['sent']): Quirk[] {
  return unsets.map(
    ({ start, end }): Quirk => ({
      span: { start, end },
      id: 'header-unset-before-pipe',
      severity: 'error',
      text: `${text.slice(start, end).replace(/\s+/g, ' ')} stands before the pipe, so vcl_pipe has nothing to copy.`,
      cause: 'proxy-stripped-upgrade',
      edits: [{ kind: 'replace', span: { start, end }, text: '' }],
    }),
  );
}

/** Seconds; VCL of 7.1 cannot set it. */
const pipeTimeout = 60;

const includeWords = ({ names }: VclText): string =>
  `${names.includes[0].name} is not here. It can set Upgrade and Connection in vcl_pipe.`;

function headerChanges({ names }: VclText, { headers }: Outcome['sent'], span: Span): HeaderChange[] {
  return [...headers].flatMap(([name, { value, from }]): HeaderChange[] => {
    const isHop = name === 'upgrade' || name === 'connection';
    if (isHop ? value.kind === 'text' && isUnset(name, value, from, names) : from === null) return [];
    const label = labels[name] ?? name;
    const place = from ?? span;
    const isSet = value.kind === 'text' && value.text !== null;
    return [
      {
        span: place,
        name,
        label,
        action: isSet || isHop || value.kind === 'unknown' ? 'set' : 'remove',
        value: changedValue(value),
        applies: 'always',
        words: from === null ? 'Varnish' : isSet ? `set bereq.http.${label}` : `unset bereq.http.${label}`,
        edits: !isSet && !isHop ? [{ kind: 'replace', span: place, text: '' }] : [],
      },
    ];
  });
}

/** What Varnish itself sends, which no line of the text sets. */
function isUnset(name: string, value: Value, from: Span | null, names: Names): boolean {
  const isBuiltIn =
    value.kind === 'text' && (value.text === null || (name === 'connection' && value.text === 'close'));
  const inPipe = names.subs
    .get('vcl_pipe')
    ?.some(({ start, end }) => from && from.start >= start && from.end <= end);
  return isBuiltIn && inPipe !== true;
}

function changedValue(value: Value): HeaderChange['value'] {
  if (value.kind === 'text') return { kind: 'known', text: value.text ?? '' };
  return { kind: 'unknown', name: value.kind === 'unknown' ? value.name : '', isFault: false };
}

const labels: Readonly<Record<string, string | undefined>> = {
  upgrade: 'Upgrade',
  connection: 'Connection',
  'sec-websocket-key': 'Sec-WebSocket-Key',
  'sec-websocket-version': 'Sec-WebSocket-Version',
  'sec-websocket-protocol': 'Sec-WebSocket-Protocol',
  'sec-websocket-extensions': 'Sec-WebSocket-Extensions',
};

/** Why a request that is not piped has no upgrade, and what would pipe it. */
function fetchFacts(source: VclText, outcome: Outcome): Partial<Route> {
  const { names, text } = source;
  const entry = nearMissEntries(outcome);
  if (entry.length > 0) return { entry };
  const [include] = names.includes;
  if (include || (names.file.version === null && !names.subs.has('vcl_recv'))) {
    const words = include ? `${include.name} is not here.` : 'vcl_recv is not here.';
    const span = include ?? names.file.declarations[0] ?? { start: 0, end: 0 };
    const gap: Gap = {
      span,
      about: 'include',
      text: `${words} It decides whether a WebSocket is piped.`,
      cases: { passes: 'it pipes WebSockets', fails: 'it does not' },
    };
    return { gaps: [...gapsOf(source, outcome), gap] };
  }
  const span = outcome.from ?? names.subs.get('vcl_recv')?.at(-1) ?? { start: 0, end: text.length };
  const found = outcome.from === null ? 'the end of vcl_recv' : `return (${outcome.action})`;
  return {
    upgrade: {
      kind: 'switch',
      state: 'absent',
      span: { start: span.start, end: span.end },
      expected: 'return (pipe) in vcl_recv for a request with Upgrade: websocket',
      found,
      consequence:
        'Varnish takes Upgrade out of a request that it does not pipe, and the backend gets a plain one.',
      edits: [
        ...pipeEdits(text, names, outcome.from),
        ...(sendsUpgrade(outcome) ? [] : headerEdits(text, names)),
      ],
    },
  };
}

function sendsUpgrade({ sent }: Outcome): boolean {
  return ['upgrade', 'connection'].every((name) => {
    const value = sent.headers.get(name)?.value;
    return value?.kind === 'text' && value.text !== null && keepsUpgrade(name, value.text);
  });
}

function nearMissEntries({ nearMisses }: Outcome): EntryCondition[] {
  return nearMisses.map(
    ({ kind, header, value, better, start, end }: NearMiss): EntryCondition => ({
      span: { start, end },
      kind,
      isFault: true,
      text:
        kind === 'case'
          ? `Expected a comparison that ignores case: browsers send ${header}: ${value}.`
          : `Expected a search in the list: Firefox sends ${header}: ${value}.`,
      edits: [{ kind: 'replace', span: { start, end }, text: better }],
    }),
  );
}

function labelOf({ text }: VclText, { from, action, kind, backend }: Outcome): string {
  const line = from === null ? '' : ` of line ${text.slice(0, from.start).split('\n').length}`;
  const end = from === null ? 'the end of vcl_recv' : `return (${action})${line}`;
  const to = kind === 'answer' || backend.kind !== 'backend' ? '' : ` › backend ${backend.name}`;
  return `${end}${to}`;
}

/** The declared backends behind a value: one, or those of a director. */
function declared({ names }: VclText, backend: Value): string[] {
  if (backend.kind !== 'backend') return [];
  return [...(names.objects.get(backend.name)?.members ?? [backend.name])].filter((name) =>
    names.backends.has(name),
  );
}

function backendsOf(source: VclText, backend: Value): Backend[] {
  return declared(source, backend).flatMap((name): Backend[] => {
    const { fields, start, end } = source.names.backends.get(name)!;
    if (fields === null) return [];
    const host = textOfField(fieldOf(fields, 'host'));
    const socket = textOfField(fieldOf(fields, 'path'));
    if (host === null) return [{ span: { start, end }, address: socket ?? name, port: null, tls: false }];
    const [, own = host, inHost] = /^(.*?):(\d+)$/.exec(host) ?? [];
    const written = textOfField(fieldOf(fields, 'port')) ?? inHost ?? '80';
    const port = /^\d+$/.test(written) ? Number(written) : written === 'http' ? 80 : null;
    return [{ span: { start, end }, address: `${own}:${written}`, port, tls: false }];
  });
}

const isStickyDirector = ({ objects }: Names, backend: Value): boolean =>
  backend.kind === 'backend' && /\.(?:hash|shard|fallback)$/.test(objects.get(backend.name)?.maker ?? '');

function proxyHeadersOf(source: VclText, backend: Value): Route['proxyHeaders'] {
  return declared(source, backend).flatMap((name) => {
    const field = fieldOf(source.names.backends.get(name)?.fields ?? null, 'proxy_header');
    if (!field) return [];
    return [
      { span: { start: field.start, end: field.end }, direction: 'sent' as const, words: '.proxy_header' },
    ];
  });
}

function backendQuirks({ names }: VclText, { kind, backend }: Outcome): Quirk[] {
  if (kind === 'answer' || backend.kind !== 'backend') return [];
  const none = names.backends.get(backend.name);
  if (none?.fields !== null || none === undefined) return [];
  return [
    {
      span: { start: none.start, end: none.end },
      id: 'backend-none',
      severity: 'error',
      text: `The backend ${backend.name} is none: Varnish closes the connection.`,
      cause: 'upgrade-refused',
      edits: [],
    },
  ];
}

function gapsOf(source: VclText, { backend, from }: Outcome): Gap[] {
  const { names } = source;
  const span = from ?? names.file.declarations[0] ?? { start: 0, end: 0 };
  if (backend.kind !== 'backend') {
    const text = 'The backend of this request is not in this text.';
    return [{ span: { start: span.start, end: span.end }, about: 'backend', text }];
  }
  const object = names.objects.get(backend.name);
  if (!object || object.members.some((name) => names.backends.has(name))) return [];
  const text = `No backend of ${backend.name} is in this text.`;
  return [{ span: object.span, about: 'servers', text }];
}

function laterQuirks({ backend, later }: Outcome): Quirk[] {
  if (later === null || backend.kind !== 'backend' || later.backend === backend.name) return [];
  return [
    {
      span: { start: later.start, end: later.end },
      id: 'backend-set-after-pipe',
      severity: 'unknown',
      text: `return (pipe) ends vcl_recv before this line sets the backend ${later.backend}: the WebSocket goes to ${backend.name}.`,
      cause: 'upgrade-refused',
      edits: [],
      cases: {
        passes: `the WebSocket server listens at ${backend.name}`,
        fails: `it listens at ${later.backend}`,
      },
    },
  ];
}

/** Varnish 7.1 speaks no TLS to clients. */
function tlsQuirk({ tls }: UrlRequest, span: Span | undefined): Quirk[] {
  if (!tls) return [];
  return [
    {
      span: { start: span?.start ?? 0, end: span?.end ?? 0 },
      id: 'tls-in-front',
      severity: 'unknown',
      text: 'Varnish speaks no TLS: whether wss:// arrives depends on the server that ends TLS in front of it.',
      cause: null,
      edits: [],
      cases: {
        passes: 'a server in front of Varnish ends TLS and passes the upgrade on',
        fails: 'it does not',
      },
    },
  ];
}
