// The facts of one route of a virtual host.

import {
  type Ending,
  type Gap,
  type HeaderChange,
  newRoute,
  type PathMatch,
  type Quirk,
  type Route,
  type TimeLimit,
  type UpgradePolicy,
} from '../model.ts';
import { secondsOf } from '../parse/duration.ts';
import { entriesOf, firstLineOf, itemsOf, textOf, under, type YamlNode } from '../parse/yaml-tree.ts';
import { type ClusterFacts, clusterFacts } from './cluster.ts';
import { type ConnectionManager, lifetimeLimit } from './manager.ts';
import { routeSwitch } from './upgrade.ts';

/** A text and the clusters in it, by name. */
export interface EnvoyText {
  readonly text: string;
  readonly clusters: ReadonlyMap<string, YamlNode>;
}

/** A route and the blocks around it whose changes of headers apply to it, the outermost first. */
export interface RoutePlace {
  readonly label: string;
  readonly route: YamlNode;
  readonly around: readonly YamlNode[];
}

/** The routes of a route configuration, in the order in which Envoy tries them. */
export function routesOf(config: YamlNode): RoutePlace[] {
  return itemsOf(under(config, 'virtual_hosts')).flatMap((host) => {
    const name = textOf(under(host, 'name')) ?? 'virtual host';
    return itemsOf(under(host, 'routes')).map((route) => ({
      label: `${name} › ${matchLabel(route)}`,
      route,
      around: [config, host],
    }));
  });
}

function matchOf(route: YamlNode) {
  return entriesOf(under(route, 'match')).find(({ key }) => /prefix|path|regex/.test(key));
}

function matchLabel(route: YamlNode): string {
  const match = matchOf(route);
  return match ? `${match.key} ${textOf(match.value) ?? ''}`.trim() : 'route';
}

function pathOf(route: YamlNode): PathMatch {
  const match = matchOf(route);
  const text = textOf(match?.value ?? null) ?? textOf(under(match?.value ?? null, 'regex')) ?? '';
  const ignoresCase = textOf(under(route, 'match', 'case_sensitive')) === 'false';
  switch (match?.key) {
    case undefined:
      return { kind: 'any', text: '', ignoresCase };
    case 'path':
      return { kind: 'exact', text, ignoresCase };
    case 'prefix':
    case 'path_separated_prefix':
      return { kind: 'prefix', text, ignoresCase };
    case 'safe_regex':
      return { kind: 'expression', text, ignoresCase: false };
    default:
      return { kind: 'unknown', text, ignoresCase };
  }
}

/** The facts of a route. Without a manager only the route's own facts are known. */
export function routeOf(source: EnvoyText, place: RoutePlace, manager: ConnectionManager | null): Route {
  const { route, around } = place;
  const { text } = source;
  const action = under(route, 'route');
  const clusters = clusterNames(action);
  const known = clusters.flatMap((name): ClusterFacts[] => {
    const cluster = source.clusters.get(name);
    return cluster ? [clusterFacts(text, cluster)] : [];
  });
  return newRoute({
    label: manager ? `${manager.label} › ${place.label}` : place.label,
    span: firstLineOf(text, route),
    path: pathOf(route),
    ending: endingOf(route),
    upgrade: upgradeOf(text, route, manager),
    requestHeaders: headerHolders(route, around).flatMap((holder) => requestHeaders(text, holder)),
    versions: known.flatMap((one) => one.versions),
    backends: known.flatMap((one) => one.backends),
    proxyHeaders: known.flatMap((one) => one.proxyHeaders),
    limits: [...(manager?.facts.limits ?? []), ...(action ? routeLimits(text, action, manager) : [])],
    buffering: manager?.facts.buffering ?? [],
    code: manager?.facts.code ?? [],
    gaps: action ? clusterGaps(source, action, clusters) : [],
    quirks: [...(manager?.facts.quirks ?? []), ...(action ? defaultIdle(action, manager) : [])],
  });
}

function endingOf(route: YamlNode): Ending {
  const redirect = under(route, 'redirect');
  if (redirect) {
    const parts = ['host_redirect', 'path_redirect', 'prefix_rewrite'].map((key) =>
      textOf(under(redirect, key)),
    );
    const to = parts.filter((part) => part !== null).join('') || 'another URL';
    return { kind: 'redirect', status: null, to, words: 'redirect' };
  }
  const response = under(route, 'direct_response');
  if (response) {
    const status = Number(textOf(under(response, 'status'))) || null;
    return { kind: 'answer', status, words: status === null ? 'itself' : String(status) };
  }
  const cluster = textOf(under(route, 'route', 'cluster'));
  const target = cluster ? `cluster ${cluster}` : 'not known';
  return { kind: 'proxy', target, path: { kind: 'unchanged' } };
}

/** A route that does not proxy has no use for the switch. */
function upgradeOf(text: string, route: YamlNode, manager: ConnectionManager | null): UpgradePolicy {
  const own = routeSwitch(text, route);
  if (own) return own;
  return manager && under(route, 'route') ? manager.upgrade : { kind: 'always' };
}

function headerHolders(route: YamlNode, around: readonly YamlNode[]): YamlNode[] {
  const action = under(route, 'route');
  return [...around, route, ...(action ? [action] : [])];
}

function requestHeaders(text: string, holder: YamlNode): HeaderChange[] {
  const removed = itemsOf(under(holder, 'request_headers_to_remove')).map((node): HeaderChange => {
    const label = textOf(node) ?? '';
    return headerChange({
      text,
      node,
      label,
      action: 'remove',
      value: '',
      words: 'request_headers_to_remove',
    });
  });
  const added = itemsOf(under(holder, 'request_headers_to_add')).map((node): HeaderChange => {
    const label = textOf(under(node, 'header', 'key')) ?? '';
    const value = textOf(under(node, 'header', 'value')) ?? '';
    const isSet =
      /OVERWRITE/.test(textOf(under(node, 'append_action')) ?? '') ||
      textOf(under(node, 'append')) === 'false';
    return headerChange({
      text,
      node,
      label,
      action: isSet ? 'set' : 'add',
      value,
      words: 'request_headers_to_add',
    });
  });
  return [...removed, ...added];
}

interface GivenChange {
  readonly text: string;
  readonly node: YamlNode;
  readonly label: string;
  readonly action: HeaderChange['action'];
  readonly value: string;
  readonly words: string;
}

function headerChange({ text, node, label, action, value, words }: GivenChange): HeaderChange {
  return {
    span: firstLineOf(text, node),
    name: label.toLowerCase(),
    label,
    action,
    value: { kind: 'known', text: value },
    applies: 'always',
    words,
    edits: [],
  };
}

function routeLimits(text: string, action: YamlNode, manager: ConnectionManager | null): TimeLimit[] {
  const own = under(action, 'idle_timeout');
  const duration = under(action, 'max_stream_duration', 'max_stream_duration');
  const idle: TimeLimit | null = own
    ? {
        span: firstLineOf(text, own),
        kind: 'idle',
        setting: 'idle_timeout',
        text: textOf(own),
        seconds: secondsOf(textOf(own) ?? ''),
        edits: [],
      }
    : (manager?.idle ?? null);
  return [
    ...(idle ? [idle] : []),
    ...(duration ? [lifetimeLimit(text, 'max_stream_duration', duration)] : []),
  ];
}

/** The default of five minutes is longer than a rule objects to, and still surprises. */
function defaultIdle(action: YamlNode, manager: ConnectionManager | null): Quirk[] {
  if (!manager || manager.idle.text !== null || under(action, 'idle_timeout')) return [];
  return [
    {
      span: manager.idle.span,
      id: 'idle-timeout-default',
      severity: 'note',
      text: 'stream_idle_timeout is 5 min when it is not set: a WebSocket that is silent for that long is closed.',
      cause: 'idle-timeout',
      fix: 'envoy/idle-timeout',
      edits: [],
    },
  ];
}

function clusterNames(action: YamlNode | null): string[] {
  const weighted = itemsOf(under(action, 'weighted_clusters', 'clusters')).map((one) => under(one, 'name'));
  return [under(action, 'cluster'), ...weighted].flatMap((node) => textOf(node) ?? []);
}

function clusterGaps({ text, clusters }: EnvoyText, action: YamlNode, names: readonly string[]): Gap[] {
  const span = firstLineOf(text, action);
  if (names.length === 0) {
    const why = 'The cluster is chosen at run time (cluster_header or a plugin).';
    return [{ span, about: 'run-time-cluster', text: why }];
  }
  return names
    .filter((name) => !clusters.has(name))
    .map((name) => ({
      span,
      about: 'cluster',
      text: `Cluster ${name} is not in this text: whether it speaks HTTP/1.1 is not known.`,
    }));
}
