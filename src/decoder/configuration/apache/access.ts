// Who may ask for one path of an Apache host: Require and the older Allow and Deny, as sections are merged.
// Documentation: https://httpd.apache.org/docs/2.4/sections.html (how sections are merged), mod_authz_core.

import type { Authentication, EarlyAnswer } from '../model.ts';
import { readExpression } from '../parse/expression.ts';
import { isInNetwork } from '../parse/network.ts';
import { expressionHolds, isSet } from './evaluate.ts';
import type { ApacheDirective } from './parse.ts';
import { ruleApplies } from './rewrite.ts';
import {
  type ApacheText,
  argument,
  hostOf,
  isConditional,
  type PlacedDirective,
  spanOf,
} from './sections.ts';

/** What the access rules say of a request: `login` for one that only a password lets in. */
type Access = 'granted' | 'refused' | 'login' | 'unknown';

/** The path of the request, and the URL of the backend that it is for. */
interface Asked {
  readonly path: string;
  readonly target: string;
}

/** A line that decides, with its words. */
interface Ruling {
  readonly access: Access;
  readonly at: ApacheDirective;
}

const isRule = /^(require|requireall|requireany|requirenone)$/;
const isOldRule = /^(order|allow|deny|satisfy)$/;

/** The lines of the section that decides for a path: the last section that matches it and has such lines. */
function decidingLines(
  inHost: readonly PlacedDirective[],
  { path, target }: Asked,
  isNamed: RegExp,
): PlacedDirective[] {
  const lines = inHost.filter(
    ({ directive, within }) =>
      isNamed.test(directive.name) &&
      !within.some(({ name }) => isRule.test(name)) &&
      isForPath(within, path, target),
  );
  // The main server is merged first, then the virtual host; sections for proxies, then for paths, then <If>.
  const ordered = lines
    .map((line, index) => ({ line, index, rank: rankOf(line) }))
    .sort((a, b) => a.rank - b.rank || a.index - b.index)
    .map(({ line }) => line);
  const last = ordered.at(-1);
  const section = last && sectionOf(last.within);
  return ordered.filter(({ within }) => sectionOf(within) === section);
}

const rankByName: Readonly<Record<string, number>> = { proxy: 1, location: 2, if: 3 };

function rankOf(line: PlacedDirective): number {
  const kind = sectionOf(line.within)
    ?.name.replace(/match$/, '')
    .replace(/^else(if)?$/, 'if');
  return (rankByName[kind ?? ''] ?? 0) * 2 + (hostOf(line) === null ? 0 : 1);
}

function sectionOf(within: readonly ApacheDirective[]): ApacheDirective | undefined {
  return within.findLast(({ name }) =>
    /^(location|locationmatch|proxy|proxymatch|if|elseif|else)$/.test(name),
  );
}

/** False for sections of files, which a proxied path has none of, and for sections of other paths. */
export function isForPath(within: readonly ApacheDirective[], path: string, target = ''): boolean {
  return within.every((section) => {
    if (/^(directory|files)/.test(section.name)) return false;
    if (/^proxy/.test(section.name) && target !== '') return isForTarget(section, target);
    return !/^location/.test(section.name) || locationMatches(section, path);
  });
}

/** Whether a <Proxy> is for the URL of a backend: its own is a beginning of it, or a pattern with `*`. */
function isForTarget(section: ApacheDirective, target: string): boolean {
  const own = argument(section);
  if (section.name === 'proxymatch') return readExpression(own, false)?.test(target) ?? true;
  const beginning = own.replace(/[*?].*$/s, '');
  return target.startsWith(beginning) || beginning.startsWith(target);
}

/** Whether a <Location> or <LocationMatch> is for a path. */
export function locationMatches(section: ApacheDirective, path: string): boolean {
  const words = section.args.map(({ text }) => text);
  if (section.name === 'locationmatch' || words[0] === '~') {
    return readExpression(words.at(-1) ?? '', false)?.test(path) ?? true;
  }
  const prefix = words[0] ?? '';
  if (/[*?[]/.test(prefix)) return true;
  const isBoundary = prefix.endsWith('/') || path.length === prefix.length || path[prefix.length] === '/';
  return path.startsWith(prefix) && isBoundary;
}

/** What the lines of the deciding sections say together: `Satisfy Any` lets one of both kinds do. */
function rulings(source: ApacheText, inHost: readonly PlacedDirective[], asked: Asked): Ruling[] {
  const rules = decidingLines(inHost, asked, isRule);
  const old = decidingLines(inHost, asked, isOldRule);
  const satisfiesAny = old.some(
    ({ directive }) => directive.name === 'satisfy' && argument(directive).toLowerCase() === 'any',
  );
  const found = [
    ...(rules.some((one) => isInUnknown(source, one))
      ? [{ access: 'unknown' as const, at: rules[0].directive }]
      : []),
    ...(rules.length > 0 && !rules.some((one) => isInUnknown(source, one))
      ? [anyOf(rules.map((one) => ruling(source, one.directive)))]
      : []),
    ...oldRuling(source, old, rules.length > 0),
  ];
  return satisfiesAny && found.length > 1 ? [anyOf(found)] : found;
}

/** True for a line inside of an <If> of which this text does not tell whether it holds. */
function isInUnknown(source: ApacheText, { within }: PlacedDirective): boolean {
  const section = within.findLast(({ name }) => /^(if|elseif|else)$/.test(name));
  return section !== undefined && isConditional(source, section);
}

/** Lines beside each other are alternatives; a negated line alone grants nothing. */
function anyOf(parts: readonly Ruling[]): Ruling {
  const order: readonly Access[] = ['granted', 'unknown', 'login', 'refused'];
  const best = order.find((access) => parts.some((one) => one.access === access)) ?? 'refused';
  return { access: best, at: parts.find((one) => one.access === best)?.at ?? parts[0].at };
}

function allOf(parts: readonly Ruling[]): Ruling {
  const order: readonly Access[] = ['refused', 'unknown', 'login', 'granted'];
  const worst = order.find((access) => parts.some((one) => one.access === access)) ?? 'granted';
  return { access: worst, at: parts.find((one) => one.access === worst)?.at ?? parts[0].at };
}

function ruling(source: ApacheText, directive: ApacheDirective): Ruling {
  const parts = (directive.children ?? [])
    .filter(({ name }) => isRule.test(name))
    .map((child) => ruling(source, child));
  switch (directive.name) {
    case 'requireall':
      // A negated line refuses or says nothing.
      return parts.length > 0 ? allOf(parts) : { access: 'granted', at: directive };
    case 'requireany':
      return parts.length > 0 ? anyOf(parts) : { access: 'refused', at: directive };
    case 'requirenone': {
      const inner = parts.length > 0 ? anyOf(parts).access : 'refused';
      return {
        access: inner === 'granted' ? 'refused' : inner === 'unknown' ? 'unknown' : 'granted',
        at: directive,
      };
    }
    default:
      return { access: lineAccess(source, directive), at: directive };
  }
}

function lineAccess(source: ApacheText, directive: ApacheDirective): Access {
  const words = directive.args.map(({ text }) => text);
  const isNegated = words[0]?.toLowerCase() === 'not';
  const [kind = '', ...values] = isNegated ? words.slice(1) : words;
  if (/^(valid-user|user|group|ldap-\w+|dbm-group)$/i.test(kind)) return 'login';
  const holds = requirementHolds(source, kind.toLowerCase(), values);
  if (holds === null) return 'unknown';
  return holds !== isNegated ? 'granted' : 'refused';
}

function requirementHolds(source: ApacheText, kind: string, values: readonly string[]): boolean | null {
  const address = source.request?.asker?.address;
  switch (kind) {
    case 'all':
      return values[0]?.toLowerCase() === 'granted';
    case 'ip':
      return address === undefined ? null : isInAny(address, values);
    case 'local':
      return address === undefined ? null : isInAny(address, ['127.0.0.0/8', '::1']);
    case 'method':
      return values.some((value) => value.toUpperCase() === 'GET');
    case 'env': {
      const states = values.map((name) => isSet(name, source.facts));
      return states.includes(true) ? true : states.includes(null) ? null : false;
    }
    case 'expr':
      return expressionHolds(values.join(' '), source.facts);
    default:
      return null;
  }
}

function isInAny(address: string, networks: readonly string[]): boolean | null {
  const results = networks.map((network) => isInNetwork(address, network));
  if (results.includes(true)) return true;
  return results.includes(null) ? null : false;
}

/** `Order`, `Allow from` and `Deny from` (mod_access_compat): the list that is read last wins. */
function oldRuling(source: ApacheText, lines: readonly PlacedDirective[], hasRules: boolean): Ruling[] {
  const directives = lines.map(({ directive }) => directive);
  const named = (name: string) => directives.filter((one) => one.name === name);
  const [first] = [...named('deny'), ...named('allow'), ...named('order')];
  if (!first) return [];
  const order = argument(named('order').at(-1)).toLowerCase().replace(/\s/g, '');
  const allowed = listHolds(source, named('allow'));
  const denied = listHolds(source, named('deny'));
  const allowLast = order !== 'allow,deny';
  const granted = allowLast
    ? allowed === true || denied === false
      ? true
      : allowed === null || denied === null
        ? null
        : false
    : denied === true || allowed === false
      ? false
      : denied === null || allowed === null
        ? null
        : true;
  const at = named('deny')[0] ?? first;
  if (granted === true && hasRules) return [{ access: 'granted', at }];
  return [{ access: granted === null ? 'unknown' : granted ? 'granted' : 'refused', at }];
}

function listHolds(source: ApacheText, lines: readonly ApacheDirective[]): boolean | null {
  const address = source.request?.asker?.address;
  const results = lines
    .flatMap(({ args }) => args.slice(1).map(({ text }) => text))
    .map((value): boolean | null => {
      if (value.toLowerCase() === 'all') return true;
      const variable = /^env=(.+)$/i.exec(value)?.[1];
      if (variable !== undefined) return isSet(variable, source.facts);
      return address === undefined ? null : isInNetwork(address, value);
    });
  if (results.includes(true)) return true;
  return results.includes(null) ? null : false;
}

/** Lines that refuse this path, or that may. */
export function requestRefusals(
  source: ApacheText,
  inHost: readonly PlacedDirective[],
  asked: Asked,
): EarlyAnswer[] {
  const { path } = asked;
  const rules = inHost.filter(
    ({ directive }) =>
      directive.name === 'rewriterule' &&
      /^\[.*\b(f|g|forbidden|gone|r=4\d\d)\b.*\]$/i.test(argument(directive, 2)),
  );
  return [
    ...rulings(source, inHost, asked)
      .filter(({ access }) => access === 'refused' || access === 'unknown')
      .map(({ access, at }) => answer(at, access === 'refused' ? 'always' : 'some')),
    ...rules.flatMap((rule): EarlyAnswer[] => {
      const applies = ruleApplies(source, rule, path);
      if (applies === false) return [];
      return [answer(rule.directive, applies === true ? 'always' : 'some')];
    }),
  ];
}

function answer(directive: ApacheDirective, applies: EarlyAnswer['applies']): EarlyAnswer {
  const words = `${directive.label} ${directive.args.map(({ text }) => text).join(' ')}`;
  return { span: spanOf(directive), how: 'answer', applies, words, condition: null };
}

/** Lines that ask for a password on this path. */
export function requestLogins(
  source: ApacheText,
  inHost: readonly PlacedDirective[],
  asked: Asked,
): Authentication[] {
  return rulings(source, inHost, asked)
    .filter(({ access }) => access === 'login')
    .map(({ at }) => ({
      span: spanOf(at),
      words: `${at.label} ${argument(at)}`,
      refusesAnonymous: true,
    }));
}
