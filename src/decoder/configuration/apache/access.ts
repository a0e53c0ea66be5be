// Who may ask for one path of an Apache host: Require and the older Allow and Deny, as sections are merged.
// Documentation: https://httpd.apache.org/docs/2.4/sections.html (how sections are merged), mod_authz_core.

import type { Authentication, EarlyAnswer } from '../model.ts';
import { readExpression } from '../parse/expression.ts';
import { type ApacheDirective, sectionText } from './parse.ts';
import { ruleApplies } from './rewrite.ts';
import { type ApacheText, argument, hostOf, type PlacedDirective, spanOf } from './sections.ts';

/** The lines of the section that decides for a path: the last section that matches it and has such lines. */
function decidingLines(inHost: readonly PlacedDirective[], path: string): PlacedDirective[] {
  const lines = inHost.filter(
    ({ directive, within }) => /^(require|deny|allow)$/.test(directive.name) && isForPath(within, path),
  );
  // The main server is merged first, then the virtual host, each in the order of the text.
  const ordered = [
    ...lines.filter((one) => hostOf(one) === null),
    ...lines.filter((one) => hostOf(one) !== null),
  ];
  const last = ordered.at(-1);
  const section = last && locationOf(last.within);
  return ordered.filter(({ within }) => locationOf(within) === section);
}

function locationOf(within: readonly ApacheDirective[]): ApacheDirective | undefined {
  return within.find(({ name }) => /^(location|locationmatch|proxy|proxymatch)$/.test(name));
}

/** False for sections of files, which a proxied path has none of, and for sections of other paths. */
function isForPath(within: readonly ApacheDirective[], path: string): boolean {
  return within.every((section) => {
    if (/^(directory|files)/.test(section.name)) return false;
    return !/^location/.test(section.name) || locationMatches(section, path);
  });
}

function locationMatches(section: ApacheDirective, path: string): boolean {
  const words = section.args.map(({ text }) => text);
  if (section.name === 'locationmatch' || words[0] === '~') {
    return readExpression(words.at(-1) ?? '', false)?.test(path) ?? true;
  }
  const prefix = words[0] ?? '';
  if (/[*?[]/.test(prefix)) return true;
  const isBoundary = prefix.endsWith('/') || path.length === prefix.length || path[prefix.length] === '/';
  return path.startsWith(prefix) && isBoundary;
}

/** Lines that refuse this path, or that may. */
export function requestRefusals(
  source: ApacheText,
  inHost: readonly PlacedDirective[],
  path: string,
): EarlyAnswer[] {
  const lines = decidingLines(inHost, path).filter(({ directive }) => !isGrant(directive));
  const isLone = lines.length === 1;
  const rules = inHost.filter(
    ({ directive }) =>
      directive.name === 'rewriterule' &&
      /^\[.*\b(f|g|forbidden|gone|r=4\d\d)\b.*\]$/i.test(argument(directive, 2)),
  );
  return [
    ...lines.filter(({ directive }) => !isLogin(directive)).map((one) => refusal(one, isLone)),
    ...rules.flatMap((rule): EarlyAnswer[] => {
      const applies = ruleApplies(source, rule, path);
      if (applies === false) return [];
      return [answer(rule.directive, applies === true && !isInCondition(rule) ? 'always' : 'some')];
    }),
  ];
}

function refusal(one: PlacedDirective, isLone: boolean): EarlyAnswer {
  const words = one.directive.args.map(({ text }) => text.toLowerCase()).join(' ');
  const isForAll = words === 'all denied' || words === 'from all';
  return answer(one.directive, isForAll && isLone && !isInCondition(one) ? 'always' : 'some');
}

function answer(directive: ApacheDirective, applies: EarlyAnswer['applies']): EarlyAnswer {
  const words = `${directive.label} ${directive.args.map(({ text }) => text).join(' ')}`;
  return { span: spanOf(directive), how: 'answer', applies, words, condition: null };
}

/** Inside of <If>, <RequireAny>, <Limit> and the like a line alone does not decide. */
function isInCondition({ within }: PlacedDirective): boolean {
  return within.some(
    (section) => /^(if|else|require|limit|proxy)/.test(section.name) && sectionText(section) !== '',
  );
}

function isGrant(directive: ApacheDirective): boolean {
  const words = directive.args.map(({ text }) => text.toLowerCase()).join(' ');
  return words === 'all granted' || directive.name === 'allow';
}

function isLogin(directive: ApacheDirective): boolean {
  return directive.name === 'require' && /^(valid-user|user|group)$/i.test(argument(directive));
}

/** Lines that ask for a password on this path. */
export function requestLogins(
  _source: ApacheText,
  inHost: readonly PlacedDirective[],
  path: string,
): Authentication[] {
  const lines = decidingLines(inHost, path);
  const isOnly = lines.every(({ directive }) => isLogin(directive));
  return lines
    .filter(({ directive }) => isLogin(directive))
    .map((one) => ({
      span: spanOf(one.directive),
      words: `Require ${argument(one.directive)}`,
      refusesAnonymous: isOnly && !isInCondition(one),
    }));
}
