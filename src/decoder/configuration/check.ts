// Entry to the check of configurations: which program the text is for, and its report.

import { checkWith } from './judge.ts';
import { type OtherConfiguration, otherConfiguration, remarkWords } from './other/other.ts';
import { applyEdits, unifiedDiff } from './parse/text.ts';
import { dedented, readPaste } from './paste/paste.ts';
import type { Asker } from './program.ts';
import { programs } from './programs.ts';
import { recogniseConfiguration } from './recognise.ts';
import type {
  CheckedConfiguration,
  ConfigurationKind,
  ConfigurationReport,
  ConfigurationRoute,
  RouteVerdict,
  UrlReport,
} from './report.ts';
import { checkUrlWith } from './url-check.ts';

/**
 * Checks a pasted configuration for WebSockets. `name` is the file's name when known; `kind` overrides the
 * recognition. Never throws: a text that nobody knows gives `kind: null`.
 */
export function checkConfiguration(
  text: string,
  name?: string,
  kind?: ConfigurationKind,
): ConfigurationReport {
  const pasted = readPaste(text);
  const other = kind ? null : otherProgram(pasted.isInner ? pasted.text : text, name);
  // A file's name decides only where the words say nothing.
  const named = other ? undefined : name;
  const recognised = kind ? { kind, how: 'Chosen by hand.' } : recogniseConfiguration(pasted.text, named);
  if (recognised.kind === null || other?.isCertain) {
    const how = other ? howToLook(other, text) : recognised.how;
    return { kind: null, recognised: how, routes: [], unresolved: [], corrected: null, diff: [] };
  }
  const program = programs[recognised.kind];
  const checked = checkWith(program, pasted);
  // A listing with line numbers is no file: its correction is one.
  const base = pasted.hadPrefixes ? pasted.text : text;
  const before = pasted.hadPrefixes ? dedented(base) : base;
  const edited = applyEdits(base, checked.edits);
  const after = pasted.hadPrefixes ? dedented(edited) : edited;
  const changed = edited !== base && mends(checked, checkWith(program, readPaste(after)));
  return {
    kind: recognised.kind,
    recognised: pasted.isDiff ? `${recognised.how} ${judgedSide}` : recognised.how,
    routes: checked.routes,
    unresolved: checked.unresolved,
    corrected: changed ? after : null,
    diff: changed ? unifiedDiff(before, after, name ?? defaultNames[recognised.kind]) : [],
  };
}

const judgedSide =
  'It is a diff: the configuration after the change is judged, without the lines that it removes.';

/** Kinds that are nginx with more directives: nginx's own rules hold for them. */
const extendedNginx = /^(openresty|Passenger)/;

function otherProgram(text: string, name?: string): OtherConfiguration | null {
  const other = otherConfiguration(text, name);
  return other && extendedNginx.test(other.name) ? null : other;
}

/** The kind that is not judged, and what to look for in it. */
function howToLook(other: OtherConfiguration, text: string): string {
  const article = /^[AEIOaeio]/.test(other.name) ? 'an' : 'a';
  return [`This is ${article} ${other.name}, which is not judged here.`, ...remarkWords(other, text)].join(
    ' ',
  );
}

/**
 * True when the program loads the corrected text, and fewer routes fail or are cut by a limit: no edit is offered
 * where nothing fails, and none that does not work.
 */
function mends(before: CheckedConfiguration, after: CheckedConfiguration): boolean {
  const count = ({ routes }: CheckedConfiguration, verdict: RouteVerdict): number =>
    routes.filter((route) => route.verdict === verdict).length;
  // A program that misses a backend does not start, unless another file has it: then that file may have the limits too.
  const lacksBackend = after.routes.some(({ findings }) =>
    findings.some(({ id }) => id === 'backend-missing'),
  );
  const isLoaded = !lacksBackend && after.unresolved.every(({ kind }) => kind !== 'syntax');
  const fewerFail = count(before, 'fails') - count(after, 'fails');
  const isMended = fewerFail > 0 || (fewerFail === 0 && isRouteImproved(before, after));
  return isLoaded && isMended && count(after, 'passes') >= count(before, 'passes');
}

/** Whether a route that passes has fewer warnings than before: one that fails all the same is not improved. */
function isRouteImproved(before: CheckedConfiguration, after: CheckedConfiguration): boolean {
  const warnings = ({ findings }: ConfigurationRoute): number =>
    findings.filter(({ severity }) => severity === 'warning').length;
  if (before.routes.length !== after.routes.length) return false;
  const isLost = after.routes.some((route, index) => warnings(route) > warnings(before.routes[index]));
  return (
    !isLost &&
    after.routes.some(
      (route, index) => route.verdict === 'passes' && warnings(route) < warnings(before.routes[index]),
    )
  );
}

/**
 * Follows a WebSocket URL through a configuration and judges the route that takes it. Null when the text or the URL
 * is not recognised. `asker` is the client, as far as it is known.
 */
export function checkUrl(
  text: string,
  url: string,
  name?: string,
  kind?: ConfigurationKind,
  asker?: Asker,
): UrlReport | null {
  const pasted = readPaste(text);
  const other = kind ? null : otherProgram(pasted.isInner ? pasted.text : text, name);
  if (other?.isCertain) return null;
  const known = kind ?? recogniseConfiguration(pasted.text, other ? undefined : name).kind;
  return known === null ? null : checkUrlWith(programs[known], pasted, url, asker);
}

const defaultNames: Record<ConfigurationKind, string> = {
  nginx: 'nginx.conf',
  apache: 'httpd.conf',
  haproxy: 'haproxy.cfg',
  caddy: 'Caddyfile',
  envoy: 'envoy.yaml',
  traefik: 'traefik.yml',
  lighttpd: 'lighttpd.conf',
  vite: 'vite.config.ts',
  webpack: 'webpack.config.js',
  'node-proxy': 'server.js',
  varnish: 'default.vcl',
  angular: 'proxy.conf.json',
  stunnel: 'stunnel.conf',
  hitch: 'hitch.conf',
  nghttpx: 'nghttpx.conf',
  trafficserver: 'remap.config',
};
