// nginx's variables, evaluated for the one request that matters here: a browser's WebSocket upgrade.

import type { NginxDirective } from './nginx-parse.ts';
import { browserRequest } from './websocket-request.ts';

/** A value for a browser's upgrade request, or the variable that this text does not define. */
export type NginxValue = { known: true; value: string } | { known: false; variable: string };

/** Variables that depend on the request in a way that does not matter for the upgrade. */
const requestVariables = new Set([
  'args',
  'arg',
  'binary_remote_addr',
  'body_bytes_sent',
  'content_length',
  'content_type',
  'cookie',
  'document_root',
  'document_uri',
  'host',
  'hostname',
  'http_host',
  'is_args',
  'proxy_add_x_forwarded_for',
  'proxy_host',
  'proxy_port',
  'query_string',
  'realpath_root',
  'remote_addr',
  'remote_port',
  'remote_user',
  'request',
  'request_id',
  'request_length',
  'request_time',
  'request_uri',
  'scheme',
  'server_addr',
  'server_name',
  'server_port',
  'server_protocol',
  'ssl_client_cert',
  'ssl_client_s_dn',
  'ssl_client_verify',
  'ssl_protocol',
  'ssl_server_name',
  'status',
  'time_iso8601',
  'time_local',
  'uri',
  'https',
  'upstream_addr',
  'nginx_version',
  'pid',
  'msec',
  'proxy_protocol_addr',
  'proxy_protocol_port',
  'http_origin',
  'http_user_agent',
  'http_referer',
  'http_cookie',
  'http_x_forwarded_for',
  'http_x_forwarded_proto',
  'http_x_real_ip',
  'http_authorization',
]);

/** Directives whose variable comes from a file, a module or code: its value cannot be known here. */
const definesVariable = new Set([
  'geo',
  'split_clients',
  'perl_set',
  'js_set',
  'set_by_lua_block',
  'auth_request_set',
]);

/** Everything in a file that gives variables values. */
export interface NginxVariables {
  evaluate(text: string): NginxValue;
  /** Variables of `map $http_upgrade` that give `upgrade` for a WebSocket, first found first. */
  upgradeMaps: string[];
  isDefined(name: string): boolean;
}

/** Collects `map` and `set`. A variable that is set to different values in several places stays unknown. */
export function nginxVariables(directives: readonly NginxDirective[]): NginxVariables {
  const maps = new Map<string, NginxDirective>();
  const sets = new Map<string, string[]>();
  const other = new Set<string>();
  const visit = (list: readonly NginxDirective[]): void => {
    for (const directive of list) {
      const last = directive.args.at(-1)?.text ?? '';
      if (directive.name === 'map' && directive.children) {
        maps.set(bare(last), directive);
        continue;
      }
      if (directive.name === 'set' && directive.args.length === 2) {
        const name = bare(directive.args[0].text);
        sets.set(name, [...(sets.get(name) ?? []), directive.args[1].text]);
      } else if (definesVariable.has(directive.name)) {
        other.add(bare(directive.children ? last : (directive.args[0]?.text ?? '')));
      }
      visit(directive.children ?? []);
    }
  };
  visit(directives);

  const variable = (name: string, depth: number): NginxValue => {
    const unknown: NginxValue = { known: false, variable: `$${name}` };
    if (depth > 8) {
      return unknown;
    }
    if (name === 'http_upgrade') {
      return { known: true, value: browserRequest.upgrade };
    }
    if (name === 'http_connection') {
      return { known: true, value: browserRequest.connection };
    }
    if (name === 'request_method') {
      return { known: true, value: browserRequest.method };
    }
    if (name === 'http_sec_websocket_version') {
      return { known: true, value: browserRequest.version };
    }
    const map = maps.get(name);
    if (map) {
      return mapValue(map, depth) ?? unknown;
    }
    const values = sets.get(name);
    if (values && new Set(values).size === 1) {
      return evaluate(values[0], depth + 1);
    }
    // The header is there on every upgrade request; its value is another for each.
    if (name === 'http_sec_websocket_key') {
      return { known: true, value: 'dGhlIHNhbXBsZSBub25jZQ==' };
    }
    return unknown;
  };

  const mapValue = (map: NginxDirective, depth: number): NginxValue | null => {
    const source = evaluate(map.args[0]?.text ?? '', depth + 1);
    const entries = map.children ?? [];
    if (!source.known || entries.some((entry) => entry.name === 'include')) {
      return null;
    }
    const chosen =
      entries.find((entry) => mapKeyMatches(entry.name, source.value)) ??
      entries.find((entry) => entry.name === 'default');
    return chosen ? evaluate(chosen.args[0]?.text ?? '', depth + 1) : { known: true, value: '' };
  };

  const evaluate = (text: string, depth = 0): NginxValue => {
    let out = '';
    let unknown: string | null = null;
    const pattern = /\$\{(\w+)\}|\$(\w+)/g;
    let at = 0;
    for (const match of text.matchAll(pattern)) {
      const value = variable(match[1] ?? match[2], depth);
      out += text.slice(at, match.index) + (value.known ? value.value : '');
      unknown ??= value.known ? null : value.variable;
      at = (match.index ?? 0) + match[0].length;
    }
    return unknown === null
      ? { known: true, value: out + text.slice(at) }
      : { known: false, variable: unknown };
  };

  const upgradeMaps = [...maps.keys()].filter((name) => {
    const value = variable(name, 0);
    const source = maps.get(name)?.args[0]?.text ?? '';
    return bare(source) === 'http_upgrade' && value.known && value.value.toLowerCase() === 'upgrade';
  });
  const isDefined = (name: string): boolean =>
    maps.has(name) ||
    sets.has(name) ||
    other.has(name) ||
    requestVariables.has(name) ||
    /^(http|sent_http|upstream|cookie|arg|ssl|jwt|geoip2?|proxy|\d)/.test(name);
  return { evaluate: (text) => evaluate(text), upgradeMaps, isDefined };
}

function bare(name: string): string {
  return name.replace(/^\$\{?|\}$/g, '');
}

// A plain key is compared in any case; `~` begins a regular expression, `~*` one in any case; `\` escapes a keyword.
function mapKeyMatches(key: string, value: string): boolean {
  if (key === 'default' || key === 'hostnames' || key === 'volatile') {
    return false;
  }
  if (key.startsWith('~')) {
    const anyCase = key.startsWith('~*');
    const expression = regex(key.slice(anyCase ? 2 : 1), anyCase);
    return expression?.test(value) ?? false;
  }
  return key.replace(/^\\/, '').toLowerCase() === value.toLowerCase();
}

/** A Perl expression as JavaScript's, or null when JavaScript cannot read it. */
export function regex(source: string, anyCase: boolean): RegExp | null {
  try {
    return new RegExp(
      source.replace(/\(\?<(\w+)>/g, '(?<$1>').replace(/^\(\?i\)/, ''),
      anyCase || source.startsWith('(?i)') ? 'i' : '',
    );
  } catch {
    return null;
  }
}

/** Result of `if (…)` for a browser's upgrade request: true, false, or null when it hangs on something else. */
export function nginxCondition(directive: NginxDirective, variables: NginxVariables): boolean | null {
  const text = directive.args
    .map((word) => word.text)
    .join(' ')
    .replace(/^\(\s*|\s*\)$/g, '');
  const match = /^(\S+?)\s*(?:(!=|=|!~\*|!~|~\*|~)\s*(.*))?$/.exec(text);
  if (!match?.[1].startsWith('$')) {
    return null;
  }
  const left = variables.evaluate(match[1]);
  if (!left.known) {
    return null;
  }
  const operator = match[2];
  if (operator === undefined) {
    return left.value !== '' && left.value !== '0';
  }
  const right = match[3] ?? '';
  if (operator === '=' || operator === '!=') {
    const value = variables.evaluate(right);
    return value.known ? (left.value === value.value) === (operator === '=') : null;
  }
  const expression = regex(right, operator.endsWith('*'));
  return expression === null ? null : expression.test(left.value) !== operator.startsWith('!');
}
