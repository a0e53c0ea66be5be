// Lines of a Caddyfile that Caddy takes alone and not together. Measured on 2.6.

import { isBrokenInGo } from './go-expression.ts';
import { isOfKind } from './grammar.ts';
import type { ArgumentFault } from './grammar-faults.ts';
import { type CaddyDirective, nameOf } from './parse.ts';

const textsOf = ({ words }: CaddyDirective): string[] => words.map(({ text }) => text);

/** The first value that stands twice. */
function repeated(values: readonly string[]): string | undefined {
  const seen = new Set<string>();
  return values.find((value) => {
    const isSeen = seen.has(value);
    seen.add(value);
    return isSeen;
  });
}

/** Rows of `map` have at most one word more than there are placeholders, and an input stands once. */
export function mapReason(words: readonly string[], { block }: CaddyDirective): string | null {
  const rows = (block ?? []).filter((row) => nameOf(row) !== 'import').map(textsOf);
  const long = rows.find((row) => row.length > words.length);
  if (long !== undefined)
    return `a row of this map has at most ${words.length} words, found ${long.length} at "${long[0]}".`;
  const broken = rows.find(([input = '']) => input.startsWith('~') && isBrokenInGo(input.slice(1)));
  if (broken !== undefined) return `the expression ${broken[0]} does not compile.`;
  const twice = repeated(rows.map(([input = '']) => input));
  return twice === undefined ? null : `"${twice}" stands twice in this map.`;
}

/** Options of `tls` that belong to certificates of ACME. */
const acmeOptions = new Set(['ca', 'ca_root', 'eab', 'dns', 'resolvers', 'dns_challenge_override_domain']);

/** Who issues the certificates of a site is written in one way. */
export function tlsReason(words: readonly string[], { block }: CaddyDirective): string | null {
  const names = (block ?? []).map(nameOf);
  const acme = names.find((name) => acmeOptions.has(name));
  const isInternal = words[0] === 'internal';
  if (isInternal && acme !== undefined) return `${acme} is of ACME, and stands beside tls internal.`;
  const own = isInternal ? 'internal' : words.length === 1 && isOfKind(words[0], 'mail') ? words[0] : acme;
  return names.includes('issuer') && own !== undefined ? `issuer does not stand beside ${own} of tls.` : null;
}

/** An encoding stands once. */
export function encodeReason(words: readonly string[], { block }: CaddyDirective): string | null {
  const names = [...words, ...(block ?? []).map(nameOf)].filter((name) => /^(gzip|zstd)$/.test(name));
  const twice = repeated(names);
  return twice === undefined ? null : `${twice} stands twice in encode.`;
}

/** A user has one password. */
export function usersReason({ block }: CaddyDirective): string | null {
  const twice = repeated(
    (block ?? []).map(nameOf).filter((name) => name !== 'import' && !name.includes('{')),
  );
  return twice === undefined ? null : `the user ${twice} stands twice.`;
}

/** A field, an expression and what replaces it. */
export function headerReason(words: readonly string[], { block }: CaddyDirective): string | null {
  const rows = [words, ...(block ?? []).map(textsOf)];
  const broken = rows.find(
    ([field = '', expression, by]) => by !== undefined && !/^[-+?]/.test(field) && isBrokenInGo(expression),
  );
  return broken === undefined ? null : `the expression ${broken[1]} does not compile.`;
}

/** Lines of `tls` with which Caddy makes a policy for the connections; a server of plain HTTP has none. */
const policyLines = /^(protocols|ciphers|curves|client_auth|alpn|insecure_secrets_log)$/;

/** Settings of TLS connections in a site of plain HTTP. */
export function plainSiteFaults(site: CaddyDirective): ArgumentFault[] {
  const plain = textsOf(site).find((text) => /^http:\/\/|^[^/]*:80,?$/.test(text));
  if (plain === undefined) return [];
  return (site.block ?? [])
    .filter((one) => nameOf(one) === 'tls')
    .filter(
      ({ words, block }) => words.length === 3 || (block ?? []).some((one) => policyLines.test(nameOf(one))),
    )
    .map((at) => ({ at, reason: `${plain.replace(/,$/, '')} is plain HTTP, and this sets up its TLS.` }));
}

/** Upstreams with a scheme: what Caddy does not take in them. */
export function upstreamReason(address: string): string | null {
  const match = /^(\w+):\/\/([^/]*)(\/.*)?$/.exec(address);
  if (!match) return null;
  const [, scheme, place, path] = match;
  if (address.includes('{')) return `${address} has a scheme and a placeholder. Use transport http with tls.`;
  if (path !== undefined) return `an upstream with a scheme has no path, found ${path}. Use rewrite for it.`;
  if (place.includes('?')) return `an upstream with a scheme has no query, found ${place}.`;
  const isCrossed = (scheme === 'http' && /:443$/.test(place)) || (scheme === 'https' && /:80$/.test(place));
  return isCrossed ? `the scheme and the port of ${address} contradict each other.` : null;
}

/** Options of a reverse_proxy that do not go together. */
export function proxyPairFaults(
  schemes: ReadonlySet<string>,
  options: readonly CaddyDirective[],
): ArgumentFault[] {
  const policies = options.filter((one) => nameOf(one) === 'lb_policy');
  const transports = options.filter((one) => nameOf(one) === 'transport');
  const isPlain = schemes.size === 1 && schemes.has('http');
  return [
    ...policies.slice(1).map((at) => ({ at, reason: 'lb_policy stands twice.' })),
    ...transports.flatMap((at): ArgumentFault[] => {
      const kind = textsOf(at)[1];
      const hasTls = (at.block ?? []).some((one) => /^tls(_|$)/.test(nameOf(one)));
      if (kind === 'fastcgi' && schemes.has('https'))
        return [{ at, reason: 'transport fastcgi has no TLS, and the upstream begins with https://.' }];
      if (kind === 'http' && isPlain && hasTls)
        return [{ at, reason: 'the upstream begins with http://, and its transport has TLS.' }];
      return [];
    }),
  ];
}

/** Global options that stand once for each of their names. */
export function globalPairFaults(options: readonly CaddyDirective[]): ArgumentFault[] {
  const seen = new Set<string>();
  return options.flatMap((at): ArgumentFault[] => {
    const [name = '', word = ''] = textsOf(at);
    if (name === 'admin' && word === 'off' && (at.block?.length ?? 0) > 0)
      return [{ at, reason: 'admin off takes no options.' }];
    if (name !== 'servers' && name !== 'log') return [];
    const key = `${name} ${word === 'default' ? '' : word}`.trim();
    if (seen.has(key)) return [{ at, reason: `${key} stands twice.` }];
    seen.add(key);
    const protocols = (at.block ?? []).find((one) => nameOf(one) === 'protocols');
    const twice = protocols && repeated(textsOf(protocols).slice(1));
    return twice === undefined
      ? []
      : [{ at: protocols ?? at, reason: `${twice} stands twice in protocols.` }];
  });
}

/** A name stands once among the hosts of a matcher. */
export function hostReason(lines: readonly CaddyDirective[]): string | null {
  const twice = repeated(
    lines.filter((one) => nameOf(one) === 'host').flatMap((one) => textsOf(one).slice(1)),
  );
  return twice === undefined ? null : `the host ${twice} stands twice in this matcher.`;
}
