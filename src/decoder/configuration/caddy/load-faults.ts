// Why Caddy refuses to load a Caddyfile that parses: unknown directives and options, sites and matchers that are
// defined twice or not at all, times that cannot be read. From Caddy's documentation, measured on 2.6.

import type { Span, UnresolvedFact } from '../model.ts';
import { nearestName } from '../parse/near-names.ts';
import {
  type ArgumentFault,
  definitionFaults,
  directiveFaults,
  globalFaults,
  laterArguments,
  proxyOptionFaults,
  repeatedMatchers,
  siteAddressFaults,
} from './argument-faults.ts';
import { argumentOf, type CaddyDirective, nameOf } from './parse.ts';
import { type CaddyText, headOf, isSnippet, matcherWord } from './place.ts';

/** Directives of Caddy 2.6 and the blocks that hold directives again. */
const directives = new Set(
  `abort acme_server basicauth bind encode error file_server forward_auth handle handle_errors handle_path header import
  log map method metrics php_fastcgi push redir request_body request_header respond reverse_proxy rewrite root route
  skip_log templates tls tracing try_files uri vars`.split(/\s+/),
);

const laterDirectives = new Set('basic_auth fs intercept invoke log_append log_name log_skip'.split(' '));

/** Directives of Caddy 1, and names that people invent. */
const refused = new Set(
  `proxy websocket websockets ws gzip fastcgi errors ext git internal limits markdown mime pprof status timeouts
  transparent upload jwt login ratelimit startup shutdown on basic_auth_user proxy_pass location`.split(
    /\s+/,
  ),
);

const proxyOptions = new Set(
  `to dynamic lb_policy lb_retries lb_try_duration lb_try_interval lb_retry_match health_uri health_port health_interval
  health_timeout health_status health_body health_headers health_path fail_duration max_fails unhealthy_status
  unhealthy_latency unhealthy_request_count flush_interval buffer_requests buffer_responses max_buffer_size
  trusted_proxies header_up header_down method rewrite transport handle_response replace_status @ import`.split(
    /\s+/,
  ),
);

const laterProxyOptions =
  /^(request_buffers|response_buffers|stream_timeout|stream_close_delay|stream_log_skip|verbose_logs|health_(upstream|method|request_body|follow_redirects|passes|fails))$/;

const transportOptions = new Set(
  `read_buffer write_buffer max_response_header dial_timeout dial_fallback_delay response_header_timeout
  expect_continue_timeout resolvers tls tls_client_auth tls_insecure_skip_verify tls_timeout tls_trusted_ca_certs
  tls_server_name tls_renegotiation tls_except_ports keepalive keepalive_interval keepalive_idle_conns
  keepalive_idle_conns_per_host versions compression max_conns_per_host read_timeout write_timeout
  local_address`.split(/\s+/),
);

const laterTransportOptions =
  /^(proxy_protocol|tls_curves|tls_trust_pool|forward_proxy_url|network_proxy|tls_ca_pool\w*)$/;

const timeOptions =
  /^(read_timeout|write_timeout|dial_timeout|response_header_timeout|lb_try_duration|lb_try_interval|health_interval|health_timeout|fail_duration|stream_timeout|stream_close_delay|keepalive|keepalive_interval|flush_interval)$/;

const timePattern = /^-?(\d+(\.\d+)?(ns|us|µs|ms|s|m|h|d))+$|^0$|^-1$|^off$/;

/** Everything in a text for which Caddy refuses to load it, and what it may not know. */
export function loadFaults(source: CaddyText, sites: readonly CaddyDirective[]): UnresolvedFact[] {
  const found: UnresolvedFact[] = [
    ...repeatedSites(sites),
    ...[...globalFaults(source.file.directives, directives), ...sites.flatMap(siteAddressFaults)].map(asFact),
  ];
  found.push(...laterArguments(source.file.directives).map(argumentDoubt));
  for (const site of sites) found.push(...blockFaults(source, site.block ?? [], [site.block ?? []]));
  return found;
}

function argumentDoubt(snippet: CaddyDirective): UnresolvedFact {
  const text = 'Caddy before 2.7 does not replace {args[0]} of a snippet; there it is {args.0}.';
  const cases = { passes: 'Caddy is 2.7 or later', fails: 'Caddy is older' };
  return { ...doubt(headOf(snippet), '{args[0]}', text), cases };
}

function asFact({ at, reason, later }: ArgumentFault): UnresolvedFact {
  return later === undefined ? fault(headOf(at), nameOf(at), reason) : doubt(headOf(at), later, reason);
}

function fault(span: Span, name: string, reason: string): UnresolvedFact {
  return { kind: 'syntax', name, text: `Caddy does not load this: ${reason}`, span };
}

function doubt(span: Span, name: string, text: string): UnresolvedFact {
  return { kind: 'directive', name, text, span };
}

function repeatedSites(sites: readonly CaddyDirective[]): UnresolvedFact[] {
  const seen = new Set<string>();
  return sites.flatMap((site) =>
    site.words
      .map(({ text }) => text.replace(/,$/, '').replace(/\/$/, ''))
      .filter((address) => address !== '')
      .flatMap((address) => {
        if (seen.has(address)) return [fault(headOf(site), address, `the site ${address} stands twice.`)];
        seen.add(address);
        return [];
      }),
  );
}

function blockFaults(
  source: CaddyText,
  block: readonly CaddyDirective[],
  outer: readonly (readonly CaddyDirective[])[],
): UnresolvedFact[] {
  const own = source.expanded(block);
  const repeated = repeatedMatchers(own).map(asFact);
  const faults = own.flatMap((one): UnresolvedFact[] => {
    const name = nameOf(one);
    const span = headOf(one);
    if (name.startsWith('@')) return definitionFaults(one).map(asFact);
    if (name === '' || name === 'import' || name.includes('{')) return [];
    const found = [
      ...nameFaults(name, span),
      ...countFaults(one),
      ...directiveFaults(one).map(asFact),
      ...matcherFaults(source, one, outer),
    ];
    if (/^(handle|handle_path|route|handle_errors)$/.test(name) && one.block) {
      const inner = source.expanded(one.block);
      return [...found, ...blockFaults(source, one.block, [...outer, inner])];
    }
    return name === 'reverse_proxy' ? [...found, ...proxyFaults(source, one)] : found;
  });
  return [...repeated, ...faults];
}

function nameFaults(name: string, span: Span): UnresolvedFact[] {
  if (directives.has(name)) return [];
  if (laterDirectives.has(name)) {
    return [
      doubt(span, name, `${name} is a directive of later versions than Caddy 2.6, which does not load it.`),
    ];
  }
  const near = nearestName(name, [...directives, ...laterDirectives]);
  if (refused.has(name) || near !== null) {
    const hint = near === null ? '' : ` It resembles ${near}.`;
    return [fault(span, name, `there is no directive ${name} in Caddy 2.${hint}`)];
  }
  const text = `${name} is not a directive of Caddy itself. Without a plugin that has it Caddy does not load this text.`;
  return [doubt(span, name, text)];
}

/** Directives that need a word after their matcher, and those of them that take a path for it from 2.8 on. */
const needsWord = /^(redir|respond|error|method|uri|root|rewrite|request_header)$/;
const takesPathLater = /^(root|rewrite)$/;

/** A first word that begins with a slash is a matcher, so that the word which the directive needs is missing. */
function countFaults(directive: CaddyDirective): UnresolvedFact[] {
  const name = nameOf(directive);
  const { words, block } = directive;
  const span = headOf(directive);
  const [, first, second] = words.map(({ text }) => text);
  if (/^(handle|route)$/.test(name) && words.length > 2) {
    return [fault(span, name, `${name} takes one matcher, found "${second}" after it.`)];
  }
  if (name === 'handle_path' && !first?.startsWith('/')) {
    return [fault(span, name, `handle_path needs a path that begins with "/", found "${first ?? ''}".`)];
  }
  if (!needsWord.test(name) || block !== null || words.length !== 2 || matcherWord(directive) === '')
    return [];
  if (!takesPathLater.test(name) || first === '*' || first?.startsWith('@')) {
    return [
      fault(
        span,
        name,
        `${first} is the matcher of ${name}, and what follows it is missing. Write ${name} * ${first}.`,
      ),
    ];
  }
  const text = `Caddy before 2.8 takes ${first} for the matcher of ${name}, and does not load this. Write ${name} * ${first}.`;
  const cases = { passes: 'Caddy is 2.8 or later', fails: 'Caddy is older' };
  return [{ ...doubt(span, name, text), cases }];
}

function matcherFaults(
  source: CaddyText,
  directive: CaddyDirective,
  outer: readonly (readonly CaddyDirective[])[],
): UnresolvedFact[] {
  const name = matcherWord(directive);
  if (!name.startsWith('@')) return [];
  const isDefined = outer.some((block) => source.expanded(block).some((one) => nameOf(one) === name));
  const isOutside = source.file.directives.some((one) => nameOf(one) === name || isSnippet(one));
  if (isDefined || isOutside) return [];
  return [fault(headOf(directive), name, `the matcher ${name} is not defined.`)];
}

function proxyFaults(source: CaddyText, proxy: CaddyDirective): UnresolvedFact[] {
  const options = source.expanded(proxy.block ?? []);
  const words = proxy.words.slice(matcherWord(proxy) === '' ? 1 : 2);
  const addresses = [
    ...words.map(({ text }) => text),
    ...options
      .filter((one) => nameOf(one) === 'to')
      .flatMap((one) => one.words.slice(1).map(({ text }) => text)),
  ];
  return [
    ...addresses.flatMap((address) => addressFaults(address, headOf(proxy))),
    ...proxyOptionFaults(addresses, proxy, options).map(asFact),
    ...options.flatMap((one) => optionFaults(one, proxyOptions, laterProxyOptions, 'reverse_proxy')),
    ...options
      .filter((one) => nameOf(one) === 'transport' && argumentOf(one) === 'http')
      .flatMap((one) => one.block ?? [])
      .flatMap((one) => optionFaults(one, transportOptions, laterTransportOptions, 'transport http')),
  ];
}

function optionFaults(
  option: CaddyDirective,
  known: ReadonlySet<string>,
  later: RegExp,
  where: string,
): UnresolvedFact[] {
  const name = nameOf(option);
  const span = headOf(option);
  if (name.startsWith('@') || name.includes('{')) return [];
  if (later.test(name)) {
    return [
      doubt(span, name, `${name} is an option of later versions than Caddy 2.6, which does not load it.`),
    ];
  }
  if (!known.has(name)) return [fault(span, name, `there is no option ${name} of ${where}.`)];
  const value = argumentOf(option);
  if (timeOptions.test(name) && !value.includes('{') && !timePattern.test(value)) {
    return [fault(span, name, `"${value}" is not a time.`)];
  }
  return [];
}

/** Schemes that Caddy proxies to; an upstream is an address and has no path. */
function addressFaults(address: string, span: Span): UnresolvedFact[] {
  const match = /^(?:(\w+):\/\/)?([^/]*)(\/.*)?$/.exec(address);
  if (!match || address.includes('{') || address.startsWith('unix/')) return [];
  const [, scheme, , path] = match;
  if (path === undefined || scheme === undefined) return [];
  return [fault(span, address, `an upstream with a scheme has no path, found ${path}. Use rewrite for it.`)];
}
