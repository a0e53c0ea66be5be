// What a check of a proxy's configuration says. One shape for every program.
// It leaves out on purpose: whether the file is otherwise good. Only what a WebSocket needs is judged.

import type { CauseId } from '../model/cause-id.ts';

/** Programs whose configuration is read. */
export type ConfigurationKind =
  | 'nginx'
  | 'apache'
  | 'haproxy'
  | 'caddy'
  | 'envoy'
  | 'traefik'
  | 'lighttpd'
  | 'vite'
  | 'webpack'
  | 'node-proxy'
  | 'varnish'
  | 'angular'
  | 'stunnel'
  | 'hitch'
  | 'nghttpx'
  | 'trafficserver';

/** Programs and their names, for a choice by hand. */
export const configurationKinds: Record<ConfigurationKind, string> = {
  nginx: 'nginx',
  apache: 'Apache httpd',
  haproxy: 'HAProxy',
  caddy: 'Caddy (Caddyfile)',
  envoy: 'Envoy (YAML)',
  traefik: 'Traefik (YAML)',
  lighttpd: 'lighttpd',
  vite: 'Vite (JavaScript)',
  webpack: 'webpack-dev-server (JavaScript)',
  'node-proxy': 'http-proxy (Node program)',
  varnish: 'Varnish (VCL)',
  angular: 'Angular (proxy.conf)',
  stunnel: 'stunnel',
  hitch: 'hitch',
  nghttpx: 'nghttpx',
  trafficserver: 'Apache Traffic Server',
};

/** Their names, for sentences. */
export const judgedPrograms =
  'nginx, Apache, HAProxy, Caddy, Envoy, Traefik, lighttpd, Vite, webpack-dev-server, Varnish, stunnel, hitch, nghttpx, Traffic Server, Angular or a Node program with http-proxy';

/** A run of the text. Offsets count UTF-16 units, half-open; lines and columns count from 1. */
export interface TextPlace {
  start: number;
  end: number;
  line: number;
  column: number;
  endLine: number;
}

/**
 * `error`: a WebSocket fails here. `unknown`: it cannot be said from this text. `warning`: it opens, and
 * something will cut it or go wrong later. `note`: worth knowing, nothing to change.
 */
export type FindingSeverity = 'error' | 'unknown' | 'warning' | 'note';

/** One thing that is missing, wrong, or that cannot be judged. */
export interface ConfigurationFinding {
  /** Stable id within the program: `upgrade-header-missing`. */
  id: string;
  severity: FindingSeverity;
  /** Plain words: expected, found, where. */
  text: string;
  place: TextPlace;
  /** Id of a cause of the diagnosis that this brings about, or null. */
  cause: CauseId | null;
  /** `<stack>/<fix>` of the guides (`nginx/upgrade-headers`), or null. */
  fix: string | null;
  /** For `unknown`: when a WebSocket passes, and when it fails. */
  cases?: { passes: string; fails: string };
}

export type RouteVerdict = 'passes' | 'fails' | 'cannot judge';

/** What a route is there for. `websocket`: its text lets WebSockets pass, or was meant to. */
export type RoutePurpose = 'websocket' | 'no upgrade' | 'redirect' | 'answer';

/** A place that a WebSocket could pass. */
export interface ConfigurationRoute {
  /** `server example.com › location /ws`. */
  where: string;
  /** Where it leads: `http://127.0.0.1:8080`, `redirect to https://…`. */
  target: string;
  /** Where it is, in short: its path, else the last part of `where`. */
  at: string;
  purpose: RoutePurpose;
  place: TextPlace;
  findings: ConfigurationFinding[];
  /** Never `passes` when a finding is `error` or `unknown`. */
  verdict: RouteVerdict;
}

/** Something that the text refers to and that is not in it. */
export interface Unresolved {
  /** `directive`: a name that this check does not know; a module may have it. */
  kind: 'include' | 'variable' | 'condition' | 'block' | 'syntax' | 'directive';
  name: string;
  text: string;
  place: TextPlace;
  /** True for an include whose content is known and changes no verdict. */
  isHarmless?: boolean;
}

export interface ConfigurationReport {
  /** Null when the text is not a configuration that is known here. */
  kind: ConfigurationKind | null;
  /** How it was recognised, in words. */
  recognised: string;
  routes: ConfigurationRoute[];
  unresolved: Unresolved[];
  /**
   * The whole text with the smallest edits that make the failing routes pass, or null when nothing is to
   * change.
   */
  corrected: string | null;
  /** Unified diff lines from the text to `corrected`; empty when `corrected` is null. */
  diff: string[];
}

/** What closes a connection without a message, and when. */
export interface SilenceLimit {
  /** After the last message. */
  seconds: number;
  /** `proxy_read_timeout 60s`. */
  setting: string;
  place: TextPlace;
}

/** One of the verdicts on a URL when something outside of the text decides. */
export interface UrlOutcome {
  /** `the client comes from 10.0.0.0/8`. */
  when: string;
  verdict: Exclude<RouteVerdict, 'cannot judge'>;
}

/** What becomes of a WebSocket to one URL. */
export interface UrlReport {
  /** From the listener to the backend. */
  steps: { text: string; place: TextPlace }[];
  /** The route that takes it, or null when none does. */
  route: ConfigurationRoute | null;
  /** The path that the backend is asked for; null when there is none, or this text does not tell. */
  backendPath: string | null;
  /** The limit that closes a silent connection first; null when the text has none, or no route takes the URL. */
  silence: SilenceLimit | null;
  verdict: RouteVerdict;
  /** One sentence that says why. */
  reason: string;
  /** Every outcome, when the verdict depends on something outside of the text that can be named; else empty. */
  outcomes: UrlOutcome[];
}

/** What the check of a text gives; `check.ts` makes the report from it. */
export interface CheckedConfiguration {
  routes: ConfigurationRoute[];
  unresolved: Unresolved[];
  edits: Edit[];
}

/** Replaces `[start, end)` by `text`. Edits of one list never overlap. */
export interface Edit {
  start: number;
  end: number;
  text: string;
}

/** Verdict that follows from findings: an error fails it, an unknown keeps it from passing. */
export function verdictOf(findings: readonly ConfigurationFinding[]): RouteVerdict {
  if (findings.some((finding) => finding.severity === 'error')) return 'fails';
  return findings.some((finding) => finding.severity === 'unknown') ? 'cannot judge' : 'passes';
}
