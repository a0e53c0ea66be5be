// RewriteCond and RewriteRule of an Apache configuration, as far as they decide where a WebSocket goes.

import type { EditIntent, EntryCondition, Quirk, Route } from '../model.ts';
import { readExpression } from '../parse/expression.ts';
import type { UrlRequest } from '../program.ts';
import type { ApacheDirective } from './parse.ts';
import { requestValue, sendersOf } from './request-values.ts';
import { brokenAuthority, hasNoCase, type RuleWords, slashEdits } from './rewrite-target.ts';
import {
  type ApacheText,
  argument,
  expand,
  hostOf,
  type PlacedDirective,
  settingOf,
  spanOf,
} from './sections.ts';

/** One RewriteRule that proxies or redirects, with what its conditions do to a WebSocket. */
export interface RewriteRoute {
  readonly placed: PlacedDirective;
  readonly pattern: string;
  readonly target: string;
  readonly ignoresCase: boolean;
  readonly ending: Route['ending'];
  /** True when its conditions hold for every WebSocket, false when for none, null when it is not known. */
  readonly holds: boolean | null;
  /** True when a WebSocket is surely taken to a ws: target by this rule. */
  readonly passes: boolean;
  readonly entry: EntryCondition[];
  readonly quirks: Quirk[];
}

/**
 * All RewriteRules that send a request to another server or elsewhere, in order. Rules for files are left
 * out.
 */
export function rewriteRoutes(source: ApacheText): RewriteRoute[] {
  const out: RewriteRoute[] = [];
  let conditions: ApacheDirective[] = [];
  for (const placed of source.all) {
    if (placed.directive.name === 'rewritecond') conditions.push(placed.directive);
    if (placed.directive.name !== 'rewriterule') continue;
    const route = rewriteRoute(source, placed, conditions);
    conditions = [];
    if (route) out.push({ ...route, entry: [...route.entry, ...takenBefore(route, out)] });
  }
  return out;
}

function rewriteRoute(
  source: ApacheText,
  placed: PlacedDirective,
  conditions: readonly ApacheDirective[],
): RewriteRoute | null {
  const { directive } = placed;
  const [pattern = '', target = '', flagWord = ''] = directive.args.map(({ text }) => expand(source, text));
  const ignoresCase = hasNoCase(flagWord);
  const flags = flagWord.replace(/^\[|\]$/g, '').split(',');
  const has = (expression: RegExp): boolean => flags.some((flag) => expression.test(flag.trim()));
  const proxies = has(/^(p|proxy)$/i);
  const redirects = !proxies && (has(/^(r|redirect)(=|$)/i) || /^\w+:\/\//.test(target));
  if (!proxies && !redirects) return null;
  const judged = judgedConditions(source, conditions);
  const holds = allHold(judged.map((one) => one.holds));
  const faults = judged.flatMap((one) => one.fault ?? []);
  const isOn = argument(settingOf(source, hostOf(placed), 'rewriteengine')).toLowerCase() === 'on';
  // A rule for something other than WebSockets is no route for them.
  if (holds === false && faults.length === 0 && (redirects || isOn)) return null;
  const isWs = /^wss?:/i.test(target);
  const quirks = [
    ...(isOn ? [] : [engineOff(directive)]),
    ...(redirects && isWs ? [noProxyFlag(directive)] : []),
    ...targetFaults(directive, { pattern, target, ignoresCase }),
  ];
  const entry = holds === null ? [...faults, unknownConditions(directive)] : faults;
  return {
    placed,
    pattern,
    target,
    ignoresCase,
    ending:
      redirects && !isWs
        ? { kind: 'redirect', status: null, to: target, words: directive.label }
        : { kind: 'proxy', target, path: { kind: 'unknown' } },
    holds,
    passes: proxies && isWs && holds === true && faults.length === 0 && quirks.length === 0,
    entry,
    quirks,
  };
}

/** Whether a rule that forbids (`[F]`, `[G]`) meets the request: null when this text does not tell. */
export function ruleApplies(source: ApacheText, rule: PlacedDirective, path: string): boolean | null {
  const at = source.all.indexOf(rule);
  const conditions: ApacheDirective[] = [];
  for (let index = at - 1; index >= 0 && source.all[index].directive.name === 'rewritecond'; index -= 1) {
    conditions.unshift(source.all[index].directive);
  }
  const pattern = argument(rule.directive);
  const expression = readExpression(pattern.replace(/^!/, ''), hasNoCase(argument(rule.directive, 2)));
  if (expression === null) return null;
  const matchesPath = expression.test(path) !== pattern.startsWith('!');
  const isOn = argument(settingOf(source, hostOf(rule), 'rewriteengine')).toLowerCase() === 'on';
  return isOn
    ? allHold([matchesPath, ...judgedConditions(source, conditions).map(({ holds }) => holds)])
    : false;
}

function allHold(values: readonly (boolean | null)[]): boolean | null {
  if (values.includes(false)) return false;
  return values.includes(null) ? null : true;
}

function unknownConditions(directive: ApacheDirective): EntryCondition {
  return {
    span: spanOf(directive),
    kind: 'unknown',
    isFault: false,
    text: 'Its conditions depend on something that this text does not tell.',
    edits: [],
  };
}

function quirk(directive: ApacheDirective, id: string, text: string, edits: EditIntent[] = []): Quirk {
  return {
    span: spanOf(directive),
    id,
    severity: 'error',
    text,
    cause: 'proxy-stripped-upgrade',
    fix: 'apache/rewrite',
    edits,
  };
}

function engineOff(directive: ApacheDirective): Quirk {
  return quirk(directive, 'engine-off', 'RewriteEngine On is not in force here, so the rule is not applied.');
}

function noProxyFlag(directive: ApacheDirective): Quirk {
  const text = 'The rule has no [P]: it answers with a redirect to ws:, which no client follows.';
  const word = directive.args[2];
  const unclosed = unclosedTarget(directive);
  if (unclosed !== null) return quirk(directive, 'no-proxy-flag', unclosed.text, [unclosed.edit]);
  const edit: EditIntent = word
    ? { kind: 'replace', span: word, text: `[P,${word.text.replace(/^\[|\]$/g, '')}]` }
    : { kind: 'replace', span: { start: directive.end, end: directive.end }, text: ' [P]' };
  return quirk(directive, 'no-proxy-flag', text, [edit]);
}

/** A quote that is not closed takes the flags into the target. */
function unclosedTarget(directive: ApacheDirective): { text: string; edit: EditIntent } | null {
  const target = directive.args[1];
  const at = /\s+\[[^\]]*\]$/.exec(target.text)?.index;
  // The word in the text has one more character than its value: the quote that opens it.
  if (at === undefined || target.end - target.start !== target.text.length + 1) return null;
  const offset = target.start + 1 + at;
  return {
    text: 'The quote before the target is not closed, so that the flags are a part of the target: it answers with a redirect.',
    edit: { kind: 'replace', span: { start: offset, end: offset }, text: '"' },
  };
}

/** A target in which the captured path follows the port without a slash. */
export function slashMissing(directive: ApacheDirective, authority: string): Quirk {
  const text = `Expected a slash after the host and port of the target: httpd takes "${authority}" for them and answers 500.`;
  return quirk(directive, 'target-malformed', text, slashEdits(directive));
}

/** A variable without its percent sign is taken as a part of the port. */
function targetFaults(directive: ApacheDirective, rule: RuleWords): Quirk[] {
  const { target } = rule;
  const name = /:\d+\{(\w+)\}/.exec(target)?.[1];
  const joined = name === undefined ? brokenAuthority(rule, null) : null;
  if (joined !== null) return [slashMissing(directive, joined)];
  if (name === undefined) return [];
  const text = `Expected %{${name}} in the target, found {${name}}: httpd takes it for a part of the port and answers 500.`;
  const word = directive.args[1];
  const at = word.start + word.text.indexOf(`{${name}}`);
  return [
    quirk(directive, 'target-malformed', text, [
      { kind: 'replace', span: { start: at, end: at }, text: '%' },
    ]),
  ];
}

interface JudgedCondition {
  /** True when it holds for every browser's upgrade, false when for none, null when it is not known. */
  readonly holds: boolean | null;
  readonly fault: EntryCondition | null;
}

/** Conditions of a rule. A condition with [OR] and the one after it are alternatives. */
function judgedConditions(source: ApacheText, conditions: readonly ApacheDirective[]): JudgedCondition[] {
  const out: JudgedCondition[] = [];
  let joins = false;
  for (const directive of conditions) {
    const one = judgeCondition(directive, source.request);
    const last = out.at(-1);
    if (joins && last) out[out.length - 1] = either(last, one);
    else out.push(one);
    joins = /\b(or|ornext)\b/i.test(argument(directive, 2));
  }
  return out;
}

function either(a: JudgedCondition, b: JudgedCondition): JudgedCondition {
  if (a.holds === true || b.holds === true) return { holds: true, fault: null };
  const holds = a.holds === null || b.holds === null ? null : false;
  return { holds, fault: a.fault ?? b.fault };
}

/**
 * Values of a subject for an upgrade: a condition must hold for all of them. Null when they are not known.
 */
function valuesOf(subject: string, request: UrlRequest | null): readonly string[] | null {
  const name = /^%\{([^}]*)\}$/.exec(subject)?.[1];
  if (name === undefined) return null;
  const values = sendersOf(request).map((sender) => requestValue(name, request, sender));
  return values.every((one) => one !== null) ? [...new Set(values)] : null;
}

function judgeCondition(directive: ApacheDirective, request: UrlRequest | null): JudgedCondition {
  const [subject = '', pattern = '', flags = ''] = directive.args.map((word) => word.text);
  const anyCase = /\bnc\b|nocase/i.test(flags);
  if (/^!?-[fdlsFU]$/.test(pattern) && request) return { holds: pattern.startsWith('!'), fault: null };
  const values = valuesOf(subject, request);
  // Socket.IO names its transport in the query.
  if (values === null) return { holds: /transport=websocket/.test(pattern) ? true : null, fault: null };
  const results = values.map((value) => matches(value, pattern, anyCase));
  if (results.includes(null)) return { holds: null, fault: null };
  if (results.every(Boolean)) return { holds: true, fault: null };
  const end = { start: directive.end, end: directive.end };
  const anyCaseEdit: EditIntent = { kind: 'replace', span: end, text: ' [NC]' };
  const isHeader = /^%\{http:/i.test(subject);
  if (results.some(Boolean)) {
    // Clients differ in User-Agent too; a condition on that is no fault.
    if (!/^%\{http:connection\}$/i.test(subject)) return { holds: null, fault: null };
    const text = `Expected a condition that holds for "keep-alive, Upgrade" (Firefox) too; ${pattern} holds only for "Upgrade" (Chrome).`;
    const edit: EditIntent = { kind: 'replace', span: directive.args[1], text: 'upgrade' };
    return conditionFault(directive, 'list', text, anyCase ? [edit] : [edit, anyCaseEdit]);
  }
  if (!isHeader || !values.some((value) => matches(value, pattern, true)))
    return { holds: false, fault: null };
  const text = `Browsers send "${values[0]}"; ${pattern} does not match it without [NC].`;
  return conditionFault(directive, 'case', text, [anyCaseEdit]);
}

function conditionFault(
  directive: ApacheDirective,
  kind: 'list' | 'case',
  text: string,
  edits: EditIntent[],
): JudgedCondition {
  const cause = 'proxy-stripped-upgrade';
  return { holds: false, fault: { span: spanOf(directive), kind, isFault: true, text, cause, edits } };
}

function matches(value: string, pattern: string, anyCase: boolean): boolean | null {
  const negated = pattern.startsWith('!');
  const rest = negated ? pattern.slice(1) : pattern;
  const fold = (text: string): string => (anyCase ? text.toLowerCase() : text);
  if (rest.startsWith('=')) return (fold(value) === fold(rest.slice(1))) !== negated;
  if (/^[<>-]/.test(rest)) return null;
  const expression = readExpression(rest, anyCase);
  return expression === null ? null : expression.test(value) !== negated;
}

/** Paths that a rule for everything matches. */
const samplePaths = ['/', '/x', '/ws', '/x/y.z'];

/** An earlier rule that proxies every request of the host: the rules after it are not reached. */
function takenBefore(route: RewriteRoute, earlier: readonly RewriteRoute[]): EntryCondition[] {
  const taker = earlier.find(
    (one) =>
      one.holds === true &&
      one.quirks.length === 0 &&
      hostOf(one.placed) === hostOf(route.placed) &&
      samplePaths.every((path) => patternMatches(one, path)),
  );
  if (!taker) return [];
  return [
    {
      span: spanOf(route.placed.directive),
      kind: 'taken',
      isFault: true,
      text: `RewriteRule ${taker.pattern} stands before it and takes every request, WebSockets too. Put the rule for WebSockets first.`,
      fix: 'apache/rewrite',
      edits: [],
    },
  ];
}

function patternMatches(route: RewriteRoute, path: string): boolean {
  return readExpression(route.pattern, route.ignoresCase)?.test(path) ?? false;
}

/** True when the rule stands in the same host and its expression matches the requests under the path. */
export function rewriteCatches(route: RewriteRoute, path: string, host: ApacheDirective | null): boolean {
  const { placed } = route;
  if (hostOf(placed) !== host) return false;
  const section = placed.within.find(({ name }) => name.startsWith('location'));
  // Measured: inside of <Location> a rule is for its paths; the expression is compared with the path of a file.
  if (section) return argument(section) === path && /^\^?(\(?\.\*\)?)?\$?$/.test(route.pattern);
  return patternMatches(route, path) && patternMatches(route, path.endsWith('/') ? `${path}x` : `${path}/x`);
}
