// Words of a Caddyfile's lines for which Caddy does not load it. Measured on 2.6.

import { isBrokenExpression } from '../parse/expression.ts';
import { nearestName } from '../parse/near-names.ts';
import { type CaddyDirective, nameOf } from './parse.ts';
import { matcherWord } from './place.ts';

/** Why a line is refused; with `later` it is, unless the Caddy that runs is of a later version or has a plugin. */
export interface ArgumentFault {
  readonly at: CaddyDirective;
  readonly reason: string;
  readonly later?: string;
}

const globalOptions = new Set(
  `debug http_port https_port default_bind order storage storage_clean_interval renew_interval admin persist_config log
  grace_period shutdown_delay default_sni local_certs skip_install_trust email acme_ca acme_ca_root acme_eab acme_dns
  on_demand_tls key_type cert_issuer ocsp_stapling ocsp_interval preferred_chains servers pki events auto_https
  ocsp_stapling import`.split(/\s+/),
);

const serverOptions = new Set(
  'listener_wrappers timeouts max_header_size log_credentials protocol protocols metrics strict_sni_host keepalive_interval name trace'.split(
    ' ',
  ),
);
const laterServerOptions =
  /^(trusted_proxies\w*|client_ip_headers|enable_full_duplex|0rtt|keepalive_\w+|listener_\w+)$/;

const policies = new Set(
  'random random_choose first round_robin least_conn ip_hash uri_hash header cookie'.split(' '),
);
const laterPolicies = /^(client_ip_hash|query|weighted_round_robin)$/;

const matcherKinds = new Set(
  'path path_regexp host method header header_regexp protocol query remote_ip expression file not vars vars_regexp'.split(
    ' ',
  ),
);

/** Lookarounds and backreferences, which the expressions of Go do not have. */
const notInGo = /\(\?(?:[=!]|<[=!])|(?:^|[^\\])\\[1-9]/;

/** Faults of the options in the braces without a name, which must stand first. */
export function globalFaults(
  directives: readonly CaddyDirective[],
  siteDirectives: ReadonlySet<string>,
): ArgumentFault[] {
  const isGlobal = (one: CaddyDirective): boolean => one.words.length === 0 && one.block !== null;
  const late = directives.slice(1).filter(isGlobal);
  const [first] = directives;
  const options = first && isGlobal(first) ? (first.block ?? []) : [];
  return [
    ...late.map((at) => ({
      at,
      reason: 'the braces without an address are the global options, which stand first.',
    })),
    ...options.flatMap((at) => [...globalOption(at, siteDirectives)]),
  ];
}

function globalOption(at: CaddyDirective, siteDirectives: ReadonlySet<string>): ArgumentFault[] {
  const name = nameOf(at);
  const words = at.words.slice(1).map(({ text }) => text);
  if (name === 'order') {
    const isRight = /^(first|last)$/.test(words[1] ?? '')
      ? words.length === 2
      : /^(before|after)$/.test(words[1] ?? '') && words.length === 3;
    return isRight
      ? []
      : [{ at, reason: 'order takes a directive, and first, last, before or after another.' }];
  }
  if (
    name === 'auto_https' &&
    !/^(off|disable_redirects|disable_certs|ignore_loaded_certs|prefer_wildcard)$/.test(words[0] ?? '')
  )
    return [{ at, reason: `auto_https does not take "${words.join(' ')}".` }];
  if (name === 'servers') return (at.block ?? []).flatMap(serverOption);
  if (globalOptions.has(name) || /[{}$]/.test(name)) return [];
  if (siteDirectives.has(name))
    return [
      { at, reason: `${name} belongs into a site. The braces without an address hold global options.` },
    ];
  const near = nearestName(name, globalOptions);
  if (near !== null) return [{ at, reason: `there is no global option ${name}. It resembles ${near}.` }];
  return [{ at, reason: `${name} is no global option of Caddy 2.6, which does not load it.`, later: name }];
}

function serverOption(at: CaddyDirective): ArgumentFault[] {
  const name = nameOf(at);
  if (laterServerOptions.test(name))
    return [
      {
        at,
        reason: `${name} is an option of later versions than Caddy 2.6.2, which does not load it.`,
        later: name,
      },
    ];
  if (!serverOptions.has(name)) return [{ at, reason: `there is no option ${name} of servers.` }];
  const unknown =
    name === 'protocols' ? at.words.slice(1).find(({ text }) => !/^(h1|h2|h2c|h3)$/.test(text)) : undefined;
  return unknown === undefined ? [] : [{ at, reason: `there is no protocol ${unknown.text}.` }];
}

/** Faults of the words of a directive. */
export function directiveFaults(at: CaddyDirective): ArgumentFault[] {
  const name = nameOf(at);
  if (at.words.some(({ text }) => text.includes('{$') || text.includes('{args'))) return [];
  const words = at.words.slice(matcherWord(at) === '' ? 1 : 2).map(({ text }) => text);
  const reason = directiveReason(name, words, at);
  if (reason !== null) return [{ at, reason }];
  if (name === 'handle_errors' && words.length > 0)
    return [
      {
        at,
        reason: 'handle_errors takes status codes from Caddy 2.8 on; before, it does not load this.',
        later: 'handle_errors with codes',
      },
    ];
  return [];
}

const uriCounts: Readonly<Record<string, readonly [number, number]>> = {
  strip_prefix: [1, 1],
  strip_suffix: [1, 1],
  replace: [2, 3],
  path_regexp: [2, 2],
};

function directiveReason(name: string, words: readonly string[], at: CaddyDirective): string | null {
  switch (name) {
    case 'respond':
    case 'error':
      return words.length > 2
        ? `${name} takes a text and a status, found "${words[2]}" after them. A text with blanks needs quotes.`
        : null;
    case 'redir':
      return words.length < 2 || /^(3\d\d|401|permanent|temporary|html|\{.*\})$/.test(words[1])
        ? null
        : `redir has no code ${words[1]}.`;
    case 'rewrite':
      return words.length > 1 ? `rewrite takes one address, found "${words[1]}" after it.` : null;
    case 'abort':
      return words.length > 0 ? `abort takes a matcher alone, found "${words[0]}".` : null;
    case 'method':
      return words.length === 1 ? null : 'method takes one method.';
    case 'uri': {
      const count = Object.hasOwn(uriCounts, words[0] ?? '') ? uriCounts[words[0]] : undefined;
      if (count === undefined) return words[0] === 'query' ? null : `uri has no action "${words[0] ?? ''}".`;
      const found = words.length - 1;
      return found < count[0] || found > count[1]
        ? `uri ${words[0]} takes ${count[0]} words, found ${found}.`
        : null;
    }
    case 'forward_auth':
      return (at.block ?? []).some((one) => /^(uri|import)$/.test(nameOf(one)))
        ? null
        : 'forward_auth needs a uri in its block.';
    case 'encode': {
      const unknown = words.find((word) => !/^(gzip|zstd|br|brotli)$/.test(word));
      return unknown === undefined ? null : `there is no encoding ${unknown}.`;
    }
    case 'tls':
      return words.length !== 1 || /^(internal|force_automate)$|@|\{/.test(words[0])
        ? null
        : `tls takes internal, an address of mail, or a certificate and its key, found "${words[0]}".`;
    default:
      return null;
  }
}

/** Faults of the options of a reverse_proxy. */
export function proxyOptionFaults(
  addresses: readonly string[],
  proxy: CaddyDirective,
  options: readonly CaddyDirective[],
): ArgumentFault[] {
  const schemes = new Set(
    addresses
      .filter((address) => !address.includes('{') && !address.startsWith('unix/'))
      .map((address) => /^(\w+):\/\//.exec(address)?.[1] ?? ''),
  );
  const matchers = new Set(options.map(nameOf).filter((name) => name.startsWith('@')));
  return [
    ...(schemes.has('https') && schemes.has('http')
      ? [{ at: proxy, reason: 'all upstreams have the same scheme.' }]
      : []),
    ...options.flatMap((one) => optionFault(one, matchers)),
  ];
}

function optionFault(at: CaddyDirective, matchers: ReadonlySet<string>): ArgumentFault[] {
  const name = nameOf(at);
  const words = at.words.slice(1).map(({ text }) => text);
  const [value = ''] = words;
  if (words.some((word) => word.includes('{$') || word.includes('{args'))) return [];
  if (
    /^(health_uri|health_port|health_status|lb_policy|transport|method|rewrite|to)$/.test(name) &&
    value === ''
  )
    return [{ at, reason: `${name} needs a value.` }];
  if (/^header_(up|down)$/.test(name)) {
    if (words.length === 0 || words.length > 3)
      return [
        {
          at,
          reason: `${name} takes a header, and one or two words, found ${words.length}. A value with blanks needs quotes.`,
        },
      ];
    if (words.length === 3 && isBrokenInGo(words[1]))
      return [{ at, reason: `the expression ${words[1]} does not compile.` }];
  }
  if (name === 'lb_policy' && !policies.has(value)) {
    const reason = `there is no lb_policy ${value} in Caddy 2.6.`;
    return laterPolicies.test(value) ? [{ at, reason, later: `lb_policy ${value}` }] : [{ at, reason }];
  }
  if (name === 'transport' && /^(ws|wss|websocket|websockets|https)$/.test(value))
    return [{ at, reason: `there is no transport ${value}. transport http carries WebSockets.` }];
  if (name !== 'handle_response' || value === '') return [];
  if (!value.startsWith('@'))
    return [{ at, reason: `handle_response takes a named matcher, found ${value}.` }];
  return matchers.has(value)
    ? []
    : [{ at, reason: `the matcher ${value} is not defined in this reverse_proxy.` }];
}

function isBrokenInGo(expression: string): boolean {
  return notInGo.test(expression) || isBrokenExpression(expression.replace(/^\(\?[a-z]+\)/, ''));
}

/** Faults of the definition of a named matcher. */
export function definitionFaults(definition: CaddyDirective): ArgumentFault[] {
  const single = { ...definition, words: definition.words.slice(1), block: null };
  const lines = definition.block ?? (single.words.length > 0 ? [single] : []);
  return lines.flatMap((at) => lineFault(at));
}

function lineFault(at: CaddyDirective): ArgumentFault[] {
  const name = nameOf(at);
  const words = at.words.slice(1).map(({ text }) => text);
  if (words.some((word) => word.includes('{$') || word.includes('{args'))) return [];
  switch (name) {
    case 'not':
      return (at.block ?? [{ ...at, words: at.words.slice(1), block: null }]).flatMap((one) =>
        one.words.length === 0 ? [] : lineFault(one),
      );
    case 'header': {
      if (words.length === 2 || (words.length === 1 && words[0].startsWith('!'))) return [];
      if (words.length === 1)
        return [
          {
            at,
            reason:
              'header needs a field and a value in Caddy 2.6, which does not load this. Write * for any value.',
            later: 'header without a value',
          },
        ];
      return [
        {
          at,
          reason: `header takes a field and one value, found ${words.length} words. A value with blanks needs quotes.`,
        },
      ];
    }
    case 'path_regexp':
    case 'header_regexp': {
      const least = name === 'path_regexp' ? 1 : 2;
      if (words.length < least || words.length > least + 1)
        return [{ at, reason: `${name} takes ${least} or ${least + 1} words, found ${words.length}.` }];
      const expression = words.at(-1) ?? '';
      return isBrokenInGo(expression)
        ? [{ at, reason: `the expression ${expression} does not compile.` }]
        : [];
    }
    case 'expression':
      return expressionFault(at, words.join(' '));
    default:
      return kindFault(at, name);
  }
}

function expressionFault(at: CaddyDirective, text: string): ArgumentFault[] {
  const bare = text.replace(/"[^"]*"|'[^']*'/g, '""');
  if (/\s(and|or|not)\s/i.test(bare))
    return [{ at, reason: 'an expression joins its parts with && and ||.' }];
  return /[^=!<>]=[^=]/.test(bare) ? [{ at, reason: 'an expression compares with ==.' }] : [];
}

function kindFault(at: CaddyDirective, name: string): ArgumentFault[] {
  if (matcherKinds.has(name) || name === '' || /[^\w]/.test(name)) return [];
  if (/^(client_ip|tls)$/.test(name))
    return [
      {
        at,
        reason: `the matcher ${name} is of later versions than Caddy 2.6, which does not load it.`,
        later: name,
      },
    ];
  const near = nearestName(name, matcherKinds);
  if (near !== null || /^web_?sockets?$|^upgrade$/.test(name))
    return [{ at, reason: `there is no matcher ${name}.${near === null ? '' : ` It resembles ${near}.`}` }];
  return [
    { at, reason: `the matcher ${name} is not one of Caddy itself, which does not load it.`, later: name },
  ];
}

/** Definitions of the same name in one block. */
export function repeatedMatchers(block: readonly CaddyDirective[]): ArgumentFault[] {
  const seen = new Set<string>();
  return block.flatMap((at) => {
    const name = nameOf(at);
    if (!name.startsWith('@')) return [];
    if (seen.has(name)) return [{ at, reason: `the matcher ${name} is defined twice.` }];
    seen.add(name);
    return [];
  });
}

/** A scheme and a port that contradict each other. */
export function siteAddressFaults(site: CaddyDirective): ArgumentFault[] {
  const wrong = site.words.find(({ text }) => /^http:\/\/[^/]*:443\b|^https:\/\/[^/]*:80(?!\d)/.test(text));
  return wrong === undefined
    ? []
    : [
        {
          at: site,
          reason: `the scheme and the port of ${wrong.text.replace(/,$/, '')} contradict each other.`,
        },
      ];
}

/** Snippets with `{args[0]}`, which Caddy before 2.7 leaves as it is. Measured: it replaces `{args.0}`. */
export function laterArguments(directives: readonly CaddyDirective[]): CaddyDirective[] {
  const hasOne = (one: CaddyDirective): boolean =>
    one.words.some(({ text }) => text.includes('{args[')) || (one.block ?? []).some(hasOne);
  return directives.filter((one) => /^\(.*\)$/.test(nameOf(one)) && hasOne(one));
}
