// The facts of a `reverse_proxy` (or `php_fastcgi`): what comes to it, what its options and the directives
// around it do.

import {
  type Authentication,
  type Backend,
  type BackendVersion,
  type Buffering,
  type EntryCondition,
  type Gap,
  newRoute,
  type ProxyHeader,
  type Quirk,
  type Route,
  type TimeLimit,
} from '../model.ts';
import { secondsOf } from '../parse/duration.ts';
import { isPortNumber } from '../ports.ts';
import { headerChanges, responseHeaderChanges } from './headers.ts';
import { matcherHolds } from './matcher.ts';
import { appliesTo, earlyAnswers, rewrittenPath } from './order.ts';
import { argumentOf, type CaddyDirective, nameOf } from './parse.ts';
import { type CaddyLevel, type CaddyText, forwardedPath, headOf, matcherWord, pathOf } from './place.ts';

/** Policies by which the requests of one client reach the same backend. */
const stickyPolicies = new Set(['ip_hash', 'client_ip_hash', 'uri_hash', 'cookie', 'header', 'first']);

const askFirst = new Set(['forward_auth', 'basic_auth', 'basicauth']);

/** What the functions of this file read. */
interface ProxyPlace {
  readonly proxy: CaddyDirective;
  /** Options in the block of the directive, snippets included. */
  readonly options: readonly CaddyDirective[];
  /** Options of `transport`. */
  readonly transport: readonly CaddyDirective[];
  /** Directives of all blocks around it, the outermost first. */
  readonly around: readonly CaddyDirective[];
  readonly upstreams: readonly { readonly at: CaddyDirective; readonly address: string }[];
}

/** A place that passes requests on, for every WebSocket that may come to it. */
export function proxyRoute(
  source: CaddyText,
  proxy: CaddyDirective,
  levels: readonly CaddyLevel[],
  label: string,
): Route {
  return {
    ...proxyFacts(source, proxy, levels, label),
    path: pathOf(levels),
    entry: [...entryOf(source, levels), ...rewrittenPath(levels)],
    earlyAnswers: earlyAnswers(source, levels),
    authentication: levels
      .flatMap(({ directives }) => directives)
      .filter((one) => askFirst.has(nameOf(one)))
      .flatMap((one) => authentication(source, levels, one)),
  };
}

/** The facts of a place that passes requests on, without those that say which requests come to it. */
export function proxyFacts(
  source: CaddyText,
  proxy: CaddyDirective,
  levels: readonly CaddyLevel[],
  label: string,
): Route {
  const place = placeOf(source, proxy, levels);
  const { options, around } = place;
  const matcher = matcherWord(proxy);
  const target = place.upstreams.map(({ address }) => address).join(', ') || 'not given';
  const isFastCgi = nameOf(proxy) === 'php_fastcgi';
  const fastCgiTransport = named(options, 'transport').some((one) => argumentOf(one) === 'fastcgi');
  return newRoute({
    label: `${label} › ${nameOf(proxy)}${matcher ? ` ${matcher}` : ''}`,
    span: { start: proxy.start, end: proxy.end },
    ending:
      isFastCgi || fastCgiTransport
        ? { kind: 'other-protocol', target, words: isFastCgi ? 'php_fastcgi' : 'transport fastcgi' }
        : { kind: 'proxy', target, path: forwardedPath(levels) },
    requestHeaders: [
      ...named(around, 'request_header').flatMap(headerChanges),
      ...named(options, 'header_up').flatMap(headerChanges),
    ],
    responseHeaders: [
      ...named(around, 'header', 'intercept').flatMap(responseHeaderChanges),
      ...named(options, 'header_down').flatMap(responseHeaderChanges),
    ],
    methods: [...named(around, 'method'), ...named(options, 'method')].map((one) => ({
      span: headOf(one),
      method: one.words.at(-1)?.text ?? '',
      applies: matcherWord(one) === '' ? ('always' as const) : ('unknown' as const),
      words: 'method',
    })),
    versions: versions(place),
    backends: backends(place),
    isSticky: isSticky(place),
    limits: limits(place),
    buffering: options.flatMap(buffering),
    proxyHeaders: proxyHeaders(place),
    gaps: gaps(source, place),
    quirks: quirks(place),
  });
}

function placeOf(source: CaddyText, proxy: CaddyDirective, levels: readonly CaddyLevel[]): ProxyPlace {
  const options = source.expanded(proxy.block ?? []);
  const words = proxy.words.slice(matcherWord(proxy) === '' ? 1 : 2);
  return {
    proxy,
    options,
    transport: named(options, 'transport').flatMap((one) => one.block ?? []),
    around: levels.flatMap(({ directives }) => directives),
    upstreams: [
      ...words.map((word) => ({ at: proxy, address: word.text })),
      ...named(options, 'to').flatMap((one) =>
        one.words.slice(1).map((word) => ({ at: one, address: word.text })),
      ),
    ],
  };
}

function named(directives: readonly CaddyDirective[], ...names: string[]): CaddyDirective[] {
  return directives.filter((one) => names.includes(nameOf(one)));
}

/** Named matchers of the directive and of the handlers around it. */
export function entryOf(source: CaddyText, levels: readonly CaddyLevel[]): EntryCondition[] {
  const seen = new Set<string>();
  return levels.flatMap(({ handler }) => {
    const name = matcherWord(handler);
    if (!name.startsWith('@') || seen.has(name)) return [];
    seen.add(name);
    return conditionOf(source, levels, handler, name);
  });
}

function conditionOf(
  source: CaddyText,
  levels: readonly CaddyLevel[],
  handler: CaddyDirective,
  name: string,
): EntryCondition[] {
  const definition = source.matcher(name, levels);
  const { holds, fault } = definition ? matcherHolds(definition, null) : { holds: null, fault: null };
  if (fault) return [{ ...fault, isFault: true }];
  if (holds === true) return [];
  const span = headOf(handler);
  return holds === false
    ? [{ span, kind: 'excluded', isFault: true, text: `${name} does not hold for a WebSocket.`, edits: [] }]
    : [
        {
          span,
          kind: 'narrow',
          isFault: false,
          text: `Only requests that meet ${name} come here.`,
          edits: [],
        },
      ];
}

function versions({ upstreams, transport }: ProxyPlace): BackendVersion[] {
  const addresses = upstreams
    .filter(({ address }) => /^h2c:\/\//i.test(address))
    .map(({ at }) => version(at, 'h2c://', 'always'));
  const options = named(transport, 'versions').flatMap((option) => {
    const list = option.words.slice(1).map((word) => word.text);
    const words = `versions ${list.join(' ')}`;
    if (list.includes('h2c')) {
      const edits = [{ kind: 'remove-lines', span: headOf(option) }] as const;
      return [{ ...version(option, words, 'always'), edits }];
    }
    return list.includes('1.1') ? [] : [version(option, words, 'unknown')];
  });
  return [...addresses, ...options];
}

function version(at: CaddyDirective, words: string, applies: 'always' | 'unknown'): BackendVersion {
  return { span: headOf(at), version: '2', text: words, applies, words, remark: '', edits: [] };
}

function backends({ upstreams, transport }: ProxyPlace): Backend[] {
  const hasTls = transport.some((one) => nameOf(one).startsWith('tls'));
  return upstreams.map(({ at, address }) => {
    const match = /^(?:(\w+):\/\/)?[^/]*?(?::(\d+))?(?:\/.*)?$/.exec(address);
    const port = match?.[2] === undefined ? null : Number(match[2]);
    const scheme = match?.[1]?.toLowerCase();
    // Without a scheme, port 443 means TLS to Caddy.
    const tls = hasTls || scheme === 'https' || (scheme === undefined && port === 443);
    return { span: headOf(at), address, port, tls };
  });
}

function isSticky({ upstreams, options }: ProxyPlace): boolean {
  return (
    upstreams.length <= 1 || named(options, 'lb_policy').some((one) => stickyPolicies.has(argumentOf(one)))
  );
}

function limits({ options, transport }: ProxyPlace): TimeLimit[] {
  const limit = (option: CaddyDirective, kind: TimeLimit['kind'], edits: TimeLimit['edits']): TimeLimit => ({
    span: headOf(option),
    kind,
    setting: nameOf(option),
    text: argumentOf(option),
    seconds: secondsOf(argumentOf(option)),
    edits,
  });
  return [
    ...named(options, 'stream_timeout').map((one) => limit(one, 'lifetime', [])),
    // Without read_timeout Caddy waits for ever.
    ...named(transport, 'read_timeout').map((one) =>
      limit(one, 'idle', [{ kind: 'remove-lines', span: headOf(one) }]),
    ),
  ];
}

function buffering(option: CaddyDirective): Buffering[] {
  const span = headOf(option);
  const words = nameOf(option);
  switch (words) {
    case 'buffer_responses':
      return [{ span, words, effect: 'holds-response', edits: [{ kind: 'remove-lines', span }] }];
    case 'response_buffers':
      return [{ span, words, effect: 'unknown', edits: [] }];
    case 'flush_interval':
      return [{ span, words, effect: 'none', edits: [] }];
    default:
      return [];
  }
}

function authentication(
  source: CaddyText,
  levels: readonly CaddyLevel[],
  directive: CaddyDirective,
): Authentication[] {
  const words = nameOf(directive);
  const applies = appliesTo(source, levels, matcherWord(directive));
  if (applies === 'never') return [];
  const refusesAnonymous = words !== 'forward_auth' && applies === 'always';
  return [{ span: headOf(directive), words, refusesAnonymous }];
}

function proxyHeaders({ transport }: ProxyPlace): ProxyHeader[] {
  return named(transport, 'proxy_protocol').map((one) => ({
    span: headOf(one),
    direction: 'sent',
    words: 'proxy_protocol',
  }));
}

function gaps(source: CaddyText, { options, around }: ProxyPlace): Gap[] {
  const gap = (directive: CaddyDirective, consequence: string): Gap[] => {
    const name = source.unknownImport(directive);
    return name === null
      ? []
      : [
          {
            span: headOf(directive),
            about: 'include',
            text: `${name} is not here; it may ${consequence}.`,
            cases: {
              passes: `${name} exists and leaves WebSockets alone`,
              fails: `${name} answers them or changes what they need, or does not exist, so that Caddy does not start`,
            },
          },
        ];
  };
  return [
    ...around.flatMap((one) => gap(one, 'change or answer the request')),
    ...options.flatMap((one) => gap(one, 'contain header_up lines')),
  ];
}

/** TLS to an address of this machine or of a private network, whose certificate is rarely a public one. */
const localTls =
  /^https:\/\/(localhost|127\.|10\.|192\.168\.|172\.(1[6-9]|2\d|3[01])\.|\[::1\]|[^./:]+(:|$))/;

/** False for an address whose port is no number, no range and no name of a service. */
function hasPort(address: string): boolean {
  const port = /^(?:\w+:\/\/)?[^/:{}[\]]*:([^/:{}]*)$/.exec(address)?.[1];
  if (port === undefined || /^(https?|wss?)$/.test(port)) return true;
  const ends = port.split('-');
  return ends.length <= 2 && ends.every(isPortNumber);
}

function quirks({ proxy, options, upstreams, transport }: ProxyPlace): Quirk[] {
  const found: Quirk[] = [];
  const matcher = matcherWord(proxy);
  if (matcher.startsWith('/') && !matcher.includes('*')) {
    const text = `${matcher} matches this path alone; ${matcher}/ and what is below it go elsewhere (${matcher}* matches them).`;
    found.push(quirk(proxy, 'exact-path', 'note', text));
  }
  if (upstreams.length === 0 && named(options, 'dynamic').length === 0) {
    found.push(quirk(proxy, 'no-upstream', 'error', 'reverse_proxy names no upstream.'));
  }
  if (upstreams.length > 0 && upstreams.every(({ address }) => address === '')) {
    found.push(
      quirk(proxy, 'no-upstream', 'error', 'The upstream of reverse_proxy is empty for this request.'),
    );
  }
  const portless = upstreams.find(({ address }) => !hasPort(address));
  if (portless) {
    const text = `Caddy cannot connect to ${portless.address}: what follows the colon is no port.`;
    found.push(quirk(portless.at, 'upstream-port', 'error', text));
  }
  const plainPath = upstreams.find(
    ({ address }) => /^(?!\w+:\/\/)[^/{]+\/./.test(address) && !/^unix\//.test(address),
  );
  if (plainPath) {
    const text = `Caddy cannot connect to ${plainPath.address}: an upstream has no path. Use rewrite for it.`;
    found.push(quirk(plainPath.at, 'upstream-path', 'error', text));
  }
  const isVerified = !transport.some((one) => /^tls_(insecure|trust|trusted)/.test(nameOf(one)));
  const local = upstreams.find(({ address }) => localTls.test(address));
  if (local && isVerified) {
    const text = `Caddy verifies the certificate of ${local.address}. One that no public authority signed gives 502 without tls_insecure_skip_verify or a trusted certificate.`;
    const cases = {
      passes: `the certificate of ${local.address} is from a public authority`,
      fails: `the certificate of ${local.address} is from any other authority`,
    };
    found.push({ ...quirk(local.at, 'backend-certificate', 'unknown', text), cases });
  }
  for (const option of named(options, 'transport')) {
    const kind = argumentOf(option);
    if (kind === 'http' || kind === 'fastcgi') continue;
    const text = `What the transport ${kind} does with an upgrade is not known here.`;
    found.push(quirk(option, 'transport', 'unknown', text));
  }
  for (const option of named(options, 'handle_response')) {
    if (passesSwitch(option, options)) continue;
    const isLimited = option.words.length > 1;
    const text = isLimited
      ? `Responses that meet ${argumentOf(option)} are replaced here; whether a 101 does is not known.`
      : 'handle_response without a matcher replaces every response, the 101 too.';
    const severity = isLimited ? 'unknown' : 'error';
    found.push({ ...quirk(option, 'handle-response', severity, text), cause: 'upgrade-refused' });
  }
  return found;
}

/** Measured: a 101 passes where the status does not select it, and where copy_response sends it on. */
function passesSwitch(option: CaddyDirective, options: readonly CaddyDirective[]): boolean {
  const matcher = options.find((one) => nameOf(one) === argumentOf(option) && nameOf(one).startsWith('@'));
  const inline = matcher && matcher.words.length > 1 ? [{ ...matcher, words: matcher.words.slice(1) }] : [];
  const lines = matcher?.block ?? inline;
  const status = lines.filter((one) => nameOf(one) === 'status').flatMap(({ words }) => words.slice(1));
  if (status.length > 0 && status.every(({ text }) => !/^1(01|xx)$/.test(text))) return true;
  return (option.block ?? []).some((one) => nameOf(one) === 'copy_response' && one.words.length === 1);
}

function quirk(at: CaddyDirective, id: string, severity: Quirk['severity'], text: string): Quirk {
  return { span: headOf(at), id, severity, text, cause: null, edits: [] };
}
