// nginx's variables, evaluated for the one request that is judged: a browser's WebSocket upgrade.

import { readExpression } from '../parse/expression.ts';
import { isInNetwork } from '../parse/network.ts';
import type { UrlRequest } from '../program.ts';
import { agentsOf, browserRequest, headersOfAsker, hostHeader, requestTarget } from '../websocket-request.ts';
import type { NginxDirective } from './parse.ts';
import { normalPath } from './request-path.ts';

/** A value for a browser's upgrade request, or the variable that this text does not define. */
export type NginxValue = { known: true; value: string } | { known: false; variable: string };

/**
 * Variables of nginx itself that say nothing about the upgrade. Those of the request's headers are in
 * `clientHeader`.
 */
const builtIn = new Set(
  `args binary_remote_addr body_bytes_sent content_length content_type document_root document_uri host
  hostname is_args proxy_add_x_forwarded_for proxy_host proxy_port query_string realpath_root remote_addr remote_port
  remote_user request request_id request_length request_time request_uri scheme server_addr server_name server_port
  server_protocol ssl_client_cert ssl_client_s_dn ssl_client_verify ssl_protocol ssl_server_name status time_iso8601
  time_local uri https upstream_addr nginx_version pid msec proxy_protocol_addr proxy_protocol_port request_method
  connection connection_requests connection_time proxy_internal_body_length proxy_internal_chunked
  request_body request_body_file request_completion request_filename
  request_port is_request_port limit_rate limit_req_status limit_conn_status tcpinfo_rtt tcpinfo_rttvar
  tcpinfo_snd_cwnd tcpinfo_rcv_space ancient_browser modern_browser msie bytes_received bytes_sent protocol pipe
  connections_active connections_reading connections_waiting connections_writing date_gmt date_local
  fastcgi_path_info fastcgi_script_name gzip_ratio brotli_ratio zstd_ratio http2 http3 quic invalid_referer memcached_key
  realip_remote_addr realip_remote_port secure_link secure_link_expires session_log_id session_time slice_range spdy
  spdy_request_priority uid_got uid_reset uid_set`.split(/\s+/),
);

/** Variables whose name begins so come from the request, the response or a module. */
const builtInPrefix =
  /^((http|sent_http|sent_trailer|trailer|otel|opentracing|acme|modsec|upstream|cookie|arg|ssl|jwt|geoip2?|proxy_protocol)_|\d)/;

/**
 * Headers that a browser sends with an upgrade, or that a proxy in front adds. Any other is absent from the
 * request.
 */
const clientHeader =
  /^http_(host|origin|user_agent|referer|cookie|authorization|accept\w*|cache_control|pragma|dnt|via|forwarded|sec_\w+|x_\w+|cf_\w+|true_client_ip|front_end_\w+|proxy_\w+|fastly_\w+|fly_\w+|cdn_\w+)$/;

/** Directives whose variable comes from a file, a module or code: its value cannot be known here. */
const definesVariable = new Set([
  'split_clients',
  'perl_set',
  'js_set',
  'set_by_lua_block',
  'auth_request_set',
]);

/** Values of the headers that the upgrade needs. The key is another one for each request. */
const requestValues: Readonly<Record<string, string>> = {
  http_upgrade: browserRequest.upgrade,
  http_connection: browserRequest.connection,
  request_method: browserRequest.method,
  // Browsers send none with a WebSocket.
  http_referer: '',
  http_sec_websocket_version: browserRequest.version,
  http_sec_websocket_key: 'dGhlIHNhbXBsZSBub25jZQ==',
};

/** Values that the URL gives. */
function urlValues({ host, port, tls, path, query }: UrlRequest): Record<string, string> {
  const requestUri = requestTarget({ path, query });
  return {
    host,
    http_host: hostHeader({ host, port, tls }),
    scheme: tls ? 'https' : 'http',
    https: tls ? 'on' : '',
    server_port: String(port),
    uri: normalPath(path),
    document_uri: normalPath(path),
    request_uri: requestUri,
    args: query,
    query_string: query,
    is_args: query === '' ? '' : '?',
    request: `GET ${requestUri} HTTP/1.1`,
    server_protocol: 'HTTP/1.1',
    ...Object.fromEntries(
      query.split('&').map((part): [string, string] => {
        const at = part.indexOf('=');
        const name = (at < 0 ? part : part.slice(0, at)).toLowerCase();
        return [`arg_${name}`, at < 0 ? '' : part.slice(at + 1)];
      }),
    ),
  };
}

/** Values that the client gives. */
function askerValues(request: UrlRequest): Record<string, string> {
  const { address } = request.asker ?? {};
  const headers = Object.entries(headersOfAsker(request)).map(([name, value]): [string, string] => [
    `http_${name.replaceAll('-', '_')}`,
    value ?? '',
  ]);
  return { ...Object.fromEntries(headers), ...(address === undefined ? {} : { remote_addr: address }) };
}

/** A map of a map, and so on, is followed this far; nginx itself refuses a cycle. */
const maxDepth = 8;

/** Everything in a file that gives variables values. */
export interface NginxVariables {
  evaluate(text: string): NginxValue;
  /** Values of a text for each of the typical senders. */
  evaluateForSenders(text: string): readonly NginxValue[];
  /** Variables of `map $http_upgrade` that give `upgrade` for a WebSocket, in the order of the text. */
  upgradeMaps: string[];
  isDefined(name: string): boolean;
}

/** Collects `map` and `set`. A variable that is set to different values in several places stays unknown. */
export function nginxVariables(directives: readonly NginxDirective[], request?: UrlRequest): NginxVariables {
  const definitions = new Definitions(request);
  definitions.collect(directives);
  return {
    evaluate: (text) => definitions.evaluate(text, 0),
    evaluateForSenders: (text) => definitions.evaluateForSenders(text),
    upgradeMaps: definitions.upgradeMaps(),
    isDefined: (name) => definitions.isDefined(name),
  };
}

/** A `set` line: the `if` that it stands in, and the server or location around both. */
interface NginxSet {
  readonly text: string;
  readonly condition: NginxDirective | null;
  readonly block: NginxDirective | null;
}

class Definitions {
  readonly #maps = new Map<string, NginxDirective>();
  readonly #sets = new Map<string, NginxSet[]>();
  readonly #geos = new Map<string, NginxDirective>();
  readonly #others = new Set<string>();
  readonly #common: Readonly<Record<string, string>>;
  #request: Readonly<Record<string, string>>;
  readonly #asked: UrlRequest | undefined;
  /** True when some server asks clients for a certificate. */
  #asksCertificates = false;
  /** Whether each `valid_referers` takes a request without a Referer header. */
  readonly #takesNoReferer: boolean[] = [];

  constructor(request: UrlRequest | undefined) {
    this.#common = request
      ? { ...requestValues, ...urlValues(request), ...askerValues(request) }
      : requestValues;
    this.#request = this.#common;
    this.#asked = request;
  }

  evaluateForSenders(text: string): NginxValue[] {
    return agentsOf(this.#asked).map((agent) => {
      this.#request = { ...this.#common, http_user_agent: agent };
      const value = this.evaluate(text, 0);
      this.#request = this.#common;
      return value;
    });
  }

  collect(list: readonly NginxDirective[], block: NginxDirective | null = null, outer = block): void {
    for (const directive of list) {
      const { name, args, children } = directive;
      this.#asksCertificates ||= name === 'ssl_verify_client';
      if (name === 'valid_referers') this.#takesNoReferer.push(args.some(({ text }) => text === 'none'));
      const last = args.at(-1)?.text ?? '';
      for (const { text } of args) {
        for (const [, capture] of text.matchAll(/\(\?P?<([A-Za-z_]\w*)>/g))
          this.#others.add(capture.toLowerCase());
      }
      if (name === 'map' && children) {
        this.#maps.set(bareName(last), directive);
        continue;
      }
      if (name === 'set' && args.length === 2) {
        const variable = bareName(args[0].text);
        const condition = block?.name === 'if' ? block : null;
        const set = { text: args[1].text, condition, block: condition ? outer : block };
        this.#sets.set(variable, [...(this.#sets.get(variable) ?? []), set]);
      } else if (name === 'geo' && children) {
        this.#geos.set(bareName(last), directive);
        continue;
      } else if (definesVariable.has(name)) {
        this.#others.add(bareName(children ? last : (args[0]?.text ?? '')));
      }
      this.collect(children ?? [], directive, block);
    }
  }

  isDefined(written: string): boolean {
    const name = written.toLowerCase();
    return (
      this.#maps.has(name) ||
      this.#sets.has(name) ||
      this.#geos.has(name) ||
      this.#others.has(name) ||
      builtIn.has(name) ||
      builtInPrefix.test(name)
    );
  }

  upgradeMaps(): string[] {
    return [...this.#maps].flatMap(([, map]) => {
      const name = writtenName(map.args.at(-1)?.text ?? '');
      const value = this.#variable(name, 0);
      const isUpgrade = value.known && value.value.toLowerCase() === 'upgrade';
      return isUpgrade && bareName(map.args[0]?.text ?? '') === 'http_upgrade' ? [name] : [];
    });
  }

  evaluate(text: string, depth: number): NginxValue {
    let out = '';
    let at = 0;
    for (const match of text.matchAll(/\$\{(\w+)\}|\$(\w+)/g)) {
      const value = this.#variable(match[1] ?? match[2], depth);
      if (!value.known) return value;
      out += text.slice(at, match.index) + value.value;
      at = match.index + match[0].length;
    }
    return { known: true, value: out + text.slice(at) };
  }

  #variable(written: string, depth: number): NginxValue {
    const name = written.toLowerCase();
    const unknown: NginxValue = { known: false, variable: `$${written}` };
    if (depth > maxDepth) return unknown;
    if (Object.hasOwn(this.#request, name)) return { known: true, value: this.#request[name] };
    // An argument that the query does not have is empty.
    if (this.#asked && name.startsWith('arg_')) return { known: true, value: '' };
    if (name === 'ssl_client_verify' && !this.#asksCertificates && this.#asked)
      return { known: true, value: this.#asked.tls ? 'NONE' : '' };
    if (name === 'invalid_referer' && new Set(this.#takesNoReferer).size === 1)
      return { known: true, value: this.#takesNoReferer[0] ? '' : '1' };
    const map = this.#maps.get(name);
    if (map) return this.#mapValue(map, depth) ?? unknown;
    const geo = this.#geos.get(name);
    if (geo) return this.#geoValue(geo, depth) ?? unknown;
    const sets = this.#sets.get(name);
    if (sets && new Set(sets.map(({ text }) => text)).size === 1)
      return this.evaluate(sets[0].text, depth + 1);
    if (sets) return this.#setInOrder(name, sets, depth) ?? unknown;
    if (name.startsWith('http_') && !clientHeader.test(name)) return { known: true, value: '' };
    return unknown;
  }

  /** The last value that the lines and the ifs of one block give; null when several blocks do, or an if is open. */
  #setInOrder(name: string, sets: readonly NginxSet[], depth: number): NginxValue | null {
    if (sets.some(({ block }) => block !== sets[0].block)) return null;
    const before = this.#request;
    let value: NginxValue | null = { known: true, value: '' };
    for (const { text, condition } of sets) {
      // The variable has its last value in the conditions and values that follow.
      this.#request = { ...before, [name]: value.value };
      const holds = condition === null ? true : nginxCondition(condition, this.#reading(depth + 1));
      const next: NginxValue | null = holds === true ? this.evaluate(text, depth + 1) : value;
      value = holds === null || !next.known ? null : next;
      if (value === null) break;
    }
    this.#request = before;
    return value;
  }

  #reading(depth: number): Pick<NginxVariables, 'evaluateForSenders'> {
    return { evaluateForSenders: (text) => [this.evaluate(text, depth)] };
  }

  /** `geo $address $variable`; without an address of its own the client's counts. */
  #geoValue(geo: NginxDirective, depth: number): NginxValue | null {
    const source = geo.args.length > 1 ? (geo.args[0]?.text ?? '') : '$remote_addr';
    const address = this.evaluate(source, depth + 1);
    const value = address.known ? geoEntry(geo, address.value) : null;
    return value === null ? null : this.evaluate(value, depth + 1);
  }

  #mapValue(map: NginxDirective, depth: number): NginxValue | null {
    const source = this.evaluate(map.args[0]?.text ?? '', depth + 1);
    const entries = map.children ?? [];
    if (!source.known || entries.some((entry) => entry.name === 'include')) return null;
    const areHosts = entries.some(({ name }) => name === 'hostnames');
    const keyOf = (isExpression: boolean) =>
      entries.find(({ name }) => name.startsWith('~') === isExpression && mapKeyMatches(name, source.value));
    // nginx looks for the text itself first, wherever it stands.
    const chosen =
      keyOf(false) ??
      (areHosts ? hostEntry(entries, source.value.toLowerCase()) : undefined) ??
      keyOf(true) ??
      entries.find((entry) => entry.name === 'default');
    return chosen ? this.evaluate(chosen.args[0]?.text ?? '', depth + 1) : { known: true, value: '' };
  }
}

/** The value of the smallest network that holds an address; null when the block has lines that are not read here. */
function geoEntry(block: NginxDirective, address: string): string | null {
  let value = '';
  let size = -1;
  for (const { name, args } of block.children ?? []) {
    if (/^(include|ranges|delete|proxy|proxy_recursive)$/.test(name)) return null;
    const isIn = name === 'default' ? true : isInNetwork(address, name);
    const bits = name === 'default' ? 0 : Number(name.split('/')[1] ?? '128');
    if (isIn === null && !name.includes(':')) return null;
    if (isIn !== true || bits < size) continue;
    value = args[0]?.text ?? '';
    size = bits;
  }
  return value;
}

function writtenName(name: string): string {
  return name.replace(/^\$\{?|\}$/g, '');
}

/** The name without its dollar sign. nginx reads names of variables in any case. */
function bareName(name: string): string {
  return writtenName(name).toLowerCase();
}

/**
 * A plain key is compared in any case; `~` begins an expression, `~*` one in any case; `\` escapes a keyword.
 */
function mapKeyMatches(key: string, value: string): boolean {
  if (key === 'default' || key === 'hostnames' || key === 'volatile') return false;
  if (!key.startsWith('~')) return key.replace(/^\\/, '').toLowerCase() === value.toLowerCase();
  const anyCase = key.startsWith('~*');
  return readExpression(key.slice(anyCase ? 2 : 1), anyCase)?.test(value) ?? false;
}

/** With `hostnames` the longest `*.example.com` (or `.example.com`) counts, then `www.example.*`. */
function hostEntry(entries: readonly NginxDirective[], host: string): NginxDirective | undefined {
  const byLength = [...entries].sort((a, b) => b.name.length - a.name.length);
  return (
    byLength.find(
      ({ name }) =>
        /^\*?\./.test(name) &&
        `.${host}`.endsWith(name.replace('*', '')) &&
        (name.startsWith('.') || host !== name.slice(2)),
    ) ?? byLength.find(({ name }) => name.endsWith('.*') && host.startsWith(name.slice(0, -1)))
  );
}

/**
 * Result of `if (…)` for a browser's upgrade request: true, false, or null when it depends on something else.
 */
export function nginxCondition(
  directive: NginxDirective,
  variables: Pick<NginxVariables, 'evaluateForSenders'>,
): boolean | null {
  const words = directive.args.map((word) => word.text).join(' ');
  const match = /^(\S+?)\s*(?:(!=|=|!~\*|!~|~\*|~)\s*(.*))?$/.exec(words.replace(/^\(\s*|\s*\)$/g, ''));
  // A WebSocket asks for paths that are no files.
  const fileTest = /^\(?\s*(!?)-[fed]\s/.exec(words);
  if (fileTest) return fileTest[1] === '!';
  if (!match?.[1].startsWith('$')) return null;
  const [, left, operator, right = ''] = match;
  const results = variables.evaluateForSenders(left).map((value, index): boolean | null => {
    if (!value.known) return null;
    if (operator === undefined) return value.value !== '' && value.value !== '0';
    if (operator === '=' || operator === '!=') {
      const other = variables.evaluateForSenders(right)[index];
      return other.known ? (value.value === other.value) === (operator === '=') : null;
    }
    const expression = readExpression(right, operator.endsWith('*'));
    return expression === null ? null : expression.test(value.value) !== operator.startsWith('!');
  });
  return results.every((one) => one === results[0]) ? results[0] : null;
}
