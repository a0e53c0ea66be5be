// Words that a directive does not know, for which nginx refuses to start.

import { templateValue } from '../paste/templates.ts';
import { argument, childrenOf } from './blocks.ts';
import type { NginxDirective } from './parse.ts';

/** What each word of a directive can be. */
const wordsOf: Readonly<Record<string, RegExp>> = {
  ssl_protocols: /^(SSLv[23]|TLSv1(\.[0-3])?)$/i,
  proxy_ssl_protocols: /^(SSLv[23]|TLSv1(\.[0-3])?)$/i,
  satisfy: /^(all|any)$/i,
  ssl_verify_client: /^(on|off|optional|optional_no_ca)$/i,
  proxy_next_upstream:
    /^(error|timeout|denied|invalid_header|non_idempotent|http_(500|502|503|504|403|404|429)|updating|off)$/i,
};

const number = /^[1-9]\d*$/;
const size = String.raw`\d+[kKmMgG]?`;
const network = /^(all|unix:|[\d.]+(\/\d+)?|[\da-fA-F:.]*:[\da-fA-F:.]*(\/\d+)?)$/;

/** What the words of a directive can be, by their places from 0; `rest` is for those after. */
interface Places {
  readonly at: readonly (RegExp | null)[];
  readonly rest?: RegExp;
}

const placesOf: Readonly<Record<string, Places>> = {
  allow: { at: [network] },
  deny: { at: [network] },
  rewrite: { at: [null, null, /^(last|break|redirect|permanent)$/] },
  limit_conn: { at: [null, number] },
  limit_req: { at: [], rest: /^(zone=\S+|burst=\d+|delay=\d+|nodelay)$/ },
  limit_conn_zone: { at: [null, new RegExp(`^zone=[^:]+:${size}$`)] },
  limit_req_zone: {
    at: [null],
    rest: new RegExp(`^(zone=[^:]+:${size}|rate=\\d+r/[sm]|sync)$`),
  },
  keepalive: { at: [number] },
  proxy_bind: { at: [/^(off|[\d.]+(:\d+)?|\[.*\](:\d+)?|[\da-fA-F:]*:[\da-fA-F:]*)$/, /^transparent$/] },
  ssl_session_cache: { at: [], rest: new RegExp(`^(off|none|builtin(:\\d+)?|shared:[^:]+:${size})$`) },
};

/** The word that cannot stand at its place; words with variables and templates can stand anywhere. */
function misplaced(name: string, words: readonly string[]): string | null {
  const places = Object.hasOwn(placesOf, name) ? placesOf[name] : null;
  const found = words.find((word, index) => {
    const expression = places?.at[index] ?? (places && index >= places.at.length ? places.rest : null);
    return expression && !expression.test(word) && !word.includes('$') && !templateValue.test(word);
  });
  return found ?? null;
}

/** Error pages are for errors and redirects. */
function errorPageFault(words: readonly string[]): string | null {
  const codes = words.slice(0, -1).filter((word) => !word.startsWith('='));
  const other = codes.find((code) => !/^[345]\d\d$/.test(code) && !templateValue.test(code));
  return other === undefined ? null : `error_page is for codes from 300 to 599, found "${other}"`;
}

/** Directives whose values have variables. */
const takesVariables =
  /^(proxy_set_header|add_header|set|return|root|alias|proxy_pass|try_files|fastcgi_param|auth_request_set|proxy_cache_key)$/;

/** What is wrong with a word of a directive; null when nothing is. */
export function wordsFault({ name, args }: NginxDirective): string | null {
  const words = args.map(({ text }) => text);
  const known = Object.hasOwn(wordsOf, name) ? wordsOf[name] : null;
  const other = words.find((word) => known && !known.test(word) && !templateValue.test(word));
  if (other !== undefined) return `${name} does not know "${other}"`;
  if (name === 'error_page') return errorPageFault(words);
  if (name === 'proxy_redirect' && words.length === 1 && !/^(off|default)$/.test(words[0])) {
    return `proxy_redirect takes off, default or two addresses, found "${words[0]}"`;
  }
  const wrong = misplaced(name, words);
  if (wrong !== null) return `${name} does not take "${wrong}" there`;
  if (!takesVariables.test(name)) return null;
  // `$` begins a variable in every word; only templates have others.
  const lone = words.find((word) => /\$(?![\w{])/.test(word) && !templateValue.test(word));
  return lone === undefined ? null : `a dollar sign without a name of a variable stands in "${lone}"`;
}

/** `proxy_redirect default` comes after a proxy_pass without variables. */
export function redirectFault(block: NginxDirective, child: NginxDirective): string | null {
  if (child.name !== 'proxy_redirect' || argument(child) !== 'default') return null;
  const before = childrenOf(block).slice(0, childrenOf(block).indexOf(child));
  const pass = before.find(({ name }) => name === 'proxy_pass' || name === 'include');
  if (!pass) return 'proxy_redirect default comes after proxy_pass';
  return pass.name === 'proxy_pass' && argument(pass).includes('$')
    ? 'proxy_redirect default needs a proxy_pass without variables'
    : null;
}

/** Directives that only the stream block has. */
export const ofStream =
  /^(proxy_(timeout|responses|requests|upload_rate|download_rate|protocol|protocol_timeout)|ssl_preread|preread_(buffer_size|timeout))$/;
