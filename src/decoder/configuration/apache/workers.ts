// Whether the worker of a ProxyPass lets an upgrade pass: `upgrade=` of the line, of a shared worker, of a
// balancer.

import { lineNumber } from '../../model/words.ts';
import type { Backend, Gap, Quirk, Route, Span, UpgradeSwitch } from '../model.ts';
import { moduleGaps } from './host-facts.ts';
import type { ApacheDirective, ApacheWord } from './parse.ts';
import { type ProxyPass, workerOf } from './proxy-pass.ts';
import { type ApacheText, argument, expand, spanOf } from './sections.ts';

/** What the target and the worker of a line say. */
type PassPolicy = Pick<Route, 'ending' | 'upgrade' | 'backends' | 'gaps' | 'quirks'>;

const lets = (upgrade: string | undefined): boolean => /^(any|websocket)$/i.test(upgrade ?? '');

/** The policy of a line. Nothing is asked of a worker that no request reaches. */
export function passPolicy(
  source: ApacheText,
  pass: ProxyPass,
  passes: readonly ProxyPass[],
  isTaken: boolean,
): PassPolicy {
  const { target, directive } = pass;
  const scheme = /^(\w+):/.exec(target)?.[1].toLowerCase() ?? '';
  const base: PassPolicy = {
    ending: { kind: 'proxy', target, path: forwardedPath(pass) },
    upgrade: { kind: 'always' },
    backends: backendOf(target, spanOf(directive)),
    gaps: [],
    quirks: [],
  };
  if (isTaken) return base;
  if (scheme === 'http' || scheme === 'https') return { ...base, ...httpPolicy(source, pass, passes) };
  if (scheme === 'ws' || scheme === 'wss') return { ...base, ...wsPolicy(source, pass) };
  if (scheme === 'balancer') return { ...base, ...balancerPolicy(source, pass) };
  if (!target.includes('${')) {
    return { ...base, ending: { kind: 'other-protocol', target, words: `${scheme || target}:` } };
  }
  const text = `The target ${target} contains a variable that is not in this text.`;
  return { ...base, gaps: [{ span: spanOf(directive), about: 'target', text }] };
}

function forwardedPath({
  path,
  target,
  isExpression,
}: ProxyPass): { kind: 'prefix-replaced'; prefix: string; by: string } | { kind: 'unknown' } {
  // Measured: with /ws/ and ws://host:3000 httpd asks for ws://host:3000room, and answers 500.
  const by = /^\w+:\/\/[^/]*(\/.*)?$/.exec(target);
  return isExpression || by === null
    ? { kind: 'unknown' }
    : { kind: 'prefix-replaced', prefix: path, by: by[1] ?? '' };
}

/** The server of a URL, when it names a port. */
export function backendOf(url: string, span: Span): Backend[] {
  const match = /^(https?|wss?):\/\/[^/]*?:(\d+)(\/|$)/i.exec(url);
  if (!match) return [];
  return [{ span, address: url, port: Number(match[2]), tls: /^(https|wss)$/i.test(match[1]) }];
}

type Worker = Partial<Pick<PassPolicy, 'upgrade' | 'gaps' | 'quirks' | 'backends'>>;

function httpPolicy(source: ApacheText, pass: ProxyPass, passes: readonly ProxyPass[]): Worker {
  const owner = workerOf(pass, passes);
  const upgrade = owner.parameters.get('upgrade') ?? '';
  const isShared = owner !== pass;
  const line = lineNumber(source.text, owner.directive.start);
  if (lets(upgrade)) {
    const text = `The worker is shared with line ${line}, whose upgrade=${upgrade} counts.`;
    return {
      gaps: moduleGaps(source, pass.directive, ['proxy_http_module']),
      quirks: isShared ? [note(owner.directive, 'worker-shared', text)] : [],
    };
  }
  const set = proxySetUpgrade(source, owner.target);
  if (set) return { quirks: [note(set, 'proxy-set', 'The worker gets upgrade= from this ProxySet.')] };
  if (isShared && pass.parameters.has('upgrade')) return { quirks: [ignoredUpgrade(pass, owner, line)] };
  return { upgrade: workerSwitch(pass, upgrade, upgrade === '' && !isShared) };
}

function workerSwitch(pass: ProxyPass, upgrade: string, canAdd: boolean): UpgradeSwitch {
  const { directive, end } = pass;
  const isOff = upgrade.toLowerCase() === 'none';
  return {
    span: spanOf(directive),
    kind: 'switch',
    state: isOff ? 'off' : 'absent',
    expected: 'upgrade=websocket on this line (httpd 2.4.47 and later)',
    found: upgrade === '' ? '' : `upgrade=${upgrade}`,
    consequence: 'Without it Upgrade and Connection are not passed on.',
    edits: canAdd ? [{ kind: 'replace', span: { start: end, end }, text: ' upgrade=websocket' }] : [],
  };
}

function note(at: ApacheDirective, id: string, text: string): Quirk {
  return { span: spanOf(at), id, severity: 'note', text, cause: null, edits: [] };
}

function ignoredUpgrade(pass: ProxyPass, owner: ProxyPass, line: number): Quirk {
  const { end } = owner;
  return {
    span: spanOf(pass.directive),
    id: 'worker-shared',
    severity: 'error',
    text: `upgrade= is ignored here: line ${line} made the worker, because its URL is the beginning of this one, and that line has no upgrade=.`,
    cause: 'proxy-stripped-upgrade',
    fix: 'apache/order',
    edits: [{ kind: 'replace', span: { start: end, end }, text: ' upgrade=websocket' }],
  };
}

/** A ws: target passes upgrades by itself, unless upgrade=NONE. */
function wsPolicy({ modules }: ApacheText, pass: ProxyPass): Worker {
  const { directive, parameters } = pass;
  const isLoaded =
    modules.size === 0 || modules.has('proxy_wstunnel_module') || modules.has('proxy_http_module');
  const upgrade = parameters.get('upgrade') ?? '';
  const quirks = [
    note(
      directive,
      'ws-only',
      'A ws: target carries WebSockets; plain requests to this path are not served well by it.',
    ),
  ];
  if (!isLoaded) quirks.push(moduleMissing(directive));
  return upgrade.toLowerCase() === 'none'
    ? { upgrade: workerSwitch(pass, upgrade, false), quirks }
    : { quirks };
}

function moduleMissing(directive: ApacheDirective): Quirk {
  return {
    span: spanOf(directive),
    id: 'module-missing',
    severity: 'error',
    text: 'No LoadModule for proxy_wstunnel_module or proxy_http_module: the line answers 500.',
    cause: 'upgrade-refused',
    fix: 'apache/upgrade',
    edits: [],
  };
}

interface Member {
  readonly directive: ApacheDirective;
  /** The URL and the parameters. */
  readonly words: readonly ApacheWord[];
}

/** BalancerMember lines of the <Proxy> section, and those that name the balancer themselves. */
function membersOf({ all }: ApacheText, name: string): Member[] {
  const url = `balancer://${name}`;
  const isNamed = (text: string): boolean => text.toLowerCase().replace(/\/$/, '') === url.toLowerCase();
  const section = all.find(({ directive }) => directive.name === 'proxy' && isNamed(argument(directive)));
  const inside = (section?.directive.children ?? [])
    .filter((child) => child.name === 'balancermember')
    .map((directive) => ({ directive, words: directive.args }));
  const outside = all
    .filter(({ directive }) => directive.name === 'balancermember' && isNamed(argument(directive)))
    .map(({ directive }) => ({ directive, words: directive.args.slice(1) }));
  return [...inside, ...outside];
}

function balancerPolicy(source: ApacheText, pass: ProxyPass): Worker {
  const name = /^balancer:\/\/([^/]+)/i.exec(pass.target)?.[1] ?? '';
  const members = membersOf(source, name);
  if (members.length === 0) return { gaps: [unknownBalancer(pass.directive, name)] };
  return {
    backends: members.map((member) => memberBackend(source, member)),
    quirks: [
      ...(pass.parameters.has('upgrade') ? [upgradeOnBalancer(pass)] : []),
      ...(members.every(isOff) ? [allOff(members[0])] : []),
    ],
  };
}

/** What the members of a balancer do for a RewriteRule that proxies to it; nothing for any other target. */
export function balancerOfRule(
  source: ApacheText,
  directive: ApacheDirective,
  target: string,
): Pick<Route, 'backends' | 'quirks' | 'gaps'> | null {
  const name = /^balancer:\/\/([^/%$]+)/i.exec(target)?.[1];
  if (name === undefined) return null;
  const members = membersOf(source, name);
  return {
    backends: members.map((member) => memberBackend(source, member)),
    quirks: members.length > 0 && members.every(isOff) ? [allOff(members[0])] : [],
    gaps: members.length > 0 ? [] : [unknownBalancer(directive, name)],
  };
}

/** A member with a status of disabled, stopped or in error gets no requests. */
function isOff({ words }: Member): boolean {
  return words.some(({ text }) => /^status=\+?[a-z]*[dse]/i.test(text));
}

function allOff({ directive }: Member): Quirk {
  return {
    span: spanOf(directive),
    id: 'members-disabled',
    severity: 'error',
    text: 'Every member of this balancer is disabled: httpd answers 503.',
    cause: 'upgrade-refused',
    edits: [],
  };
}

function unknownBalancer(directive: ApacheDirective, name: string): Gap {
  const text = `The members of balancer://${name} are not in this text.`;
  return { span: spanOf(directive), about: 'backend', text };
}

function upgradeOnBalancer(pass: ProxyPass): Quirk {
  return {
    span: spanOf(pass.directive),
    id: 'upgrade-on-balancer',
    severity: 'error',
    text: 'upgrade= is not a parameter of a balancer: httpd refuses to start. It belongs on each BalancerMember.',
    cause: 'upgrade-refused',
    fix: 'apache/balancer',
    edits: [],
  };
}

function memberBackend(source: ApacheText, { directive, words }: Member): Backend {
  const span = spanOf(directive);
  const url = expand(source, words[0]?.text ?? '');
  const plain: Backend = backendOf(url, span)[0] ?? { span, address: url, port: null, tls: false };
  const upgrade = words.find((word) => /^upgrade=/i.test(word.text))?.text.slice('upgrade='.length);
  if (/^wss?:/i.test(url) || lets(upgrade)) return plain;
  const end = words.at(-1)?.end ?? directive.end;
  return {
    ...plain,
    upgrade: {
      span,
      kind: 'switch',
      state: 'absent',
      expected: `upgrade=websocket on BalancerMember ${url}`,
      found: upgrade === undefined ? '' : `upgrade=${upgrade}`,
      consequence: 'Without it Upgrade and Connection are not passed on.',
      fix: 'apache/balancer',
      edits: [{ kind: 'replace', span: { start: end, end }, text: ' upgrade=websocket' }],
    },
  };
}

/** ProxySet in a <Proxy url> section, or with the URL as its first word. */
function proxySetUpgrade(source: ApacheText, target: string): ApacheDirective | null {
  const bare = (url: string): string => url.toLowerCase().replace(/\/$/, '');
  const found = source.all.find(({ directive, within }) => {
    if (directive.name !== 'proxyset') return false;
    const section = within.findLast(({ name }) => name === 'proxy');
    const url = expand(source, argument(section) || argument(directive));
    const hasUpgrade = directive.args.some((word) => /^upgrade=(any|websocket)$/i.test(word.text));
    return hasUpgrade && url !== '' && bare(target) === bare(url);
  });
  return found?.directive ?? null;
}
