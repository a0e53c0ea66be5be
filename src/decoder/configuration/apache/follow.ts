// Follows a request through the RewriteRules of an Apache host that change its path, then to the first route.
// Measured: rules run before ProxyPass. A path that a rule made goes on to ProxyPass only with [PT]; without it httpd
// looks for a file.

import { newRoute, type Route, type Site } from '../model.ts';
import { readExpression } from '../parse/expression.ts';
import type { ReachStep, Selection, UrlRequest } from '../program.ts';
import { firstMatch } from '../reach.ts';
import { type DirectoryRule, directoryRuleFor, isDirectoryRule } from './directory-rules.ts';
import { isSet } from './evaluate.ts';
import type { ApacheDirective } from './parse.ts';
import { ruleApplies, slashMissing } from './rewrite.ts';
import { brokenAuthority, hasNoCase, proxiedPath, type RuleWords } from './rewrite-target.ts';
import { type ApacheText, argument, expand, hostOf, type PlacedDirective, spanOf } from './sections.ts';

/** What the rules make of a path. */
interface Rewritten {
  readonly path: string;
  readonly steps: readonly ReachStep[];
  /** True when a rule changed the path. */
  readonly isChanged: boolean;
  /** True when ProxyPass is asked with the path that a rule made. */
  readonly passesThrough: boolean;
  /** True when a rule that proxies, redirects or refuses takes the request. */
  readonly isTaken: boolean;
  /** The rule of which it is not known whether it changes the path. */
  readonly doubt: PlacedDirective | null;
  /** Offsets of rules that are not reached. */
  readonly unreached: ReadonlySet<number>;
}

/** The route of a site that a request comes to. */
export function followApache(source: ApacheText, site: Site, request: UrlRequest): Selection {
  const rules = rulesOf(source, site);
  const found = rewritten(source, rules, request.path);
  if (found.doubt) {
    const text = `Whether RewriteRule ${argument(found.doubt.directive)} changes the path depends on something that is not in this text.`;
    return { route: null, steps: [{ text, span: spanOf(found.doubt.directive) }], isCertain: false };
  }
  const inside = new Set(source.all.filter(isDirectoryRule).map(({ directive }) => directive.start));
  const routes = site.routes.filter(
    ({ span }) => !found.unreached.has(span.start) && !inside.has(span.start),
  );
  if (found.isChanged && !found.isTaken && !found.passesThrough) {
    const { span } = found.steps[found.steps.length - 1];
    const ending = { kind: 'files' as const, words: `looks for a file at ${found.path}` };
    const route = newRoute({ label: site.label, span, ending });
    return { route, steps: found.steps, isCertain: true, path: found.path };
  }
  const next = firstMatch({ ...site, routes }, { ...request, path: found.path });
  const inDirectory = next.route === null ? directoryRuleFor(source, site, found.path) : null;
  const made = inDirectory?.made;
  const leadsNowhere =
    made !== undefined && firstMatch({ ...site, routes }, { ...request, path: made }).route === null;
  if (inDirectory !== null && !leadsNowhere) return takenInDirectory(inDirectory, site, found);
  const unproxied = next.route?.ending.kind === 'proxy' ? withoutProxy(source, site) : null;
  if (unproxied !== null) return { ...unproxied, steps: [...found.steps, ...next.steps, ...unproxied.steps] };
  const route = next.route && withReachedAnswers(withTarget(source, next.route, found.path), found.unreached);
  return { ...next, route, steps: [...found.steps, ...next.steps], path: next.path ?? found.path };
}

/** A rule that comes after the one which takes the request answers nothing. */
function withReachedAnswers(route: Route, unreached: ReadonlySet<number>): Route {
  return { ...route, earlyAnswers: route.earlyAnswers.filter(({ span }) => !unreached.has(span.start)) };
}

const setsNoProxy = ({ args }: ApacheDirective): boolean =>
  args.some(({ text }) => /^no-proxy(=|$)/.test(text));

/** The variable no-proxy keeps mod_proxy from passing a request on; null when no line sets it for this one. */
function withoutProxy(source: ApacheText, site: Site): Selection | null {
  const lines = source.all
    .filter((one) => (hostOf(one)?.start ?? site.span.start) === site.span.start)
    .map(({ directive }) => directive)
    .filter(setsNoProxy);
  const [line] = lines;
  if (line === undefined) return null;
  const here = new Set(lines.map(({ start }) => start));
  const environment = source.facts.environment.filter((one) => !setsNoProxy(one) || here.has(one.start));
  const isAlways = lines.some(({ name }) => name === 'setenv');
  const holds = isAlways || isSet('no-proxy', { request: source.request, environment });
  if (holds === false) return null;
  const span = spanOf(line);
  if (holds === null) {
    const text = `Whether ${line.label} sets no-proxy depends on something that is not in this text.`;
    return { route: null, steps: [{ text, span }], isCertain: false };
  }
  const steps = [{ text: `${line.label} sets no-proxy: httpd passes nothing on.`, span }];
  const ending = { kind: 'files' as const, words: 'looks for a file, because no-proxy is set,' };
  return { route: newRoute({ label: site.label, span, ending }), steps, isCertain: true };
}

/** A route of a rule, with the path that the rule makes of this one. */
function withTarget(source: ApacheText, route: Route, path: string): Route {
  const rule = source.all.find(({ directive }) => directive.start === route.span.start)?.directive;
  if (rule?.name !== 'rewriterule' || route.ending.kind !== 'proxy') return route;
  const [pattern, target] = [0, 1].map((at) => expand(source, argument(rule, at)));
  const words = { pattern, target, ignoresCase: hasNoCase(argument(rule, 2)) };
  const authority = brokenAuthority(words, path);
  const made = proxiedPath(words, path);
  const isKnown = route.quirks.some(({ id }) => id === 'target-malformed');
  return {
    ...route,
    ending: made === null ? route.ending : { ...route.ending, path: { kind: 'made', path: made } },
    quirks: authority === null || isKnown ? route.quirks : [...route.quirks, slashMissing(rule, authority)],
  };
}

/** The route of a rule inside <Directory>. */
function takenInDirectory({ rule, file, outcome }: DirectoryRule, site: Site, found: Rewritten): Selection {
  const { directive } = rule;
  const span = spanOf(directive);
  const name = `RewriteRule ${argument(directive)}`;
  const texts = {
    takes: `httpd maps ${found.path} to the file ${file}, and ${name} inside the <Directory> takes it.`,
    refused: `httpd maps ${found.path} to the file ${file}. Options leave FollowSymLinks out, so it answers 403 where ${name} stands.`,
    unknown: `Whether ${name} inside the <Directory> takes ${found.path} depends on something that is not in this text.`,
  };
  const steps = [...found.steps, { text: texts[outcome], span }];
  const ending = { kind: 'answer' as const, status: 403, words: 'Options without FollowSymLinks' };
  const route =
    outcome === 'refused'
      ? newRoute({ label: site.label, span, ending })
      : (site.routes.find((one) => outcome === 'takes' && one.span.start === directive.start) ?? null);
  return { route, steps, isCertain: route !== null, path: found.path };
}

/** The rules of the host outside of other sections; those of <Directory> do not see a request that is proxied. */
function rulesOf(source: ApacheText, site: Site): PlacedDirective[] {
  return source.all.filter((one) => {
    if (one.directive.name !== 'rewriterule') return false;
    const host = hostOf(one);
    const isInHost = host === null ? site.label === '' : host.start === site.span.start;
    return isInHost && one.within.every(({ name }) => !/^(directory|location|files|proxy)/.test(name));
  });
}

function rewritten(source: ApacheText, rules: readonly PlacedDirective[], start: string): Rewritten {
  const steps: ReachStep[] = [];
  const skips = new Set<number>();
  let path = start;
  let passesThrough = false;
  const end = (index: number, isTaken: boolean, doubt: PlacedDirective | null = null): Rewritten => ({
    path,
    steps,
    isChanged: steps.length > 0,
    passesThrough,
    isTaken,
    doubt,
    unreached: new Set([...skips, ...rules.slice(index + 1).map(({ directive }) => directive.start)]),
  });
  let skipped = 0;
  for (const [index, rule] of rules.entries()) {
    if (skipped > 0) {
      skipped -= 1;
      skips.add(rule.directive.start);
      continue;
    }
    const { directive } = rule;
    const [pattern, target, flagWord] = [0, 1, 2].map((at) => expand(source, argument(directive, at)));
    const flags = flagWord
      .replace(/^\[|\]$/g, '')
      .split(',')
      .map((flag) => flag.trim().toLowerCase());
    const has = (expression: RegExp): boolean => flags.some((flag) => expression.test(flag));
    const isEnd = has(/^(p|proxy|r|redirect|f|forbidden|g|gone)(=|$)/) || /^\w+:\/\//.test(target);
    const applies = ruleApplies(source, rule, path);
    const jump = /^(?:s|skip)=(\d+)$/.exec(flags.find((flag) => /^(s|skip)=/.test(flag)) ?? '')?.[1];
    if (jump !== undefined && applies === null) return end(index, false, rule);
    if (jump !== undefined && applies === true) skipped = Number(jump);
    // Measured: a rule that does not match takes the rules that are chained to it along.
    if (has(/^(c|chain)$/) && applies === false) skipped = chainLength(rules, index);
    if (isEnd && applies === true) return end(index, true);
    if (isEnd || applies === false) continue;
    if (target !== '-') {
      if (!target.startsWith('/')) continue;
      const next =
        applies === null ? null : expanded({ pattern, target, ignoresCase: hasNoCase(flagWord) }, path);
      if (next === null || has(/^(n|next)(=|$)/)) return end(index, false, rule);
      steps.push({ text: `RewriteRule ${pattern} makes ${next} of ${path}.`, span: spanOf(directive) });
      path = next;
      passesThrough = has(/^(pt|passthrough)$/);
    }
    if (applies === true && has(/^(l|last|end|pt|passthrough)$/)) return end(index, false);
  }
  return end(rules.length, false);
}

/** How many rules are chained to one with [C]. */
function chainLength(rules: readonly PlacedDirective[], from: number): number {
  let at = from;
  while (/[[,]\s*(c|chain)\s*[\],]/i.test(argument(rules[at]?.directive, 2))) at += 1;
  return at - from;
}

/** The target with its captures; null when it has parts that are not known. */
function expanded({ pattern, target, ignoresCase }: RuleWords, path: string): string | null {
  const match = readExpression(pattern, ignoresCase)?.exec(path);
  const filled = target
    .replace(/\$(\d)/g, (_, index: string) => match?.[Number(index)] ?? '')
    .replace(/%\{REQUEST_URI\}/gi, path)
    .replace(/\?.*$/, '');
  return /%|\$\{/.test(filled) ? null : filled;
}
