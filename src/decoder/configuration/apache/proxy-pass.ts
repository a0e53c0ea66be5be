// ProxyPass and ProxyPassMatch of an Apache configuration: their paths, their order, and the workers they
// share.

import { lineNumber } from '../../model/words.ts';
import type { EditIntent, EntryCondition } from '../model.ts';
import { indentAt, lineStartBefore } from '../parse/text.ts';
import type { ApacheDirective } from './parse.ts';
import { type ApacheText, expand, hostOf, type PlacedDirective, spanOf, withInherited } from './sections.ts';

/** A line that proxies. */
export interface ProxyPass {
  readonly placed: PlacedDirective;
  readonly directive: ApacheDirective;
  /** URL path or expression; of the section when the directive stands in a <Location>. */
  readonly path: string;
  readonly isExpression: boolean;
  readonly inLocation: boolean;
  readonly target: string;
  /** `timeout=60` and the like, names in lower case. */
  readonly parameters: ReadonlyMap<string, string>;
  /** End of the last word: where a parameter can be added. */
  readonly end: number;
}

/** Every ProxyPass and ProxyPassMatch in the order of the text, with `!` lines. */
export function proxyPasses(source: ApacheText): ProxyPass[] {
  return withInherited(source, (name) => name === 'proxypass' || name === 'proxypassmatch').map((placed) =>
    proxyPass(source, placed),
  );
}

function proxyPass(source: ApacheText, placed: PlacedDirective): ProxyPass {
  const { directive, within } = placed;
  const section = within.findLast(({ name }) => name === 'location' || name === 'locationmatch');
  const sectionWords = section?.args.map((word) => word.text) ?? [];
  const words = directive.args
    .map((word) => expand(source, word.text))
    .filter((word) => !/^(interpolate|noquery)$/i.test(word));
  const inLocation = section !== undefined && (words.length < 2 || words[1].includes('='));
  const [target = '', ...rest] = inLocation ? words : words.slice(1);
  const isPattern = section?.name === 'locationmatch' || sectionWords[0] === '~';
  return {
    placed,
    directive,
    path: (inLocation ? sectionWords.at(-1) : words[0]) ?? '',
    // Measured: ProxyPass compares the text of an expression with the path, unless its target has a group.
    isExpression: directive.name === 'proxypassmatch' || (isPattern && (!inLocation || target.includes('$'))),
    inLocation,
    target,
    parameters: new Map(rest.flatMap(parameter)),
    end: directive.args.at(-1)?.end ?? directive.end,
  };
}

function parameter(word: string): [string, string][] {
  const at = word.indexOf('=');
  return at > 0 ? [[word.slice(0, at).toLowerCase(), word.slice(at + 1)]] : [];
}

/**
 * What takes the requests of a line. Outside of <Location> the first ProxyPass whose path begins this one's
 * wins; of <Location> sections the last one that contains the path does.
 */
export function takenBy(source: ApacheText, pass: ProxyPass, passes: readonly ProxyPass[]): EntryCondition[] {
  const taker = pass.inLocation ? laterLocation(pass, passes) : earlierPass(pass, passes);
  if (!taker || (pass.inLocation && keepsWorker(pass, taker))) return [];
  const line = lineNumber(source.text, taker.directive.start);
  const text = pass.inLocation
    ? `<Location ${taker.path}> in line ${line} stands after it and contains its path: the last section wins. Put the longer path last.`
    : `ProxyPass ${taker.path} in line ${line} stands before it and takes these requests: the first match wins. Put the longer path first.`;
  return [
    {
      span: spanOf(pass.directive),
      kind: 'taken',
      isFault: true,
      text,
      cause: 'proxy-stripped-upgrade',
      fix: 'apache/order',
      edits: pass.inLocation ? [] : moveBefore(source, pass, taker),
    },
  ];
}

function earlierPass(pass: ProxyPass, passes: readonly ProxyPass[]): ProxyPass | undefined {
  const path = pass.isExpression ? literalPrefix(pass.path) : pass.path;
  return passes
    .slice(0, passes.indexOf(pass))
    .find(
      (other) =>
        isSameHost(pass, other) && !other.inLocation && !other.isExpression && isUnder(path, other.path),
    );
}

function laterLocation(pass: ProxyPass, passes: readonly ProxyPass[]): ProxyPass | undefined {
  if (pass.isExpression) return undefined;
  return passes
    .slice(passes.indexOf(pass) + 1)
    .find(
      (other) =>
        isSameHost(pass, other) && other.inLocation && !other.isExpression && isUnder(pass.path, other.path),
    );
}

/**
 * The worker of a request is the one whose URL is the longest beginning of the final URL, whichever section
 * won.
 */
function keepsWorker(pass: ProxyPass, taker: ProxyPass): boolean {
  const url = taker.target + pass.path.slice(taker.path.length);
  return url.toLowerCase().startsWith(pass.target.toLowerCase());
}

function isSameHost(one: ProxyPass, other: ProxyPass): boolean {
  return hostOf(one.placed) === hostOf(other.placed);
}

/** The path that every match of an expression begins with. */
function literalPrefix(expression: string): string {
  const literal = /^\^([\w/-]*)(.?)/.exec(expression);
  if (!literal) return '';
  // A quantifier makes the last character optional.
  return /[?*{]/.test(literal[2]) ? literal[1].slice(0, -1) : literal[1];
}

function isUnder(path: string, prefix: string): boolean {
  const isBoundary = prefix.endsWith('/') || path.length === prefix.length || path[prefix.length] === '/';
  return path.startsWith(prefix) && isBoundary;
}

/** The line, moved before the one that takes its requests. */
function moveBefore(source: ApacheText, pass: ProxyPass, taker: ProxyPass): EditIntent[] {
  const { text } = source;
  const before = lineStartBefore(text, taker.directive.start);
  const needsUpgrade = /^https?:/i.test(pass.target) && !pass.parameters.has('upgrade');
  const own = text.slice(pass.directive.start, pass.end);
  const line = `${indentAt(text, pass.directive.start)}${own}${needsUpgrade ? ' upgrade=websocket' : ''}\n`;
  return [
    { kind: 'replace', span: { start: before, end: before }, text: line },
    { kind: 'remove-lines', span: pass.directive },
  ];
}

/**
 * The line that made the worker of a line. Workers are shared by URL: a later line whose URL begins with an
 * earlier worker's uses that worker and its parameters.
 */
export function workerOf(pass: ProxyPass, passes: readonly ProxyPass[]): ProxyPass {
  const host = hostOf(pass.placed);
  const url = pass.target.toLowerCase();
  const sharing = passes
    .slice(0, passes.indexOf(pass))
    .filter((one) => hostOf(one.placed) === host || hostOf(one.placed) === null)
    .filter((one) => one.target !== '!' && !one.isExpression && !pass.isExpression)
    .filter((one) => url.startsWith(one.target.toLowerCase()));
  return sharing.sort((a, b) => b.target.length - a.target.length)[0] ?? pass;
}
