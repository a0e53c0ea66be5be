// From a configuration of nghttpx to the route model: one site with the frontends, a route for each pattern, and a site
// for each frontend that answers by itself.
// Left out on purpose: HTTP/3, and what limits rates and sizes.

import {
  type Backend,
  type EarlyAnswer,
  type HeaderChange,
  type Listener,
  newRoute,
  type Quirk,
  type Route,
  type Site,
  type Span,
  spanOf,
  type TimeLimit,
  type UnresolvedFact,
} from '../model.ts';
import { addressOf as boundAddress } from '../parse/address.ts';
import { type LoadFault, loadQuirks } from '../parse/load-fault.ts';
import { backendCertificateQuirk, certificateQuirk } from '../parse/tls-front.ts';
import type { ReadConfiguration, Selection, UrlRequest } from '../program.ts';
import {
  addressOf,
  type BackendLine,
  backendLine,
  fitOf,
  isBetterFit,
  normalPath,
  type Pattern,
  partsOf,
} from './backends.ts';
import { isTls, loadFaults } from './load-faults.ts';
import { durationSeconds } from './options.ts';
import { type NghttpxFile, type NghttpxOption, parseNghttpx } from './parse.ts';

/** A text, and the request that is followed through it. */
interface Reading {
  readonly file: NghttpxFile;
  readonly backends: readonly BackendLine[];
  readonly request: UrlRequest | undefined;
  readonly whole: Span;
  readonly faults: readonly LoadFault[];
}

/** The backends of one pattern. */
interface Group {
  readonly pattern: Pattern;
  readonly lines: readonly BackendLine[];
}

/** Parses a text and makes the route model. Never throws. */
export function readNghttpx(text: string, request?: UrlRequest): ReadConfiguration {
  const file = parseNghttpx(text);
  const backends = file.options.filter(({ name }) => name === 'backend').map(backendLine);
  const whole = { start: 0, end: text.trimEnd().length };
  const faults = loadFaults(file, backends);
  const reading: Reading = { file, backends, request, whole, faults };
  const patterns = new Map<Route, Pattern>();
  const routes = groupsOf(backends).map((group) => {
    const route = routeOf(reading, group);
    patterns.set(route, group.pattern);
    return route;
  });
  const site: Site = { label: 'nghttpx', span: whole, hosts: [], listeners: listenersOf(reading), routes };
  const sites = file.options.length > 0 ? [site, ...answeringSites(file)] : [];
  const unresolved = [...faults.map(({ fact }) => fact), ...includesOf(file)];
  return {
    model: { sites, unresolved },
    select: (one, asked) => selectRoute(one, asked, patterns),
    programEdits: () => [],
  };
}

function includesOf({ options }: NghttpxFile): UnresolvedFact[] {
  return options
    .filter(({ name }) => name === 'include')
    .map((option) => ({
      kind: 'include',
      name: option.value,
      text: `${option.value} is not here. It can have other backends and options.`,
      span: spanOf(option),
    }));
}

/** The last line of an option is in force. */
const last = ({ options }: NghttpxFile, name: string): NghttpxOption | undefined =>
  options.findLast((one) => one.name === name);

const isOn = (option: NghttpxOption | undefined): boolean => option?.value.toLowerCase() === 'yes';

/** The groups in the order of the text; without a backend nghttpx connects to port 80 of its own machine. */
function groupsOf(backends: readonly BackendLine[]): Group[] {
  const groups = new Map<string, { pattern: Pattern; lines: BackendLine[] }>();
  for (const line of backends) {
    for (const pattern of line.patterns) {
      const key = pattern.host + pattern.path;
      const group = groups.get(key) ?? { pattern, lines: [] };
      group.lines.push(line);
      groups.set(key, group);
    }
  }
  return groups.size > 0 ? [...groups.values()] : [{ pattern: { host: '', path: '/' }, lines: [] }];
}

/** The pattern that fits best takes the request. */
function selectRoute(site: Site, asked: UrlRequest, patterns: ReadonlyMap<Route, Pattern>): Selection {
  const [only] = site.routes;
  if (only && !patterns.has(only)) return { route: only, steps: [], isCertain: true };
  const path = normalPath(asked.path);
  let best: { route: Route; fit: readonly number[] } | null = null;
  for (const route of site.routes) {
    const pattern = patterns.get(route);
    const fit = pattern ? fitOf(pattern, { host: asked.host, path }) : null;
    if (fit && (best === null || isBetterFit(fit, best.fit))) best = { route, fit };
  }
  if (!best)
    return { route: null, steps: [{ text: `No pattern fits ${path}.`, span: site.span }], isCertain: true };
  const { route } = best;
  const text = `${route.label} takes ${path}.`;
  return { route, steps: [{ text, span: route.span }], isCertain: true, path };
}

const parametersOf = (frontend: NghttpxOption): string[] =>
  partsOf(frontend)
    .slice(1)
    .map(({ text }) => text.toLowerCase());

const answersItself = (frontend: NghttpxOption): boolean =>
  parametersOf(frontend).some((name) => name === 'api' || name === 'healthmon');

const frontendsOf = ({ options }: NghttpxFile): NghttpxOption[] =>
  options.filter(({ name }) => name === 'frontend');

/** nghttpx listens here when no frontend is set. */
const defaultPort = 3000;

function listenersOf({ file, whole }: Reading): Listener[] {
  const old = isOn(last(file, 'accept-proxy-protocol'));
  const frontends = frontendsOf(file);
  // A proxy that clients are set to gets requests for every port.
  if (isForwardProxy(file)) return [];
  if (frontends.length === 0) return [{ span: whole, port: defaultPort, tls: true, expectsProxyHeader: old }];
  return frontends.filter((one) => !answersItself(one)).flatMap((one) => listenerOf(one, old));
}

function listenerOf(frontend: NghttpxOption, isOld: boolean): Listener[] {
  const address =
    addressOf(partsOf(frontend)[0].text) ?? addressOf(partsOf(frontend)[0].text.replace(/:(\d+)$/, ',$1'));
  const parameters = parametersOf(frontend);
  if (!address || address.port === null || parameters.includes('quic')) return [];
  const { host } = address;
  return [
    {
      span: spanOf(frontend),
      port: address.port,
      ...(host === 'localhost' ? { address: '127.0.0.1' } : boundAddress(host)),
      tls: isTls(frontend),
      expectsProxyHeader: isOld || parameters.includes('proxyproto'),
    },
  ];
}

function answeringSites(file: NghttpxFile): Site[] {
  return frontendsOf(file)
    .filter(answersItself)
    .map((frontend): Site => {
      const isMonitor = parametersOf(frontend).includes('healthmon');
      const words = isMonitor ? '200 (healthmon)' : '404 (api)';
      const status = isMonitor ? 200 : 404;
      const label = `frontend ${partsOf(frontend)[0].text}`;
      const span = spanOf(frontend);
      const route = newRoute({ label, span, ending: { kind: 'answer', status, words } });
      return { label, span, hosts: [], listeners: listenerOf(frontend, false), routes: [route] };
    });
}

const isForwardProxy = (file: NghttpxFile): boolean => isOn(last(file, 'http2-proxy'));

function routeOf(reading: Reading, { pattern, lines }: Group): Route {
  const { file, whole } = reading;
  const span = lines[0] ? spanOf(lines[0].option) : whole;
  const has = (name: string): BackendLine | undefined =>
    lines.find(({ parameters }) => parameters.some((one) => one.name === name));
  const text = `${pattern.host}${pattern.path}`;
  const drops = has('dnf');
  const backends = lines.flatMap(backendOf);
  const rewrite = last(file, 'host-rewrite');
  return newRoute({
    label: `nghttpx › ${text}`,
    span,
    path: pathMatch(pattern),
    ending: drops
      ? { kind: 'answer', status: null, words: 'nothing (dnf)' }
      : {
          kind: 'proxy',
          target: backends.map(({ address }) => address).join(', ') || '127.0.0.1:80',
          path: { kind: 'unchanged' },
        },
    backends,
    isSticky: backends.length < 2 || has('affinity') !== undefined,
    hostReplaced: rewrite && isOn(rewrite) ? { span: spanOf(rewrite) } : null,
    earlyAnswers: redirectOf(reading, has('redirect-if-not-tls')),
    versions: lines.flatMap(({ parameters }) =>
      parameters
        .filter(({ name, value }) => name === 'proto' && value === 'h2')
        .map((one) => ({
          span: spanOf(one),
          version: '2' as const,
          text: 'h2',
          applies: 'unknown' as const,
          words: 'proto=h2',
          remark: '',
          edits: [],
        })),
    ),
    requestHeaders: addedHeaders(file, 'add-request-header'),
    responseHeaders: addedHeaders(file, 'add-response-header'),
    limits: [idleLimit(reading, lines)],
    code: [
      ...file.options.filter(({ name }) => name === 'mruby-file').map(codeOf),
      ...lines.flatMap(({ parameters }) => parameters.filter(({ name }) => name === 'mruby').map(codeOf)),
    ],
    quirks: quirksOf(reading, lines),
    gaps: gapsOf(reading, lines),
  });
}

const codeOf = (one: Span & { readonly name: string }) => ({
  span: spanOf(one),
  words: `The script of ${one.name}`,
});

function pathMatch({ path }: Pattern): Route['path'] {
  const kind = path.endsWith('*')
    ? 'prefix'
    : path === '/'
      ? 'any'
      : path.endsWith('/')
        ? 'segment-prefix'
        : 'exact';
  return { kind, text: path.replace(/\*$/, ''), ignoresCase: false };
}

function backendOf({ option, address, parameters }: BackendLine): Backend[] {
  if (address === null) return [];
  const tls = parameters.some(({ name }) => name === 'tls');
  return [{ span: spanOf(option), address: address.words, port: address.port, tls }];
}

function gapsOf({ whole, file }: Reading, lines: readonly BackendLine[]): Route['gaps'] {
  if (lines.length > 0 || file.options.some(({ name }) => name === 'include')) return [];
  return [
    {
      span: whole,
      about: 'backend',
      text: 'No backend is set, so nghttpx connects to 127.0.0.1:80.',
      cases: { passes: 'the WebSocket server listens at 127.0.0.1:80', fails: 'it listens elsewhere' },
    },
  ];
}

/** Plain requests to a pattern with redirect-if-not-tls get 308. */
function redirectOf({ file, request }: Reading, line: BackendLine | undefined): EarlyAnswer[] {
  const parameter = line?.parameters.find(({ name }) => name === 'redirect-if-not-tls');
  if (!parameter) return [];
  const frontends = frontendsOf(file).filter((one) => !answersItself(one));
  const isPlain = frontends.some((one) => !isTls(one));
  const isMixed = isPlain && frontends.some(isTls);
  const applies = request
    ? request.tls
      ? 'never'
      : 'always'
    : isMixed
      ? 'some'
      : isPlain
        ? 'always'
        : 'never';
  return [
    {
      span: spanOf(parameter),
      how: 'redirect',
      applies,
      words: 'redirect-if-not-tls',
      condition: isMixed ? 'ws:// instead of wss://' : null,
    },
  ];
}

/** Added headers stand beside those of the request and of the response. */
function addedHeaders({ options }: NghttpxFile, option: string): HeaderChange[] {
  return options
    .filter(({ name }) => name === option)
    .map((one): HeaderChange => {
      const [label, ...rest] = one.value.split(':');
      return {
        span: spanOf(one),
        name: label.trim().toLowerCase(),
        label: label.trim(),
        action: 'add',
        value: { kind: 'known', text: rest.join(':').trim() },
        applies: 'always',
        words: option,
        edits: [{ kind: 'remove-lines', span: spanOf(one) }],
      };
    });
}

/** Seconds of `backend-read-timeout` when it is not set. */
const defaultIdle = 60;
const longIdle = '1h';

/** Of all timeouts this one alone closes a silent WebSocket; a pattern can have its own. */
function idleLimit({ file, whole }: Reading, lines: readonly BackendLine[]): TimeLimit {
  const own = lines.flatMap(({ parameters }) => parameters).find(({ name }) => name === 'read-timeout');
  if (own?.value) {
    const { start, end } = own;
    return {
      span: { start, end },
      kind: 'idle',
      setting: 'read-timeout',
      text: own.value,
      seconds: durationSeconds(own.value),
      edits: [{ kind: 'replace', span: { start, end }, text: `read-timeout=${longIdle}` }],
    };
  }
  const set = last(file, 'backend-read-timeout');
  const at = lines[0]?.option ?? whole;
  return {
    span: set ? spanOf(set) : spanOf(at),
    kind: 'idle',
    setting: 'backend-read-timeout',
    text: set ? set.value : null,
    seconds: set ? durationSeconds(set.value) : defaultIdle,
    edits: set ? [{ kind: 'replace', span: set.at, text: longIdle }] : [],
  };
}

function quirksOf(reading: Reading, lines: readonly BackendLine[]): Quirk[] {
  const { file, faults } = reading;
  return [
    ...loadQuirks(faults),
    ...proxyQuirks(file),
    ...backendTlsQuirks(file, lines),
    ...frontTlsQuirks(reading),
  ];
}

function proxyQuirks(file: NghttpxFile): Quirk[] {
  const option = last(file, 'http2-proxy');
  if (!option || !isOn(option)) return [];
  return [
    {
      span: spanOf(option),
      id: 'forward-proxy',
      severity: 'unknown',
      text: 'With http2-proxy=yes nghttpx is a proxy that clients are set to, and passes their CONNECT to the proxy after it.',
      cause: null,
      edits: [],
      cases: {
        passes:
          'the client is set to this proxy, and the proxy after it allows CONNECT to this host and port',
        fails: 'the client connects to nghttpx as to a server, which answers 400',
      },
    },
  ];
}

/** nghttpx verifies the certificate of a backend, unless `insecure` is on. */
function backendTlsQuirks(file: NghttpxFile, lines: readonly BackendLine[]): Quirk[] {
  const line = lines.find(({ parameters }) => parameters.some(({ name }) => name === 'tls'));
  if (!line || isOn(last(file, 'insecure'))) return [];
  const { option, address, parameters } = line;
  const name = parameters.find((one) => one.name === 'sni')?.value ?? address?.host ?? '';
  const words = address?.words ?? 'the backend';
  return [backendCertificateQuirk('nghttpx', { address: words, name }, option)];
}

/** What only clients over TLS meet. */
function frontTlsQuirks({ file, request }: Reading): Quirk[] {
  const frontends = frontendsOf(file);
  const isOverTls = request ? request.tls : frontends.length === 0 || frontends.some(isTls);
  if (!isOverTls) return [];
  const verify = last(file, 'verify-client');
  const protocols = last(file, 'npn-list');
  const lacksHttp1 = protocols !== undefined && !/(?:^|,)\s*http\/1\.1\s*(?:,|$)/.test(protocols.value);
  return [
    ...(verify && isOn(verify) ? [certificateQuirk('verify-client=yes', verify)] : []),
    ...(lacksHttp1
      ? [
          {
            span: spanOf(protocols),
            id: 'alpn-without-http1',
            severity: 'unknown' as const,
            text: `npn-list=${protocols.value} lacks http/1.1, the one protocol that a browser offers on a connection for a WebSocket.`,
            cause: null,
            edits: [],
            cases: {
              passes: 'the client opens it in an HTTP/2 connection that it already has (RFC 8441)',
              fails: 'the client opens a connection for it',
            },
          },
        ]
      : []),
  ];
}
