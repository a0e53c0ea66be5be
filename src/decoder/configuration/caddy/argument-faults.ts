// Words of a Caddyfile's lines for which Caddy does not load it. Measured on 2.6.

import { nearestName } from '../parse/near-names.ts';
import {
  encodeReason,
  headerReason,
  hostReason,
  mapReason,
  proxyPairFaults,
  tlsReason,
  usersReason,
} from './combinations.ts';
import { isBrokenInGo } from './go-expression.ts';
import { directiveGrammar, isOfKind, matcherGrammar } from './grammar.ts';
import { type ArgumentFault, lineGrammarFaults } from './grammar-faults.ts';
import { type CaddyDirective, linesOf, nameOf } from './parse.ts';
import { matcherWord } from './place.ts';

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

function directiveReason(name: string, words: readonly string[], at: CaddyDirective): string | null {
  switch (name) {
    case 'respond':
    case 'error':
      return words.length > 2
        ? `${name} takes a text and a status, found "${words[2]}" after them. A text with blanks needs quotes.`
        : null;
    case 'rewrite':
      return words.length > 1 ? `rewrite takes one address, found "${words[1]}" after it.` : null;
    case 'abort':
      return words.length > 0 ? `abort takes a matcher alone, found "${words[0]}".` : null;
    case 'forward_auth':
      return (at.block ?? []).some((one) => /^(uri|import)$/.test(nameOf(one)))
        ? null
        : 'forward_auth needs a uri in its block.';
    case 'tls':
      return words.length !== 1 || isOfKind(words[0], 'internal|mail') || words[0] === 'force_automate'
        ? tlsReason(words, at)
        : `tls takes internal, an address of mail, or a certificate and its key, found "${words[0]}".`;
    case 'map':
      return mapReason(words, at);
    case 'encode':
      return encodeReason(words, at);
    case 'basicauth':
      return usersReason(at);
    case 'header':
    case 'request_header':
      return headerReason(words, at);
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
    ...proxyPairFaults(schemes, options),
    ...options.flatMap((one) => optionFault(one, matchers)),
  ];
}

function optionFault(at: CaddyDirective, matchers: ReadonlySet<string>): ArgumentFault[] {
  const name = nameOf(at);
  const words = at.words.slice(1).map(({ text }) => text);
  const [value = ''] = words;
  if (words.some((word) => word.includes('{$') || word.includes('{args'))) return [];
  if (
    /^header_(up|down)$/.test(name) &&
    words.length === 3 &&
    !/^[-+?]/.test(value) &&
    isBrokenInGo(words[1])
  )
    return [{ at, reason: `the expression ${words[1]} does not compile.` }];
  if (/^header_(up|down)$/.test(name) && value.startsWith('?'))
    return [{ at, reason: `${name} takes no default for a field, found "${value}".` }];
  if (name === 'transport' && /^(ws|wss|websocket|websockets|https)$/.test(value))
    return [{ at, reason: `there is no transport ${value}. transport http carries WebSockets.` }];
  const isNamed =
    value.startsWith('@') && (name === 'handle_response' || (name === 'replace_status' && words.length > 1));
  return !isNamed || matchers.has(value)
    ? []
    : [{ at, reason: `the matcher ${value} is not defined in this reverse_proxy.` }];
}

/** Faults of the definition of a named matcher. */
export function definitionFaults(definition: CaddyDirective): ArgumentFault[] {
  const lines = linesOf(definition);
  const reason = hostReason(lines);
  return [...(reason === null ? [] : [{ at: definition, reason }]), ...lines.flatMap((at) => lineFault(at))];
}

function lineFault(at: CaddyDirective): ArgumentFault[] {
  const name = nameOf(at);
  const words = at.words.slice(1).map(({ text }) => text);
  if (words.some((word) => word.includes('{$') || word.includes('{args'))) return [];
  if (name === 'not') {
    return linesOf(at).flatMap((one) => (one.words.length === 0 ? [] : lineFault(one)));
  }
  if (name === 'expression') return expressionFault(at, words.join(' '));
  const rules = matcherGrammar.get(name);
  return rules ? lineGrammarFaults(at, at.words.slice(1), rules, name) : kindFault(at, name);
}

function expressionFault(at: CaddyDirective, text: string): ArgumentFault[] {
  const bare = text.replace(/"[^"]*"|'[^']*'/g, '""');
  if (/\s(and|or|not)\s/i.test(bare))
    return [{ at, reason: 'an expression joins its parts with && and ||.' }];
  return /[^=!<>]=[^=]/.test(bare) ? [{ at, reason: 'an expression compares with ==.' }] : [];
}

function kindFault(at: CaddyDirective, name: string): ArgumentFault[] {
  if (name === '' || /[^\w]/.test(name)) return [];
  const near = nearestName(name, matcherGrammar.keys());
  if (near !== null || /^web_?sockets?$|^upgrade$/.test(name))
    return [{ at, reason: `there is no matcher ${name}.${near === null ? '' : ` It resembles ${near}.`}` }];
  if (directiveGrammar.has(name))
    return [{ at, reason: `${name} is a directive; the definition of a matcher holds matchers.` }];
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
