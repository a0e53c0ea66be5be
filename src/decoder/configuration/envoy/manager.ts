// A connection manager: its switch for upgrades, its filters and times, which all of its routes share.

import type { Buffering, CodeFact, Quirk, Route, TimeLimit, UpgradeSwitch } from '../model.ts';
import { secondsOf } from '../parse/duration.ts';
import { firstLineOf, itemsOf, textOf, under, type YamlNode } from '../parse/yaml-tree.ts';
import { managerSwitch, webSocketUpgrade } from './upgrade.ts';

/** stream_idle_timeout when nothing sets it. */
const defaultIdleSeconds = 300;

/** What the routes of a connection manager share. */
export interface ConnectionManager {
  readonly node: YamlNode;
  readonly label: string;
  readonly upgrade: UpgradeSwitch;
  /** Null when the routes come from elsewhere. */
  readonly routeConfig: YamlNode | null;
  /** Applies to a route without an idle_timeout of its own. */
  readonly idle: TimeLimit;
  readonly facts: Pick<Route, 'limits' | 'buffering' | 'code' | 'quirks'>;
}

/** Reads a connection manager. */
export function readManager(text: string, node: YamlNode): ConnectionManager {
  const filters = filtersOf(node);
  return {
    node,
    label: textOf(under(node, 'stat_prefix')) ?? 'http_connection_manager',
    upgrade: managerSwitch(text, node),
    routeConfig: under(node, 'route_config'),
    idle: idleLimit(text, node),
    facts: {
      limits: durations(text, node),
      buffering: filters.flatMap((filter) => buffering(text, filter)),
      code: filters.flatMap((filter) => code(text, filter)),
      quirks: codec(text, node),
    },
  };
}

/** The filters that an upgrade passes: its own, or those of all requests. */
function filtersOf(manager: YamlNode): readonly YamlNode[] {
  const own = itemsOf(under(webSocketUpgrade(manager), 'filters'));
  return own.length > 0 ? own : itemsOf(under(manager, 'http_filters'));
}

function typeOf(filter: YamlNode): string {
  return `${textOf(under(filter, 'name'))} ${textOf(under(filter, 'typed_config', '@type'))}`;
}

function buffering(text: string, filter: YamlNode): Buffering[] {
  if (!/\bbuffer\b/i.test(typeOf(filter))) return [];
  return [
    { span: firstLineOf(text, filter), effect: 'holds-request', words: 'The buffer filter', edits: [] },
  ];
}

function code(text: string, filter: YamlNode): CodeFact[] {
  const type = typeOf(filter);
  if (/\bbuffer\b/i.test(type) || !/lua|wasm|ext_proc|golang/i.test(type)) return [];
  const words = textOf(under(filter, 'name')) ?? 'A filter';
  return [{ span: firstLineOf(text, filter), words }];
}

function idleLimit(text: string, manager: YamlNode): TimeLimit {
  const node = under(manager, 'stream_idle_timeout');
  return {
    span: firstLineOf(text, node ?? manager),
    kind: 'idle',
    setting: 'stream_idle_timeout',
    text: textOf(node),
    seconds: node ? secondsOf(textOf(node) ?? '') : defaultIdleSeconds,
    edits: [],
  };
}

function durations(text: string, manager: YamlNode): TimeLimit[] {
  return ['max_stream_duration', 'max_connection_duration'].flatMap((setting): TimeLimit[] => {
    const node = under(manager, 'common_http_protocol_options', setting);
    return node ? [lifetimeLimit(text, setting, node)] : [];
  });
}

/** A time after which a stream ends, busy or not. */
export function lifetimeLimit(text: string, setting: string, node: YamlNode): TimeLimit {
  const value = textOf(node);
  return {
    span: firstLineOf(text, node),
    kind: 'lifetime',
    setting,
    text: value,
    seconds: secondsOf(value ?? ''),
    edits: [],
  };
}

function codec(text: string, manager: YamlNode): Quirk[] {
  const type = under(manager, 'codec_type');
  if (type === null || textOf(type)?.toUpperCase() !== 'HTTP2') return [];
  return [
    {
      span: firstLineOf(text, type),
      id: 'codec-http2',
      severity: 'unknown',
      text: 'This listener speaks only HTTP/2; a WebSocket needs extended CONNECT (allow_connect), which most clients do not use.',
      cause: 'http2-preface',
      edits: [],
    },
  ];
}
