// Checks an Envoy configuration (YAML or JSON) for WebSockets, from Envoy's documentation; no Envoy was run.
// Documentation: https://www.envoyproxy.io/docs/envoy/latest/intro/arch_overview/http/upgrades and faq/configuration/timeouts.
// Left out on purpose: routes and clusters that come from xDS (they are named), filters' own behaviour but the buffer filter.

import { secondsOf } from './parse/duration.ts';
import { indentAt, lineEndAfter, locator } from './parse/text.ts';
import { entriesOf, itemsOf, readYaml, textOf, under, walk, type YamlNode } from './parse/yaml-tree.ts';
import { schemePortDoubt } from './ports.ts';
import {
  type CheckedConfiguration,
  type ConfigurationFinding,
  type ConfigurationRoute,
  type Edit,
  type FindingSeverity,
  type Unresolved,
  verdictOf,
} from './report.ts';
import { comfortableIdleSeconds } from './rules/limits.ts';

type Add = (
  severity: FindingSeverity,
  id: string,
  at: YamlNode,
  text: string,
  cause?: string | null,
  fix?: string | null,
) => void;

/** Checks the text; never throws. */
export function checkEnvoy(text: string): CheckedConfiguration {
  const locate = locator(text);
  const file = readYaml(text);
  const routes: ConfigurationRoute[] = [];
  const edits: Edit[] = [];
  const unresolved: Unresolved[] = file.errors.map((error) => ({
    kind: 'syntax',
    name: error.text,
    text: error.text,
    place: locate(error.start, error.end),
  }));
  const nodes = file.documents.flatMap((document) => [...walk(document)]);
  const clusters = new Map<string, YamlNode>();
  for (const { node, path } of nodes) {
    if (
      path.at(-2) === 'clusters' ||
      /config\.cluster\.v3\.Cluster$/.test(textOf(under(node, '@type')) ?? '')
    ) {
      const name = textOf(under(node, 'name'));
      if (name) {
        clusters.set(name, node);
      }
    }
  }
  // A short place for a node: its first line.
  const placeOf = (node: YamlNode) =>
    locate(node.start, Math.min(node.end, Math.max(node.start, lineEndAfter(text, node.start) - 1)));
  const managers = nodes.filter(({ node }) => isManager(node));
  for (const { node: manager } of managers) {
    judgeManager(manager);
  }
  const inManager = (node: YamlNode): boolean =>
    managers.some(({ node: one }) => node.start >= one.start && node.end <= one.end);
  for (const { node } of nodes) {
    if (under(node, 'virtual_hosts') && !inManager(node)) {
      for (const [name, route] of routesOf(node)) {
        const findings: ConfigurationFinding[] = [];
        const own = routeUpgrade(route);
        if (own !== true) {
          finding(findings)(
            'unknown',
            'manager-missing',
            route,
            'The connection manager that uses these routes, with its upgrade_configs, is not in this text.',
          );
        }
        push(route, name, findings);
      }
    }
    const type = textOf(under(node, '@type')) ?? '';
    if (/tcp_proxy\.v3\.TcpProxy$/.test(type)) {
      push(node, `tcp_proxy ${textOf(under(node, 'stat_prefix')) ?? ''}`.trim(), judgeTcp(node));
    }
  }
  return { routes, unresolved, edits };

  function finding(findings: ConfigurationFinding[]): Add {
    return (severity, id, at, words, cause = null, fix = null) => {
      findings.push({ id, severity, text: words, place: placeOf(at), cause, fix });
    };
  }

  function push(node: YamlNode, where: string, findings: ConfigurationFinding[]): void {
    const target = targetOf(node);
    routes.push({ where, target, place: placeOf(node), findings, verdict: verdictOf(findings) });
  }

  function judgeManager(manager: YamlNode): void {
    const shared: ConfigurationFinding[] = [];
    const add = finding(shared);
    const prefix = textOf(under(manager, 'stat_prefix')) ?? 'http_connection_manager';
    const listed = itemsOf(under(manager, 'upgrade_configs')).find((one) =>
      /^websocket$/i.test(textOf(under(one, 'upgrade_type')) ?? ''),
    );
    const enabled = listed !== undefined && textOf(under(listed, 'enabled')) !== 'false';
    if (textOf(under(manager, 'codec_type'))?.toUpperCase() === 'HTTP2') {
      add(
        'unknown',
        'codec-http2',
        under(manager, 'codec_type')!,
        'This listener speaks only HTTP/2; a WebSocket needs extended CONNECT (allow_connect), which most clients do not use.',
        'http2-preface',
      );
    }
    const ownFilters = itemsOf(listed ? under(listed, 'filters') : null);
    for (const filter of ownFilters.length > 0 ? ownFilters : itemsOf(under(manager, 'http_filters'))) {
      const name = `${textOf(under(filter, 'name'))} ${textOf(under(filter, 'typed_config', '@type'))}`;
      if (/\bbuffer\b/i.test(name)) {
        add(
          'error',
          'buffer-filter',
          filter,
          'The buffer filter waits for the end of the request, which a WebSocket does not have. Give the upgrade its own filters, without it.',
          'upgrade-refused',
          'envoy/buffer-filter',
        );
      } else if (/lua|wasm|ext_proc|golang/i.test(name)) {
        add(
          'unknown',
          'code',
          filter,
          `${textOf(under(filter, 'name')) ?? 'A filter'} runs code that can change the request or the data.`,
        );
      }
    }
    const idle = under(manager, 'stream_idle_timeout');
    const limit = idle ? secondsOf(textOf(idle) ?? '') : 300;
    for (const key of ['max_stream_duration', 'max_connection_duration']) {
      const node = under(manager, 'common_http_protocol_options', key);
      if (node && secondsOf(textOf(node) ?? '') !== 0) {
        add(
          'warning',
          key,
          node,
          `${key} ${textOf(node)} closes every WebSocket after that time, busy or not.`,
          'abnormal-close',
          'envoy/idle-timeout',
        );
      }
    }
    const config = under(manager, 'route_config');
    if (!config) {
      const rds = under(manager, 'rds') ?? under(manager, 'scoped_routes') ?? manager;
      unresolved.push({
        kind: 'block',
        name: 'route_config',
        text: 'The routes come from elsewhere (rds); they are not in this text.',
        place: placeOf(rds),
      });
      if (!enabled) {
        add(
          'unknown',
          'upgrade-not-listed',
          manager,
          'upgrade_configs of the connection manager does not list websocket; a route that is not here could.',
          'upgrade-refused',
          'envoy/upgrade-configs',
        );
      }
      push(manager, prefix, [...shared]);
      return;
    }
    let missing = false;
    for (const [name, route] of routesOf(config)) {
      const findings = [...shared];
      const addHere = finding(findings);
      const own = routeUpgrade(route);
      if (own === false) {
        addHere(
          'error',
          'upgrade-disabled-on-route',
          route,
          'upgrade_configs of this route turns websocket off.',
          'upgrade-refused',
          'envoy/upgrade-configs',
        );
      } else if (own === null && !enabled && under(route, 'route')) {
        missing = true;
        addHere(
          'error',
          listed ? 'upgrade-disabled' : 'upgrade-not-listed',
          listed ?? manager,
          listed
            ? 'upgrade_configs lists websocket with enabled: false.'
            : 'Expected upgrade_configs with upgrade_type: websocket in the connection manager or the route. Without it Envoy answers 403.',
          'upgrade-refused',
          'envoy/upgrade-configs',
        );
      }
      judgeRoute(route, addHere, limit, idle ?? manager);
      push(route, `${prefix} › ${name}`, findings);
    }
    if (missing) {
      addUpgradeEdit(manager, listed ?? null);
    }
  }

  function addUpgradeEdit(manager: YamlNode, listed: YamlNode | null): void {
    if (manager.kind !== 'map' || manager.flow) {
      return;
    }
    const enabled = listed ? under(listed, 'enabled') : null;
    if (enabled) {
      edits.push({ start: enabled.start, end: enabled.end, text: 'true' });
      return;
    }
    const existing = manager.entries.find((entry) => entry.key === 'upgrade_configs');
    const anchor = manager.entries.find((entry) => entry.key === 'stat_prefix') ?? manager.entries[0];
    if (existing?.value.kind === 'list' && !existing.value.flow && existing.value.items.length > 0) {
      const item = existing.value.items[0];
      const lineStart = text.lastIndexOf('\n', item.start - 1) + 1;
      edits.push({
        start: lineStart,
        end: lineStart,
        text: `${indentAt(text, item.start)}- upgrade_type: websocket\n`,
      });
    } else if (!existing && anchor) {
      const column = anchor.keyStart - (text.lastIndexOf('\n', anchor.keyStart - 1) + 1);
      const indent = ' '.repeat(column);
      const at = lineEndAfter(
        text,
        Math.max(anchor.keyEnd, anchor.value.kind === 'scalar' ? anchor.value.end - 1 : anchor.keyEnd),
      );
      if (anchor.value.kind === 'scalar') {
        edits.push({
          start: at,
          end: at,
          text: `${text.endsWith('\n') || at < text.length ? '' : '\n'}${indent}upgrade_configs:\n${indent}- upgrade_type: websocket\n`,
        });
      }
    }
  }

  function judgeRoute(route: YamlNode, add: Add, managerIdle: number | null, idleAt: YamlNode): void {
    if (under(route, 'redirect')) {
      add(
        'error',
        'redirect',
        under(route, 'redirect')!,
        'A WebSocket gets a redirect here; browsers do not follow it. The client must use the final URL (wss://).',
        'upgrade-refused',
      );
    }
    if (under(route, 'direct_response')) {
      add(
        'error',
        'direct-response',
        under(route, 'direct_response')!,
        'Envoy answers by itself here; nothing is proxied.',
        'upgrade-refused',
      );
    }
    const action = under(route, 'route');
    const own = under(action, 'idle_timeout');
    const idle = own ? secondsOf(textOf(own) ?? '') : managerIdle;
    if (action && idle !== null && idle > 0 && idle < comfortableIdleSeconds) {
      add(
        'warning',
        'idle-timeout-short',
        own ?? idleAt,
        `A WebSocket that is still for ${idle} s is closed here.`,
        'idle-timeout',
        'envoy/idle-timeout',
      );
    } else if (action && idle === 300) {
      add(
        'note',
        'idle-timeout-default',
        own ?? idleAt,
        'stream_idle_timeout is 5 min: a WebSocket that is still that long is closed.',
        'idle-timeout',
        'envoy/idle-timeout',
      );
    }
    const duration = under(action, 'max_stream_duration', 'max_stream_duration');
    if (duration && secondsOf(textOf(duration) ?? '') !== 0) {
      add(
        'warning',
        'max_stream_duration',
        duration,
        `max_stream_duration ${textOf(duration)} closes every WebSocket after that time.`,
        'abnormal-close',
        'envoy/idle-timeout',
      );
    }
    for (const holder of [route, ...[action].filter((one) => one !== null)]) {
      for (const removed of itemsOf(under(holder, 'request_headers_to_remove'))) {
        if (/^(upgrade|connection|sec-websocket-(key|version))$/i.test(textOf(removed) ?? '')) {
          add(
            'error',
            'request-header-removed',
            removed,
            `${textOf(removed)} is taken out of the request; the upgrade needs it.`,
            'proxy-stripped-upgrade',
          );
        }
      }
    }
    const names = [
      textOf(under(action, 'cluster')),
      ...itemsOf(under(action, 'weighted_clusters', 'clusters')).map((one) => textOf(under(one, 'name'))),
    ].filter((one) => one !== null);
    if (action && names.length === 0) {
      add(
        'unknown',
        'cluster-unknown',
        action,
        'The cluster is chosen at run time (cluster_header or a plugin).',
      );
    }
    for (const name of names) {
      const cluster = clusters.get(name);
      if (cluster) {
        judgeCluster(cluster, add);
      } else {
        add(
          'unknown',
          'cluster-missing',
          action!,
          `Cluster ${name} is not in this text: whether it speaks HTTP/1.1 is not known.`,
        );
      }
    }
  }

  function judgeCluster(cluster: YamlNode, add: Add): void {
    for (const { node, path } of walk(cluster)) {
      if (path.at(-1) === 'http2_protocol_options' && !path.includes('auto_config')) {
        if (textOf(under(node, 'allow_connect')) !== 'true') {
          add(
            'unknown',
            'cluster-http2',
            node,
            'HTTP/2 is spoken to this cluster: a WebSocket passes only with allow_connect: true and a backend that knows RFC 8441.',
            'http2-preface',
            'envoy/cluster-http2',
          );
        } else {
          add(
            'unknown',
            'cluster-http2',
            node,
            'A WebSocket is sent as extended CONNECT (RFC 8441); whether the backend knows it is not known here.',
            'http2-preface',
          );
        }
      }
    }
    const socket = under(cluster, 'transport_socket');
    const secure = /tls/i.test(
      `${textOf(under(socket, 'name'))} ${textOf(under(socket, 'typed_config', '@type'))}`,
    );
    for (const { node, path } of walk(cluster)) {
      if (path.at(-1) === 'port_value') {
        const doubt = schemePortDoubt(secure, Number(textOf(node)));
        if (doubt) {
          add(
            'unknown',
            secure ? 'tls-to-plain-port' : 'plain-to-tls-port',
            node,
            doubt,
            secure ? 'tls-on-plaintext-port' : 'plaintext-on-tls-port',
          );
        }
      }
    }
    if (/proxy_protocol/i.test(textOf(under(socket, 'name')) ?? '')) {
      add(
        'unknown',
        'proxy-protocol',
        socket!,
        'A PROXY header is put before the request; the backend must be set to expect it.',
        'proxy-protocol-header',
      );
    }
  }

  function judgeTcp(node: YamlNode): ConfigurationFinding[] {
    const findings: ConfigurationFinding[] = [];
    const idle = under(node, 'idle_timeout');
    const seconds = idle ? secondsOf(textOf(idle) ?? '') : 3600;
    if (idle && seconds !== null && seconds > 0 && seconds < comfortableIdleSeconds) {
      finding(findings)(
        'warning',
        'idle-timeout-short',
        idle,
        `A connection that is still for ${textOf(idle)} is closed.`,
        'idle-timeout',
        'envoy/idle-timeout',
      );
    }
    return findings;
  }
}

function isManager(node: YamlNode): boolean {
  const type = textOf(under(node, '@type')) ?? '';
  return (
    /HttpConnectionManager$/.test(type) ||
    (under(node, 'http_filters') !== null &&
      (under(node, 'route_config') !== null || under(node, 'rds') !== null))
  );
}

function* routesOf(config: YamlNode): Generator<[string, YamlNode]> {
  for (const host of itemsOf(under(config, 'virtual_hosts'))) {
    const name = textOf(under(host, 'name')) ?? 'virtual host';
    for (const route of itemsOf(under(host, 'routes'))) {
      const match = under(route, 'match');
      const entry = entriesOf(match).find(({ key }) => /prefix|path|regex/.test(key));
      yield [`${name} › ${entry ? `${entry.key} ${textOf(entry.value) ?? ''}`.trim() : 'route'}`, route];
    }
  }
}

/** What a route says of websocket: true on, false off, null nothing. */
function routeUpgrade(route: YamlNode): boolean | null {
  const listed = itemsOf(under(route, 'route', 'upgrade_configs')).find((one) =>
    /^websocket$/i.test(textOf(under(one, 'upgrade_type')) ?? ''),
  );
  return listed ? textOf(under(listed, 'enabled')) !== 'false' : null;
}

function targetOf(node: YamlNode): string {
  const cluster = textOf(under(node, 'route', 'cluster')) ?? textOf(under(node, 'cluster'));
  if (cluster) {
    return `cluster ${cluster}`;
  }
  return under(node, 'redirect')
    ? 'redirect'
    : under(node, 'direct_response')
      ? 'answers itself'
      : 'not known';
}
