// From an Envoy configuration (YAML or JSON) to the route model: every connection manager is a site, every
// route of its virtual hosts a route. Written from Envoy's documentation; no Envoy was run.
// Documentation: https://www.envoyproxy.io/docs/envoy/latest/intro/arch_overview/http/upgrades and
// faq/configuration/timeouts.
// Left out on purpose: routes and clusters that come from xDS (they are named); what filters do, other than
// the buffer filter.

import {
  type Gap,
  newRoute,
  type Quirk,
  type Route,
  type RouteModel,
  type Site,
  type UnresolvedFact,
} from '../model.ts';
import { secondsOf } from '../parse/duration.ts';
import {
  firstLineOf,
  readYaml,
  textOf,
  under,
  walk,
  type YamlNode,
  type YamlPlace,
  yamlErrors,
} from '../parse/yaml-tree.ts';
import { type ConnectionManager, readManager } from './manager.ts';
import { type EnvoyText, routeOf, routesOf } from './route.ts';

/** Parses a text and makes the route model. Never throws. */
export function adaptEnvoy(text: string): RouteModel {
  const file = readYaml(text);
  const places = file.documents.flatMap((document) => [...walk(document)]);
  const source: EnvoyText = { text, clusters: clustersOf(places) };
  const managers = places.filter(({ node }) => isManager(node)).map(({ node }) => readManager(text, node));
  const unresolved = [...yamlErrors(file), ...managers.flatMap((manager) => missingRoutes(source, manager))];
  const sites = [
    ...managers.map((manager) => managerSite(source, manager)),
    ...routesWithoutManager(source, places, managers),
    ...tcpSites(source, places),
  ];
  return { sites, unresolved };
}

function clustersOf(places: readonly YamlPlace[]): Map<string, YamlNode> {
  const clusters = new Map<string, YamlNode>();
  for (const { node, path } of places) {
    const isCluster =
      path.at(-2) === 'clusters' || /config\.cluster\.v3\.Cluster$/.test(textOf(under(node, '@type')) ?? '');
    const name = isCluster ? textOf(under(node, 'name')) : null;
    if (name) clusters.set(name, node);
  }
  return clusters;
}

function isManager(node: YamlNode): boolean {
  const type = textOf(under(node, '@type')) ?? '';
  const hasRoutes = under(node, 'route_config') !== null || under(node, 'rds') !== null;
  return /HttpConnectionManager$/.test(type) || (hasRoutes && under(node, 'http_filters') !== null);
}

function siteOf(label: string, source: EnvoyText, node: YamlNode, routes: Route[]): Site {
  return { label, span: firstLineOf(source.text, node), hosts: [], listeners: [], routes };
}

function managerSite(source: EnvoyText, manager: ConnectionManager): Site {
  const { label, node, routeConfig } = manager;
  const routes = routeConfig
    ? routesOf(routeConfig).map((place) => routeOf(source, place, manager))
    : [routeFromElsewhere(source, manager)];
  return siteOf(label, source, node, routes);
}

/** The routes are not in this text: one route stands for all of them. */
function routeFromElsewhere(source: EnvoyText, { label, node, upgrade, facts }: ConnectionManager): Route {
  const span = firstLineOf(source.text, node);
  const quirks: Quirk[] = [...facts.quirks];
  if (upgrade.state !== 'on') {
    quirks.push({
      span,
      id: 'upgrade-not-listed',
      severity: 'unknown',
      text: 'upgrade_configs of the connection manager does not list websocket; a route that is not here could.',
      cause: 'upgrade-refused',
      fix: 'envoy/upgrade-configs',
      edits: [],
    });
  }
  return newRoute({
    ...facts,
    label,
    span,
    ending: { kind: 'proxy', target: 'not known', path: { kind: 'unknown' } },
    quirks,
  });
}

function missingRoutes({ text }: EnvoyText, { node, routeConfig }: ConnectionManager): UnresolvedFact[] {
  if (routeConfig) return [];
  const from = under(node, 'rds') ?? under(node, 'scoped_routes') ?? node;
  return [
    {
      kind: 'block',
      name: 'route_config',
      text: 'The routes come from elsewhere (rds); they are not in this text.',
      span: firstLineOf(text, from),
    },
  ];
}

/** Virtual hosts outside of any connection manager: a part of a file, or the answer of an RDS server. */
function routesWithoutManager(
  source: EnvoyText,
  places: readonly YamlPlace[],
  managers: readonly ConnectionManager[],
): Site[] {
  const inside = new Set(managers.flatMap(({ node }) => [...walk(node)].map((place) => place.node)));
  return places
    .filter(({ node }) => under(node, 'virtual_hosts') !== null && !inside.has(node))
    .map(({ node }) =>
      siteOf(
        'virtual hosts',
        source,
        node,
        routesOf(node).map((place) => {
          const route = routeOf(source, place, null);
          return { ...route, gaps: [...route.gaps, ...managerGap(route)] };
        }),
      ),
    );
}

function managerGap({ span, upgrade }: Route): Gap[] {
  if (upgrade.kind === 'switch' && upgrade.state === 'on') return [];
  const text =
    'The connection manager that uses these routes, with its upgrade_configs, is not in this text.';
  return [{ span, about: 'manager', text }];
}

/** idle_timeout of a TCP proxy when nothing sets it. */
const defaultTcpIdleSeconds = 3600;

function tcpSites(source: EnvoyText, places: readonly YamlPlace[]): Site[] {
  return places
    .filter(({ node }) => /tcp_proxy\.v3\.TcpProxy$/.test(textOf(under(node, '@type')) ?? ''))
    .map(({ node }) => {
      const label = `tcp_proxy ${textOf(under(node, 'stat_prefix')) ?? ''}`.trim();
      return siteOf(label, source, node, [tcpRoute(source, node, label)]);
    });
}

function tcpRoute({ text }: EnvoyText, node: YamlNode, label: string): Route {
  const idle = under(node, 'idle_timeout');
  const cluster = textOf(under(node, 'cluster'));
  return newRoute({
    label,
    span: firstLineOf(text, node),
    ending: { kind: 'tunnel', target: cluster ? `cluster ${cluster}` : 'not known' },
    limits: [
      {
        span: firstLineOf(text, idle ?? node),
        kind: 'idle',
        setting: 'idle_timeout',
        text: textOf(idle),
        seconds: idle ? secondsOf(textOf(idle) ?? '') : defaultTcpIdleSeconds,
        edits: [],
      },
    ],
  });
}
