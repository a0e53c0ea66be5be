// From remap.config, records.config and records.yaml of Traffic Server to the route model: one site with all ports, and
// a route for each line that takes requests.
// Left out on purpose: caching, parents, and what changes plain requests alone.

import {
  type CodeFact,
  type Fact,
  type Listener,
  newRoute,
  type Quirk,
  type Route,
  type Site,
  type Span,
  spanOf,
  type TimeLimit,
  type UnresolvedFact,
  type UpgradePolicy,
} from '../model.ts';
import { addressOf as boundAddress } from '../parse/address.ts';
import { type LoadFault, loadQuirks } from '../parse/load-fault.ts';
import { backendCertificateQuirk } from '../parse/tls-front.ts';
import type { ReadConfiguration, Selection, UrlRequest } from '../program.ts';
import { refusals } from './filters.ts';
import { loadFaults } from './load-faults.ts';
import { parseTrafficServer, type RecordSetting, type TrafficServerFiles } from './parse.ts';
import { portOf, type RemapUrl, type Rule, rulesOf, takes, targetPath, webSocketScheme } from './rules.ts';

/** A text, and the request that is followed through it. */
interface Reading {
  readonly files: TrafficServerFiles;
  readonly rules: readonly Rule[];
  readonly faults: readonly LoadFault[];
  readonly request: UrlRequest | undefined;
}

/** Parses a text and makes the route model. Never throws. */
export function readTrafficServer(text: string, request?: UrlRequest): ReadConfiguration {
  const files = parseTrafficServer(text);
  const rules = rulesOf(files);
  const faults = loadFaults(files, rules);
  const reading: Reading = { files, rules, faults, request };
  const ruleOf = new Map<Route, Rule>();
  const routes = rules.map((rule) => {
    const route = routeOf(reading, rule);
    ruleOf.set(route, rule);
    return route;
  });
  const span = { start: 0, end: text.trimEnd().length };
  const site: Site = {
    label: 'Traffic Server',
    span,
    hosts: [],
    listeners: listenersOf(files, span),
    routes,
  };
  return {
    model: {
      sites: rules.length > 0 ? [site] : [],
      unresolved: [...faults.map(({ fact }) => fact), ...includesOf(files)],
    },
    select: (one, asked) => selectRoute(one, asked, ruleOf, setting(files, 'url_remap.remap_required')),
    programEdits: () => [],
  };
}

/** The last line of a setting is in force. */
function setting({ records }: TrafficServerFiles, name: string): RecordSetting | undefined {
  return records.findLast((one) => one.name === name);
}

function includesOf({ lines }: TrafficServerFiles): UnresolvedFact[] {
  return lines
    .filter(({ name }) => name === '.include')
    .map(({ words, start, end }) => {
      const name = words[1]?.text ?? '.include';
      const text = `${name} is not here. Its lines can take the WebSocket.`;
      return { kind: 'include', name, text, span: { start, end } };
    });
}

/** Without server_ports the text has no ports: it can be any. */
function listenersOf(files: TrafficServerFiles, span: Span): Listener[] {
  const ports = setting(files, 'http.server_ports');
  if (!ports) return [{ span, port: null, tls: false, expectsProxyHeader: false }];
  return ports.value
    .split(/[\s,]+/)
    .filter((one) => one !== '' && !/(?:^|:)quic(?:$|:)/.test(one))
    .map((one): Listener => {
      const options = one.split(':');
      const port = options.find((option) => /^\d+$/.test(option));
      const address = options.find((option) => option.startsWith('ip-in='))?.slice('ip-in='.length) ?? '';
      return {
        span: spanOf(ports),
        port: port === undefined ? null : Number(port),
        ...boundAddress(address),
        tls: options.includes('ssl'),
        expectsProxyHeader: options.includes('pp'),
      };
    });
}

/** The schemes of the lines that a request is looked for in; a path alone takes all. */
function fitsScheme({ from }: Rule, tls: boolean): boolean {
  return from.scheme === '' || from.scheme === (tls ? 'wss' : 'ws');
}

/** The order in which lines are tried: with the port of the listener, with a host, without one. */
const rankOf = ({ hasReceivedPort, from }: Rule): number => (from.host === '' ? 2 : hasReceivedPort ? 0 : 1);

function selectRoute(
  site: Site,
  request: UrlRequest,
  ruleOf: ReadonlyMap<Route, Rule>,
  required: RecordSetting | undefined,
): Selection {
  const all = site.routes.flatMap((route) => {
    const rule = ruleOf.get(route);
    return rule ? [{ route, rule }] : [];
  });
  const ordered = all.toSorted((a, b) => rankOf(a.rule) - rankOf(b.rule));
  let isCertain = true;
  for (const { route, rule } of ordered.filter((one) => fitsScheme(one.rule, request.tls))) {
    const isTaken = takes(rule, request);
    if (isTaken === false) continue;
    if (isTaken === null) {
      isCertain = false;
      continue;
    }
    const text = `"${rule.line.name} ${rule.from.text}" takes ${request.path}.`;
    const path = targetPath(rule, request.path);
    return { route: withPath(route, path), steps: [{ text, span: route.span }], isCertain };
  }
  const scheme = request.tls ? 'wss' : 'ws';
  if (required?.value === '0') {
    const text =
      'With remap_required 0 a request without a line goes to its own host; where that is depends on DNS.';
    return { route: null, steps: [{ text, span: required }], isCertain: false };
  }
  const plain = ordered.find(
    ({ rule }) => webSocketScheme[rule.from.scheme] === scheme && takes(rule, request),
  );
  const text = `No line for ${scheme}:// takes ${request.path}: Traffic Server answers 404.`;
  return { route: plain?.route ?? null, steps: [{ text, span: plain?.route.span ?? site.span }], isCertain };
}

function withPath(route: Route, path: string): Route {
  return route.ending.kind === 'proxy'
    ? { ...route, ending: { ...route.ending, path: { kind: 'made', path } } }
    : route;
}

function routeOf(reading: Reading, rule: Rule): Route {
  const { files, request } = reading;
  const { line, kind, from, to } = rule;
  const span = spanOf(rule);
  const pristine = setting(files, 'url_remap.pristine_host_hdr');
  const label = `${line.name} ${from.text}`;
  const path: Route['path'] = { kind: 'prefix', text: `/${from.path}`, ignoresCase: false };
  if (kind !== 'map') {
    const status = kind === 'redirect' ? 301 : 307;
    const words = `${line.name} (${status})`;
    return newRoute({ label, span, path, ending: { kind: 'redirect', status, to: to.text, words } });
  }
  return newRoute({
    label,
    span,
    path,
    ending: endingOf(reading, rule),
    upgrade: upgradeOf(rule),
    backends: [
      {
        span: spanOf(to),
        address: addressOf(to),
        port: portOf(to),
        tls: to.scheme === 'wss' || to.scheme === 'https',
      },
    ],
    hostReplaced: pristine?.value === '1' || to.host === from.host ? null : { span: spanOf(to) },
    earlyAnswers: refusals(rule, request),
    limits: limitsOf(files, rule),
    code: pluginsOf(rule),
    quirks: quirksOf(reading, rule),
  });
}

const addressOf = (to: RemapUrl): string => `${to.host}:${portOf(to)}`;

/** A line for http:// takes no upgrade; where another line does, it is there for plain requests. */
function endingOf({ rules }: Reading, rule: Rule): Route['ending'] {
  const { from, to } = rule;
  const wanted = webSocketScheme[from.scheme];
  if (wanted && rules.some((one) => one.from.scheme === wanted && one.from.host === from.host)) {
    return { kind: 'files', words: `answers 404, with no line of ${wanted}:// that fits` };
  }
  return { kind: 'proxy', target: to.text, path: { kind: 'unknown' } };
}

function upgradeOf({ line, from, to, end, start }: Rule): UpgradePolicy {
  const scheme = webSocketScheme[from.scheme];
  if (!scheme) return { kind: 'always' };
  const target = to.text.replace(/^[a-z]+/i, (own) => webSocketScheme[own.toLowerCase()] ?? own);
  const added = `${line.name} ${from.text.replace(/^[a-z]+/i, scheme)} ${target}`;
  return {
    kind: 'switch',
    state: 'absent',
    span: { start, end },
    expected: `"${added}" as well`,
    found: '',
    consequence: `Traffic Server looks for an upgrade among the lines for ${scheme}:// alone, and answers 404.`,
    edits: [{ kind: 'insert-lines-after', offset: end, lines: [added] }],
  };
}

/** Seconds of `websocket.no_activity_timeout` when it is not set. */
const defaultIdle = 120;
const longIdle = '3600';

/** Of all timeouts these two alone end a WebSocket. */
function limitsOf(files: TrafficServerFiles, rule: Rule): TimeLimit[] {
  const idle = setting(files, 'websocket.no_activity_timeout');
  const life = setting(files, 'websocket.active_timeout');
  const limit = (
    kind: TimeLimit['kind'],
    set: RecordSetting | undefined,
    at: Fact,
    seconds: number,
  ): TimeLimit => ({
    ...at,
    kind,
    setting: `proxy.config.websocket.${kind === 'idle' ? 'no_activity_timeout' : 'active_timeout'}`,
    text: set ? `${set.value} s` : null,
    seconds: set && /^\d+$/.test(set.value) ? Number(set.value) : seconds,
    edits: set ? [{ kind: 'replace', span: set.at, text: kind === 'idle' ? longIdle : '0' }] : [],
  });
  return [
    limit('idle', idle, { span: spanOf(idle ?? rule) }, defaultIdle),
    ...(life ? [limit('lifetime', life, { span: spanOf(life) }, 0)] : []),
  ];
}

/** conf_remap sets records for one line; other plugins are programs. */
function pluginsOf({ parameters }: Rule): CodeFact[] {
  const harmless = parameters
    .filter(({ text }) => text.startsWith('@pparam='))
    .every(({ text }) => /^@pparam=proxy\.config\.(?!websocket|http\.websocket)/.test(text));
  return parameters
    .filter(({ text }) => /^@(?:plugin|strategy)=/.test(text))
    .filter(({ text }) => !(harmless && /^@plugin=(?:.*\/)?conf_remap\.so$/.test(text)))
    .map(({ text, start, end }) => ({ span: { start, end }, words: text }));
}

function quirksOf({ files, faults }: Reading, { to }: Rule): Quirk[] {
  const most = setting(files, 'http.websocket.max_number_of_connections');
  const policy = setting(files, 'ssl.client.verify.server.policy');
  const isVerified =
    policy?.value.toUpperCase() === 'ENFORCED' && (to.scheme === 'wss' || to.scheme === 'https');
  return [
    ...loadQuirks(faults),
    ...(most?.value === '0'
      ? [
          {
            span: spanOf(most),
            id: 'no-connections',
            severity: 'error' as const,
            text: 'max_number_of_connections 0 allows no WebSocket: each gets 503. -1 sets no limit.',
            cause: 'upgrade-refused' as const,
            edits: [{ kind: 'replace' as const, span: most.at, text: '-1' }],
          },
        ]
      : []),
    ...(policy && isVerified
      ? [backendCertificateQuirk('Traffic Server', { address: to.host, name: to.host }, policy)]
      : []),
  ];
}
