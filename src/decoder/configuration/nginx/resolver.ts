// Names in variables of proxy_pass: nginx asks a name server for them with each request, and reads no /etc/hosts.
// Documentation: https://nginx.org/en/docs/http/ngx_http_core_module.html#resolver

import type { Quirk } from '../model.ts';
import { argument, childrenOf, lastInForce, type NginxChain, type NginxText, spanOf } from './blocks.ts';
import type { NginxDirective } from './parse.ts';

/** Name servers of the internet, which know no name of a local network. */
const publicServers =
  /^(8\.8\.8\.8|8\.8\.4\.4|1\.1\.1\.1|1\.0\.0\.1|9\.9\.9\.9|208\.67\.22[02]\.22[02])(:53)?$/;

/** Names of containers and of local networks. */
const localName = /^[^.]+$|\.(local|internal|lan|home|localdomain)$/i;

/** Scheme, name and port of a target. */
const namedTarget = /^(https?):\/\/([^/:$]+)(?::(\d+))?(?:\/|$)/;

/** Why nginx does not find the name in the variables of a target; null when it may, or when no variable has a name. */
export function resolverFault(source: NginxText, chain: NginxChain, pass: NginxDirective): Quirk | null {
  const target = argument(pass);
  if (!target.includes('$')) return null;
  const value = source.variables.evaluate(target);
  const host = value.known ? /^https?:\/\/([^/:]+)/.exec(value.value)?.[1] : undefined;
  if (!value.known || host === undefined || /^[\d.]+$|^unix$|^\[/.test(host)) return null;
  if (source.upstreams.has(host) || isFixedElsewhere(source.root, portedName(value.value))) return null;
  const resolver = lastInForce(chain, 'resolver');
  if (resolver) return publicResolver(resolver, host);
  return {
    id: 'resolver-missing',
    severity: source.isWhole ? 'error' : 'unknown',
    span: spanOf(pass),
    text: `${host} stands in a variable, so nginx asks a resolver for it with each request, and no resolver is set${source.isWhole ? '' : ' in this text'}: without one it answers 502.`,
    cause: 'upgrade-refused',
    edits: [],
    cases: { passes: 'another file sets a resolver', fails: 'no other file sets a resolver' },
  };
}

/** `name:port` of a target; null when it has none. */
function portedName(target: string): string | null {
  const [, scheme, host, port] = namedTarget.exec(target) ?? [];
  return host === undefined ? null : `${host.toLowerCase()}:${port ?? (scheme === 'https' ? 443 : 80)}`;
}

/** A name that some proxy_pass has without variables was looked up at the start, and is known to the others. */
function isFixedElsewhere(block: NginxDirective, name: string | null): boolean {
  if (name === null) return false;
  return childrenOf(block).some(
    (child) =>
      (child.name === 'proxy_pass' && portedName(argument(child)) === name) || isFixedElsewhere(child, name),
  );
}

/** A public name server is asked for a name that only the local network has. */
function publicResolver(resolver: NginxDirective, host: string): Quirk | null {
  const servers = resolver.args.map(({ text }) => text).filter((word) => !word.includes('='));
  if (!localName.test(host) || !servers.every((server) => publicServers.test(server))) return null;
  return {
    id: 'resolver-public',
    severity: 'error',
    span: spanOf(resolver),
    text: `The resolver ${servers.join(' ')} does not know ${host}, a name of the local network, and nginx asks no other for a name in a variable: it answers 502. In Docker the resolver is 127.0.0.11.`,
    cause: 'upgrade-refused',
    edits: [],
  };
}
