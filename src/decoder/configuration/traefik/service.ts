// The backends of a router: a service of this text, or the services of an IngressRoute.

import type { Backend, BackendVersion, EditIntent, Gap, Route } from '../model.ts';
import { firstLineOf, itemsOf, textOf, under, type YamlNode } from '../parse/yaml-tree.ts';
import { type TraefikText, withoutProvider } from './text.ts';

/** What a service adds to a route. */
export interface ServiceFacts {
  readonly target: string;
  readonly route: Pick<Route, 'versions' | 'backends' | 'isSticky' | 'hostReplaced'>;
  readonly gaps: Gap[];
}

const nothingKnown: ServiceFacts['route'] = {
  versions: [],
  backends: [],
  isSticky: true,
  hostReplaced: null,
};

/** The facts of the service that a router names. */
export function serviceFacts(source: TraefikText, router: YamlNode, name: string | null): ServiceFacts {
  if (name === null || name.endsWith('@internal'))
    return { target: name ?? '', route: nothingKnown, gaps: [] };
  const service = source.services.get(withoutProvider(name));
  if (service) return knownService(source.text, service, name);
  const gap: Gap = {
    span: firstLineOf(source.text, under(router, 'service') ?? router),
    about: 'service',
    text: `Service ${name} is not in this text.`,
  };
  return { target: name, route: nothingKnown, gaps: source.hasLabels ? [] : [gap] };
}

function knownService(text: string, service: YamlNode, name: string): ServiceFacts {
  const balancer = under(service, 'loadBalancer');
  const servers = itemsOf(under(balancer, 'servers')).map((node) => serverOf(text, node));
  const host = under(balancer, 'passHostHeader');
  const kinds = ['weighted', 'mirroring', 'failover'];
  const leadsOn = servers.length === 0 && kinds.some((kind) => under(service, kind) !== null);
  const why = 'This service leads to other services, which are not followed here.';
  const span = firstLineOf(text, service);
  return {
    target: servers.map(({ backend }) => backend.address).join(', ') || name,
    route: {
      versions: servers.flatMap(({ versions }) => versions),
      backends: servers.map(({ backend }) => backend),
      isSticky: servers.length <= 1 || under(balancer, 'sticky') !== null,
      hostReplaced: host && textOf(host) === 'false' ? { span: firstLineOf(text, host) } : null,
    },
    gaps: leadsOn ? [{ span, about: 'service-kind', text: why }] : [],
  };
}

interface Server {
  readonly backend: Backend;
  readonly versions: BackendVersion[];
}

function serverOf(text: string, node: YamlNode): Server {
  const url = under(node, 'url') ?? under(node, 'address');
  const address = textOf(url) ?? '';
  const match = /^(\w+):\/\/[^/]*?(?::(\d+))?(?:\/|$)/.exec(address);
  const span = firstLineOf(text, node);
  return {
    // An address without a scheme does not say whether TLS is spoken: no port is judged.
    backend: {
      span,
      address,
      port: match?.[2] === undefined ? null : Number(match[2]),
      tls: match?.[1] === 'https',
    },
    versions: match?.[1] === 'h2c' && url ? [http2(text, node, 'h2c://', plainScheme(text, url))] : [],
  };
}

function plainScheme(text: string, { start, end }: YamlNode): EditIntent[] {
  const at = text.indexOf('h2c://', start);
  return at >= 0 && at < end ? [{ kind: 'replace', span: { start: at, end: at + 3 }, text: 'http' }] : [];
}

function http2(text: string, node: YamlNode, words: string, edits: readonly EditIntent[]): BackendVersion {
  return {
    span: firstLineOf(text, node),
    version: '2',
    text: words,
    applies: 'always',
    words,
    remark: '',
    edits,
  };
}

/** What the services of an IngressRoute say of the backends. */
export function ingressBackends(text: string, route: YamlNode) {
  const services = itemsOf(under(route, 'services')).map((node) => {
    const scheme = textOf(under(node, 'scheme'));
    const port = Number(textOf(under(node, 'port')) ?? '') || null;
    return { node, scheme, port, address: `${textOf(under(node, 'name')) ?? ''}:${port ?? ''}` };
  });
  return {
    target: services.map(({ address }) => address).join(', '),
    versions: services
      .filter(({ scheme }) => scheme === 'h2c')
      .map(({ node }) => http2(text, under(node, 'scheme') ?? node, 'h2c', [])),
    backends: services.map(
      ({ node, scheme, port, address }): Backend => ({
        span: firstLineOf(text, node),
        address,
        port,
        // Without a scheme Traefik speaks TLS to port 443.
        tls: scheme === 'https' || (scheme === null && port === 443),
      }),
    ),
  };
}
