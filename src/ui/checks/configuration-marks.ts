// Marks of a report in its text: each finding and each unresolved name gets a key that links card and line.

import type {
  ConfigurationKind,
  ConfigurationReport,
  FindingSeverity,
  RouteVerdict,
  TextPlace,
} from '../../decoder/configuration/report.ts';
import type { IconName } from '../shared/Icon.tsx';

/** A range of the text with a finding. */
export interface TextMark {
  readonly key: string;
  readonly severity: FindingSeverity;
  readonly place: TextPlace;
}

/** The highlighted marks, and the functions that change them. */
export interface Pointing {
  /** Keys of the hovered marks, otherwise of the selected ones. */
  readonly active: readonly string[];
  /** The line that was selected last. */
  readonly line: number | null;
  point(keys: readonly string[]): void;
  /** Selects marks and scrolls to their line. */
  choose(keys: readonly string[], line: number): void;
}

export const findingKey = (route: number, finding: number): string => `finding-${route}-${finding}`;
export const unresolvedKey = (index: number): string => `unresolved-${index}`;
/** DOM id for a key. */
export const elementId = (key: string): string => `check-${key}`;

const rank: Record<FindingSeverity, number> = { error: 0, unknown: 1, warning: 2, note: 3 };

/** Worst first. */
export function bySeverity(a: { severity: FindingSeverity }, b: { severity: FindingSeverity }): number {
  return rank[a.severity] - rank[b.severity];
}

/** All marks of a report by their first line, worst first. */
export function marksByLine(report: ConfigurationReport): Map<number, TextMark[]> {
  const lines = new Map<number, TextMark[]>();
  const add = (mark: TextMark) => {
    const line = lines.get(mark.place.line);
    if (line) line.push(mark);
    else lines.set(mark.place.line, [mark]);
  };
  report.routes.forEach((route, at) => {
    route.findings.forEach(({ severity, place }, index) => {
      add({ key: findingKey(at, index), severity, place });
    });
  });
  report.unresolved.forEach(({ place }, index) => {
    add({ key: unresolvedKey(index), severity: 'unknown', place });
  });
  for (const marks of lines.values()) marks.sort(bySeverity);
  return lines;
}

interface Look {
  readonly icon: IconName;
  readonly color: string;
  readonly word: string;
}

export const severityLooks: Record<FindingSeverity, Look> = {
  error: { icon: 'cross', color: 'text-bad', word: 'Error' },
  unknown: { icon: 'help', color: 'text-op', word: 'Cannot judge' },
  warning: { icon: 'warn', color: 'text-warn', word: 'Warning' },
  note: { icon: 'note', color: 'text-dim', word: 'Note' },
};

export const verdictLooks: Record<RouteVerdict, Look> = {
  passes: { icon: 'check', color: 'text-ok', word: 'passes' },
  fails: { icon: 'cross', color: 'text-bad', word: 'fails' },
  'cannot judge': { icon: 'help', color: 'text-op', word: 'cannot judge' },
};

/** The program's own command to validate the corrected text. */
export const proving: Record<ConfigurationKind, string> = {
  nginx: 'nginx -t',
  apache: 'apachectl configtest',
  haproxy: 'haproxy -c -f haproxy.cfg',
  caddy: 'caddy validate --adapter caddyfile --config Caddyfile',
  envoy: 'envoy --mode validate -c envoy.yaml',
  traefik: '',
  lighttpd: 'lighttpd -tt -f lighttpd.conf',
  vite: '',
  webpack: 'npx webpack configtest',
  'node-proxy': 'node --check server.js',
  varnish: 'varnishd -C -f default.vcl',
  angular: '',
  stunnel: '',
  hitch: 'hitch --test --config=hitch.conf',
  nghttpx: '',
  trafficserver: 'traffic_server -C verify_config',
};
