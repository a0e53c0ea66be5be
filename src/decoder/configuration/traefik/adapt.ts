// From a Traefik configuration in YAML (static, dynamic, IngressRoute, Docker labels) to the route model:
// every router is a route. Traefik passes WebSockets by itself. Written from Traefik's documentation; no
// Traefik was run.
// Documentation: https://doc.traefik.io/traefik/routing/routers/ and middlewares/http/overview/.
// Left out on purpose: TOML (it is named), command-line arguments, Consul and other stores.

import {
  newRoute,
  type Route,
  type RouteModel,
  type Site,
  type Span,
  type UnresolvedFact,
} from '../model.ts';
import {
  entriesOf,
  firstLineOf,
  itemsOf,
  readYaml,
  textOf,
  under,
  walk,
  type YamlNode,
  yamlErrors,
} from '../parse/yaml-tree.ts';
import { labelTree } from './labels.ts';
import { middlewareFacts } from './middleware.ts';
import { ingressBackends, serviceFacts } from './service.ts';
import { type TraefikText, traefikText } from './text.ts';

/** A table header of TOML: `[http.routers]`. */
const tomlTable = /^\s*\[[\w."]+\]\s*$/m;

/** Parses a text and makes the route model. Never throws. */
export function adaptTraefik(text: string): RouteModel {
  if (tomlTable.test(text)) return tomlModel;
  const file = readYaml(text);
  const roots = [...file.documents, ...file.documents.flatMap(labelTree)];
  const source = traefikText(text, roots, file.documents[0] ?? null);
  return {
    sites: roots.map((root) => siteOf(source, root)),
    unresolved: [...yamlErrors(file), ...roots.flatMap((root) => lingeringTimeouts(text, root))],
  };
}

const tomlModel: RouteModel = {
  sites: [],
  unresolved: [
    {
      kind: 'syntax',
      name: 'TOML',
      text: "This is Traefik's TOML. It is not read here: give the YAML form.",
      span: { start: 0, end: 0 },
    },
  ],
};

function siteOf(source: TraefikText, root: YamlNode): Site {
  return {
    label: '',
    span: { start: root.start, end: root.end },
    hosts: [],
    listeners: [],
    routes: [
      ...entriesOf(under(root, 'http', 'routers')).map(({ key, value }) => router(source, key, value)),
      ...ingressRoutes(source, root),
      ...entriesOf(under(root, 'tcp', 'routers')).map(({ key, value }) =>
        tcpRouter(source, root, key, value),
      ),
      ...entriesOf(under(root, 'entryPoints')).flatMap(({ key, value }) => entryPoint(source, key, value)),
    ],
  };
}

function router(source: TraefikText, name: string, node: YamlNode): Route {
  const rule = textOf(under(node, 'rule'));
  const service = textOf(under(node, 'service'));
  const facts = serviceFacts(source, node, service);
  const middlewares = middlewareFacts(source, itemsOf(under(node, 'middlewares')));
  return newRoute({
    label: rule ? `router ${name} › ${rule}` : `router ${name}`,
    span: firstLineOf(source.text, node),
    ending: { kind: 'proxy', target: facts.target, path: { kind: 'unchanged' } },
    ...facts.route,
    ...middlewares,
    gaps: [...facts.gaps, ...middlewares.gaps],
  });
}

function ingressRoutes(source: TraefikText, root: YamlNode): Route[] {
  if (textOf(under(root, 'kind')) !== 'IngressRoute') return [];
  const name = textOf(under(root, 'metadata', 'name')) ?? '';
  return itemsOf(under(root, 'spec', 'routes')).map((node) => {
    const used = itemsOf(under(node, 'middlewares')).map((one) => under(one, 'name') ?? one);
    const { target, versions, backends } = ingressBackends(source.text, node);
    return newRoute({
      label: `IngressRoute ${name} › ${textOf(under(node, 'match')) ?? ''}`,
      span: firstLineOf(source.text, node),
      ending: { kind: 'proxy', target, path: { kind: 'unchanged' } },
      versions,
      backends,
      ...middlewareFacts(source, used),
    });
  });
}

function tcpRouter(source: TraefikText, root: YamlNode, name: string, node: YamlNode): Route {
  const service = textOf(under(node, 'service')) ?? '';
  const header = under(root, 'tcp', 'services', service, 'loadBalancer', 'proxyProtocol');
  return newRoute({
    label: `tcp router ${name}`,
    span: firstLineOf(source.text, node),
    ending: { kind: 'tunnel', target: service },
    proxyHeaders: header
      ? [{ span: firstLineOf(source.text, header), direction: 'sent', words: 'proxyProtocol' }]
      : [],
  });
}

function entryPoint(source: TraefikText, name: string, node: YamlNode): Route[] {
  const redirect = under(node, 'http', 'redirections', 'entryPoint');
  if (!redirect) return [];
  const to = textOf(under(redirect, 'to')) ?? '';
  return [
    newRoute({
      label: `entry point ${name}`,
      span: firstLineOf(source.text, redirect),
      ending: { kind: 'redirect', status: null, to, words: 'redirections' },
    }),
  ];
}

function lingeringTimeouts(text: string, root: YamlNode): UnresolvedFact[] {
  const entryPoints = under(root, 'entryPoints');
  if (!entryPoints) return [];
  return [...walk(entryPoints)]
    .filter(({ path }) => path.at(-1)?.toLowerCase() === 'lingeringtimeout')
    .map(({ node }): UnresolvedFact => {
      const span: Span = firstLineOf(text, node);
      const why =
        'lingeringTimeout exists only in 2.11.1 and 3.0.0-rc4, where it closes silent WebSockets after 2 s; other versions refuse to start with it.';
      return { kind: 'block', name: 'lingeringTimeout', text: why, span };
    });
}
