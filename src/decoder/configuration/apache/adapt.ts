// From Apache's directives to the route model. The behaviour was measured on httpd 2.4 (see docs/fixes).
// Documentation: mod_proxy (`upgrade=`, worker sharing, ordering), mod_proxy_http (Protocol Upgrade),
// mod_rewrite.
// Left out on purpose: .htaccess files, <If> expressions, mod_macro: they are named, not read.

import {
  type Gap,
  newRoute,
  type PathMatch,
  type Quirk,
  type Route,
  type RouteModel,
  type Site,
  type UnresolvedFact,
} from '../model.ts';
import { hostFacts, timeLimits, tlsQuirks } from './host-facts.ts';
import { loadFaults } from './load-faults.ts';
import { type ApacheDirective, sectionText } from './parse.ts';
import { type ProxyPass, proxyPasses, takenBy } from './proxy-pass.ts';
import { type RewriteRoute, rewriteCatches, rewriteRoutes } from './rewrite.ts';
import {
  type ApacheText,
  appliesIn,
  argument,
  conditionsOf,
  expand,
  hostOf,
  isConditional,
  labelOf,
  type PlacedDirective,
  spanOf,
  withInherited,
} from './sections.ts';
import { backendOf, balancerOfRule, passPolicy } from './workers.ts';

/** A route and where its line stands. */
type PlacedRoute = readonly [PlacedDirective, Route];

/** Makes the route model of a text. */
export function adaptApache(source: ApacheText): RouteModel {
  const passes = proxyPasses(source);
  const rewrites = rewriteRoutes(source);
  const redirects = withInherited(source, (name) => /^redirect(match|permanent|temp)?$/.test(name));
  // The order of the hooks: mod_rewrite, <Location> sections from the last to the first, ProxyPass,
  // mod_alias.
  const inOrder: PlacedRoute[] = [
    ...rewrites.map((one): PlacedRoute => [one.placed, rewriteRuleRoute(source, one, passes)]),
    ...[
      ...passes.filter((pass) => pass.inLocation).reverse(),
      ...passes.filter((pass) => !pass.inLocation),
    ].map((pass): PlacedRoute => [pass.placed, passRoute(source, pass, passes, rewrites)]),
    ...redirects.map((one): PlacedRoute => [one, redirectRoute(one)]),
  ];
  return { sites: sitesOf(source, inOrder), unresolved: unresolvedOf(source) };
}

/**
 * Every virtual host in the order of the text, then the main server: it takes what no virtual host listens for.
 */
function sitesOf(source: ApacheText, routes: readonly PlacedRoute[]): Site[] {
  const hosts = source.all.filter(({ directive }) => directive.name === 'virtualhost');
  const routesIn = (host: ApacheDirective | null): PlacedRoute[] =>
    routes.filter(([placed]) => hostOf(placed) === host);
  const own = hosts.map(({ directive }) => ({
    ...siteOf(source, directive),
    routes: routesIn(directive).map(([, route]) => route),
  }));
  const main = routesIn(null);
  if (hosts.length > 0 && main.length === 0) return own;
  return [...own, { ...siteOf(source, null), routes: main.map(([, route]) => route) }];
}

function siteOf(source: ApacheText, host: ApacheDirective | null): Site {
  const own = source.all.filter((one) => hostOf(one) === host).map(({ directive }) => directive);
  const named = (expression: RegExp) => own.filter(({ name }) => expression.test(name));
  const engine = named(/^sslengine$/).at(-1);
  const hasCertificate = named(/^(sslcertificatefile|mdcertificatefile)$/).length > 0;
  const addresses = host ? host.args : named(/^listen$/).flatMap(({ args }) => args.slice(0, 1));
  const expectsProxyHeader = named(/^remoteipproxyprotocol$/).some(
    (one) => argument(one).toLowerCase() === 'on',
  );
  return {
    label: host ? sectionText(host) : '',
    span: host ? { start: host.start, end: host.end } : { start: 0, end: source.text.length },
    hosts: named(/^server(name|alias)$/).flatMap(({ args }) => args.map((word) => word.text)),
    listeners: addresses.map(({ text, start, end }) => {
      const port = /(?:^|:)(\d+)$/.exec(text)?.[1];
      return {
        span: { start, end },
        port: port === undefined ? null : Number(port),
        tls: engine ? argument(engine).toLowerCase() === 'on' : hasCertificate && isHttpsPort(source, port),
        expectsProxyHeader,
      };
    }),
    routes: [],
  };
}

/** Measured: without SSLEngine a host with a certificate speaks TLS on ports of https, which 443 is by default. */
function isHttpsPort(source: ApacheText, port: string | undefined): boolean {
  const listen = source.all.find(
    ({ directive }) => directive.name === 'listen' && new RegExp(`(?:^|:)${port}$`).test(argument(directive)),
  );
  const protocol = listen ? argument(listen.directive, 1).toLowerCase() : '';
  return protocol === '' ? port === '443' : protocol === 'https';
}

function passRoute(
  source: ApacheText,
  pass: ProxyPass,
  passes: readonly ProxyPass[],
  rewrites: readonly RewriteRoute[],
): Route {
  const { directive, placed, target } = pass;
  const common = {
    label: labelOf(placed, `${directive.label} ${pass.path}`),
    span: { start: directive.start, end: directive.end },
    path: pathOf(pass),
  };
  // `!` keeps a path from the lines after it.
  if (target === '!') return newRoute({ ...common, ending: { kind: 'files' } });
  const catching = rewrites.find(
    (one) =>
      one.placed.within.length <= placed.within.length + 1 && rewriteCatches(one, pass.path, hostOf(placed)),
  );
  const conditions = conditionsOf(source, placed);
  if (catching?.passes) {
    const { target: taken, pattern } = catching;
    const text = `A WebSocket is taken to ${taken} by RewriteRule ${pattern}, before this line applies.`;
    const span = spanOf(catching.placed.directive);
    const entry = [{ span, kind: 'taken' as const, isFault: false, text, edits: [] }, ...conditions];
    return newRoute({ ...common, ending: { kind: 'proxy', target, path: { kind: 'unknown' } }, entry });
  }
  const entry = takenBy(source, pass, passes);
  const host = hostFacts(source, placed);
  const policy = passPolicy(source, pass, passes, entry.length > 0);
  return newRoute({
    ...common,
    ...host,
    ...policy,
    entry: [...entry, ...conditions],
    limits: timeLimits(source, placed, pass.parameters),
    gaps: [...policy.gaps, ...host.gaps],
    quirks: [...policy.quirks, ...tlsQuirks(source, placed, target)],
  });
}

function pathOf({ path, isExpression }: ProxyPass): PathMatch {
  return { kind: isExpression ? 'expression' : 'segment-prefix', text: path, ignoresCase: false };
}

function rewriteRuleRoute(source: ApacheText, rewrite: RewriteRoute, passes: readonly ProxyPass[]): Route {
  const { placed, target, pattern } = rewrite;
  const { directive } = placed;
  const host = hostFacts(source, placed);
  const isBroken = rewrite.quirks.length > 0 || rewrite.entry.some(({ isFault }) => isFault);
  const isPlain = rewrite.ending.kind === 'proxy' && /^https?:/i.test(target);
  const strips = isPlain && !isBroken && !hasUpgradeWorker(rewrite, passes);
  const balancer = rewrite.ending.kind === 'proxy' ? balancerOfRule(source, directive, target) : null;
  return newRoute({
    label: labelOf(placed, `RewriteRule ${pattern}`),
    span: { start: directive.start, end: directive.end },
    path: { kind: 'expression', text: patternOf(source, rewrite), ignoresCase: rewrite.ignoresCase },
    ending: rewrite.ending,
    ...host,
    entry: [...rewrite.entry, ...conditionsOf(source, placed)],
    gaps: [...host.gaps, ...unknownTarget(rewrite), ...(balancer?.gaps ?? [])],
    backends: balancer?.backends ?? backendOf(target, spanOf(directive)),
    quirks: [
      ...rewrite.quirks,
      ...(balancer?.quirks ?? []),
      ...(strips ? [plainTarget(rewrite)] : []),
      // A redirect to https: is nothing that httpd connects to.
      ...(rewrite.ending.kind === 'proxy' ? tlsQuirks(source, placed, target) : []),
    ],
  });
}

/** A target that a map or a variable of the request makes: `${backends:$1}`. */
function unknownTarget({ placed, target, ending }: RewriteRoute): Gap[] {
  if (ending.kind !== 'proxy' || !/^(?:\$\{|%\{|%\d|\$\d)/.test(target)) return [];
  const text = `The target ${target} is made from something that is not in this text.`;
  return [{ span: spanOf(placed.directive), about: 'target', text }];
}

/** In .htaccess the path has no slash at its beginning; a pattern without one outside of all sections is from there. */
function patternOf({ all }: ApacheText, { placed, pattern }: RewriteRoute): string {
  const isWhole = all.some(({ directive }) => directive.name === 'virtualhost');
  return isWhole || placed.within.length > 0 ? pattern : pattern.replace(/^\^(?=[\w(])/, '^/?');
}

function plainTarget({ placed, target }: RewriteRoute): Quirk {
  return {
    span: spanOf(placed.directive),
    id: 'rewrite-to-http',
    severity: 'error',
    text: `Expected a ws: or wss: target, found ${target}: [P] to http: does not pass the upgrade on.`,
    cause: 'proxy-stripped-upgrade',
    fix: 'apache/rewrite',
    edits: [],
  };
}

/**
 * A ProxyPass with upgrade= makes a worker that the rule shares when its target begins with the worker's URL.
 */
function hasUpgradeWorker({ placed, target }: RewriteRoute, passes: readonly ProxyPass[]): boolean {
  return passes.some(
    (pass) =>
      target.toLowerCase().startsWith(pass.target.toLowerCase()) &&
      appliesIn(pass.placed, hostOf(placed)) &&
      /^(any|websocket)$/i.test(pass.parameters.get('upgrade') ?? ''),
  );
}

function redirectRoute(placed: PlacedDirective): Route {
  const { directive } = placed;
  const words = directive.args.map((word) => word.text);
  const path = words.find((word) => word.startsWith('/') || word.startsWith('^')) ?? '';
  const isExpression = directive.name === 'redirectmatch';
  return newRoute({
    label: labelOf(placed, `${directive.label} ${path}`),
    span: { start: directive.start, end: directive.end },
    path: { kind: isExpression ? 'expression' : 'segment-prefix', text: path, ignoresCase: false },
    ending: { kind: 'redirect', status: null, to: words.at(-1) ?? '', words: directive.label },
  });
}

function unresolvedOf(source: ApacheText): UnresolvedFact[] {
  const errors = source.errors.map(
    ({ text, start, end }): UnresolvedFact => ({
      kind: 'syntax',
      name: text,
      text,
      span: { start, end },
    }),
  );
  const seen = new Set<string>();
  return [
    ...errors,
    ...loadFaults(source),
    ...source.all.flatMap(({ directive }) => [
      ...absentBlock(source, directive),
      ...undefinedNames(source, directive, seen),
    ]),
  ];
}

function absentBlock(source: ApacheText, directive: ApacheDirective): UnresolvedFact[] {
  const span = spanOf(directive);
  const name = argument(directive);
  if (directive.name === 'include' || directive.name === 'includeoptional') {
    const text = `${name} is not here. What it contains can change the result.`;
    return [{ kind: 'include', name, text, span }];
  }
  if (directive.name === 'use') {
    return [{ kind: 'block', name, text: `The macro ${name} is not expanded here.`, span }];
  }
  if (directive.name === 'else' || !isConditional(source, directive)) return [];
  const section = sectionText(directive);
  const text = `${section}: whether this holds is not known from this text; what is inside is read as if it does.`;
  return [{ kind: 'condition', name: section, text, span }];
}

function undefinedNames(source: ApacheText, directive: ApacheDirective, seen: Set<string>): UnresolvedFact[] {
  return directive.args.flatMap((word) =>
    [...expand(source, word.text).matchAll(/\$\{(\w+)\}/g)].flatMap(([name]): UnresolvedFact[] => {
      if (seen.has(name)) return [];
      seen.add(name);
      return [{ kind: 'variable', name, text: `${name} is not defined in this text.`, span: word }];
    }),
  );
}
