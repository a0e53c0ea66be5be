// The places of an Apache configuration that proxy, and whether a browser's WebSocket passes each.

import { type ApacheScope, conditionsOf, hostOf, type Placed } from './apache.ts';
import { adder, commonFindings, judgePort, judgeTimeout, judgeTls, needModule } from './apache-common.ts';
import type { ApacheDirective } from './apache-parse.ts';
import { sectionText } from './apache-parse.ts';
import { type RewriteWay, rewriteCatches, rewriteWays } from './apache-rewrite.ts';
import { indentAt } from './parse/text.ts';
import { type ConfigurationFinding, type ConfigurationRoute, type Edit, verdictOf } from './report.ts';

interface ProxyEntry {
  placed: Placed;
  directive: ApacheDirective;
  /** URL path or expression; from the section when the directive stands in a <Location>. */
  path: string;
  isExpression: boolean;
  inLocation: boolean;
  target: string;
  parameters: Map<string, string>;
  /** Last word of the directive: where a parameter can be added. */
  end: number;
}

/** Routes and edits of all ProxyPass, ProxyPassMatch and RewriteRule [P] of the file. */
export function apacheProxyRoutes(scope: ApacheScope): { routes: ConfigurationRoute[]; edits: Edit[] } {
  const entries = scope.all.flatMap((placed) => proxyEntry(scope, placed));
  const ways = rewriteWays(scope);
  const routes: ConfigurationRoute[] = [];
  const edits: Edit[] = [];
  for (const entry of entries.filter((one) => one.target !== '!')) {
    const judged = judgeEntry(scope, entry, entries, ways);
    routes.push(judged.route);
    edits.push(...judged.edits);
  }
  for (const way of ways) {
    routes.push(judgeWay(scope, way, entries));
    edits.push(...way.edits);
  }
  for (const placed of scope.all) {
    if (/^redirect(match|permanent|temp)?$/.test(placed.directive.name)) {
      routes.push(redirectRoute(scope, placed));
    }
  }
  routes.sort((a, b) => a.place.start - b.place.start);
  return { routes, edits };
}

function proxyEntry(scope: ApacheScope, placed: Placed): ProxyEntry[] {
  const { directive } = placed;
  if (directive.name !== 'proxypass' && directive.name !== 'proxypassmatch') {
    return [];
  }
  const section = [...placed.within]
    .reverse()
    .find((one) => one.name === 'location' || one.name === 'locationmatch');
  const words = directive.args
    .map((word) => scope.expand(word.text))
    .filter((word) => word.toLowerCase() !== 'interpolate' && word.toLowerCase() !== 'noquery');
  const inLocation = section !== undefined && (words.length < 2 || words[1].includes('='));
  const sectionWords = section?.args.map((word) => word.text) ?? [];
  const path = inLocation ? (sectionWords.at(-1) ?? '') : (words[0] ?? '');
  const rest = inLocation ? words : words.slice(1);
  const parameters = new Map(
    rest.slice(1).flatMap((word): [string, string][] => {
      const at = word.indexOf('=');
      return at > 0 ? [[word.slice(0, at).toLowerCase(), word.slice(at + 1)]] : [];
    }),
  );
  const isExpression =
    directive.name === 'proxypassmatch' || section?.name === 'locationmatch' || sectionWords[0] === '~';
  return [
    {
      placed,
      directive,
      path,
      isExpression,
      inLocation,
      target: rest[0] ?? '',
      parameters,
      end: directive.args.at(-1)?.end ?? directive.end,
    },
  ];
}

function judgeEntry(scope: ApacheScope, entry: ProxyEntry, entries: ProxyEntry[], ways: RewriteWay[]) {
  const findings: ConfigurationFinding[] = [];
  const edits: Edit[] = [];
  const add = adder(scope, findings);
  const { directive, placed } = entry;
  const scheme = /^(\w+):/.exec(entry.target)?.[1].toLowerCase() ?? '';
  const catching = ways.find(
    (way) =>
      way.place.within.length <= placed.within.length + 1 && rewriteCatches(way, entry.path, hostOf(placed)),
  );
  const shadow = shadowing(entry, entries);
  let wantsUpgrade = false;
  if (catching?.passes) {
    add(
      'note',
      'caught-by-rewrite',
      catching.place.directive,
      `A WebSocket is taken to ${catching.target} by the RewriteRule in line ${scope.locate(catching.place.directive.start, 0).line}, before this line is looked at.`,
    );
  } else if (shadow) {
    add(
      'error',
      'shadowed',
      directive,
      `ProxyPass ${shadow.path} in line ${scope.locate(shadow.directive.start, shadow.directive.end).line} stands before it and takes these requests: the first match wins. Put the longer path first.`,
      'proxy-stripped-upgrade',
      'apache/order',
    );
    const move = moveBefore(scope, entry, shadow);
    edits.push(...move);
  } else if (scheme === 'http' || scheme === 'https') {
    wantsUpgrade = judgeHttpWorker();
  } else if (scheme === 'ws' || scheme === 'wss') {
    judgeWs();
  } else if (scheme === 'balancer') {
    judgeBalancer();
  } else if (entry.target.includes('${')) {
    add(
      'unknown',
      'target-unknown',
      directive,
      `The target ${entry.target} holds a variable that is not in this text.`,
    );
  } else {
    add(
      'error',
      'scheme-without-upgrade',
      directive,
      `${scheme || entry.target}: carries no WebSocket.`,
      'upgrade-refused',
    );
  }
  if (wantsUpgrade) {
    edits.push({ start: entry.end, end: entry.end, text: ' upgrade=websocket' });
  }
  if (!catching?.passes) {
    commonFindings(scope, entry.placed, add, edits);
    judgePort(entry.target, directive, add);
    judgeTimeout(scope, entry, add);
    judgeTls(scope, entry.placed, entry.target, add);
  }
  for (const section of conditionsOf(scope, placed)) {
    add('unknown', 'conditional', section, `This line counts only when ${sectionText(section)} holds.`);
  }
  const route: ConfigurationRoute = {
    where: whereOf(placed, `${directive.label} ${entry.path}`),
    target: entry.target,
    place: scope.locate(directive.start, directive.end),
    findings,
    verdict: verdictOf(findings),
  };
  return { route, edits: route.verdict === 'cannot judge' ? [] : edits };

  function judgeHttpWorker(): boolean {
    const owner = workerOf(entry, entries);
    const upgrade = (owner.parameters.get('upgrade') ?? '').toLowerCase();
    if (upgrade === 'websocket' || upgrade === 'any') {
      const note =
        owner === entry
          ? null
          : `The worker is shared with line ${scope.locate(owner.directive.start, 0).line}, whose upgrade=${upgrade} counts.`;
      if (note) {
        add('note', 'worker-shared', owner.directive, note);
      }
      needModule(add, scope, directive, ['proxy_http_module']);
      return false;
    }
    const set = proxySetUpgrade(scope, owner.target);
    if (set) {
      add('note', 'proxy-set', set, 'The worker gets upgrade= from this ProxySet.');
      return false;
    }
    if (owner !== entry && entry.parameters.has('upgrade')) {
      add(
        'error',
        'worker-shared',
        directive,
        `upgrade= is ignored here: the worker was made by line ${scope.locate(owner.directive.start, 0).line}, whose URL is the beginning of this one, and that line has no upgrade=.`,
        'proxy-stripped-upgrade',
        'apache/order',
      );
      edits.push({ start: owner.end, end: owner.end, text: ' upgrade=websocket' });
      return false;
    }
    if (upgrade === 'none') {
      add(
        'error',
        'upgrade-none',
        directive,
        'upgrade=NONE keeps the protocol from being switched.',
        'proxy-stripped-upgrade',
        'apache/upgrade',
      );
      return false;
    }
    add(
      'error',
      'upgrade-missing',
      directive,
      upgrade === ''
        ? 'Expected upgrade=websocket on this line (httpd 2.4.47 and later). Without it Upgrade and Connection are not passed on.'
        : `Expected upgrade=websocket, found upgrade=${upgrade}.`,
      'proxy-stripped-upgrade',
      'apache/upgrade',
    );
    return upgrade === '' && owner === entry;
  }

  function judgeWs(): void {
    if (
      scope.modules.size > 0 &&
      !scope.modules.has('proxy_wstunnel_module') &&
      !scope.modules.has('proxy_http_module')
    ) {
      add(
        'error',
        'module-missing',
        directive,
        'No LoadModule for proxy_wstunnel_module (nor proxy_http_module): the line answers 500.',
        'upgrade-refused',
        'apache/upgrade',
      );
    }
    add(
      'note',
      'ws-only',
      directive,
      'A ws: target carries WebSockets; plain requests to this path are not served well by it.',
    );
  }

  function judgeBalancer(): void {
    const name = /^balancer:\/\/([^/]+)/i.exec(entry.target)?.[1] ?? '';
    const block = scope.all.find(
      ({ directive: one }) =>
        one.name === 'proxy' &&
        /^balancer:/i.test(one.args[0]?.text ?? '') &&
        one.args[0].text.slice(11).replace(/\/$/, '') === name,
    );
    const outside = scope.all.filter(
      ({ directive: one }) =>
        one.name === 'balancermember' &&
        one.args[0]?.text.toLowerCase() === `balancer://${name}`.toLowerCase(),
    );
    const members = [
      ...(block?.directive.children ?? [])
        .filter((child) => child.name === 'balancermember')
        .map((one) => ({ one, words: one.args })),
      ...outside.map(({ directive: one }) => ({ one, words: one.args.slice(1) })),
    ];
    if (members.length === 0) {
      add(
        'unknown',
        'balancer-unknown',
        directive,
        `The members of balancer://${name} are not in this text.`,
      );
      return;
    }
    if (entry.parameters.has('upgrade')) {
      add(
        'error',
        'upgrade-on-balancer',
        directive,
        'upgrade= is not a parameter of a balancer: httpd refuses to start. It belongs on each BalancerMember.',
        'upgrade-refused',
        'apache/balancer',
      );
    }
    for (const { one, words } of members) {
      const url = scope.expand(words[0]?.text ?? '');
      const upgrade = words
        .find((word) => /^upgrade=/i.test(word.text))
        ?.text.slice(8)
        .toLowerCase();
      if (!/^wss?:/i.test(url) && upgrade !== 'websocket' && upgrade !== 'any') {
        add(
          'error',
          'upgrade-missing',
          one,
          `BalancerMember ${url} lacks upgrade=websocket.`,
          'proxy-stripped-upgrade',
          'apache/balancer',
        );
        const end = words.at(-1)?.end ?? one.end;
        if (!edits.some((edit) => edit.start === end)) {
          edits.push({ start: end, end, text: ' upgrade=websocket' });
        }
      }
      judgePort(url, one, add);
    }
  }
}

// The first ProxyPass of the host, in order, whose path begins this one's. Those in <Location> are asked first.
function shadowing(entry: ProxyEntry, entries: ProxyEntry[]): ProxyEntry | null {
  if (entry.inLocation || entry.isExpression) {
    return null;
  }
  const host = hostOf(entry.placed);
  for (const other of entries) {
    if (other === entry) {
      return null;
    }
    if (hostOf(other.placed) !== host || other.inLocation || other.isExpression) {
      continue;
    }
    if (other.path !== entry.path ? underPath(entry.path, other.path) : true) {
      return other;
    }
  }
  return null;
}

function underPath(path: string, prefix: string): boolean {
  return (
    path.startsWith(prefix) &&
    (prefix.endsWith('/') || path.length === prefix.length || path[prefix.length] === '/')
  );
}

// Workers are shared by URL: a later line whose URL begins with an earlier worker's uses that worker and its parameters.
function workerOf(entry: ProxyEntry, entries: ProxyEntry[]): ProxyEntry {
  const host = hostOf(entry.placed);
  const before = entries
    .slice(0, entries.indexOf(entry))
    .filter((one) => (hostOf(one.placed) === host || hostOf(one.placed) === null) && one.target !== '!');
  const sharing = before.filter(
    (one) =>
      entry.target.toLowerCase().startsWith(one.target.toLowerCase()) &&
      !one.isExpression &&
      !entry.isExpression,
  );
  return sharing.sort((a, b) => b.target.length - a.target.length)[0] ?? entry;
}

function moveBefore(scope: ApacheScope, entry: ProxyEntry, shadow: ProxyEntry): Edit[] {
  const lineOf = (directive: ApacheDirective): [number, number] => {
    const start = scope.text.lastIndexOf('\n', directive.start - 1) + 1;
    const end = scope.text.indexOf('\n', directive.end);
    return [start, end < 0 ? scope.text.length : end + 1];
  };
  const [from, to] = lineOf(entry.directive);
  const [before] = lineOf(shadow.directive);
  const needs = /^https?:/i.test(entry.target) && !entry.parameters.has('upgrade');
  const line = `${indentAt(scope.text, entry.directive.start)}${scope.text.slice(entry.directive.start, entry.end)}${needs ? ' upgrade=websocket' : ''}\n`;
  return [
    { start: before, end: before, text: line },
    { start: from, end: to, text: '' },
  ];
}

function judgeWay(scope: ApacheScope, way: RewriteWay, entries: ProxyEntry[]): ConfigurationRoute {
  const findings = [...way.findings];
  const add = adder(scope, findings);
  if (way.isHttp && way.proxies && !way.findings.some((finding) => finding.severity === 'error')) {
    const worker = entries.find(
      (entry) =>
        way.target.toLowerCase().startsWith(entry.target.toLowerCase()) &&
        (hostOf(entry.placed) === hostOf(way.place) || hostOf(entry.placed) === null) &&
        /^(any|websocket)$/i.test(entry.parameters.get('upgrade') ?? ''),
    );
    if (!worker) {
      add(
        'error',
        'rewrite-to-http',
        way.place.directive,
        `[P] to ${way.target} is proxied without an upgrade. The target must be ws:// (or wss://).`,
        'proxy-stripped-upgrade',
        'apache/rewrite',
      );
    }
  }
  const edits: Edit[] = [];
  commonFindings(scope, way.place, add, edits);
  judgePort(way.target, way.place.directive, add);
  judgeTls(scope, way.place, way.target, add);
  for (const section of conditionsOf(scope, way.place)) {
    add('unknown', 'conditional', section, `This rule counts only when ${sectionText(section)} holds.`);
  }
  return {
    where: whereOf(way.place, `RewriteRule ${way.pattern}`),
    target: way.target,
    place: scope.locate(way.place.directive.start, way.place.directive.end),
    findings,
    verdict: verdictOf(findings),
  };
}

function redirectRoute(scope: ApacheScope, placed: Placed): ConfigurationRoute {
  const { directive } = placed;
  const words = directive.args.map((word) => word.text);
  const findings: ConfigurationFinding[] = [];
  adder(scope, findings)(
    'error',
    'redirect',
    directive,
    'A WebSocket to this path gets a redirect. Browsers do not follow it: the client must use the final URL (wss://).',
    'upgrade-refused',
    'apache/redirect',
  );
  const path = words.find((word) => word.startsWith('/') || word.startsWith('^')) ?? '';
  return {
    where: whereOf(placed, `${directive.label} ${path}`),
    target: `redirect to ${words.at(-1)}`,
    place: scope.locate(directive.start, directive.end),
    findings,
    verdict: verdictOf(findings),
  };
}

function whereOf(placed: Placed, last: string): string {
  return [
    ...placed.within
      .filter((section) => /^(virtualhost|location|locationmatch)$/.test(section.name))
      .map(sectionText),
    last,
  ].join(' › ');
}

// ProxySet in a <Proxy url> section, or with the URL as its first word.
function proxySetUpgrade(scope: ApacheScope, target: string): ApacheDirective | null {
  for (const { directive, within } of scope.all) {
    if (directive.name !== 'proxyset') {
      continue;
    }
    const section = [...within].reverse().find((one) => one.name === 'proxy');
    const url = scope.expand(section?.args[0]?.text ?? directive.args[0]?.text ?? '');
    const upgrade = directive.args.some((word) => /^upgrade=(any|websocket)$/i.test(word.text));
    if (
      upgrade &&
      url !== '' &&
      target.toLowerCase().replace(/\/$/, '') === url.toLowerCase().replace(/\/$/, '')
    ) {
      return directive;
    }
  }
  return null;
}
