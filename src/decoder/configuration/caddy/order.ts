// What runs before a directive: Caddy sorts the directives of a block by their names, except inside of
// `route`.

import type { Applies, EarlyAnswer, EntryCondition } from '../model.ts';
import { matcherHolds } from './matcher.ts';
import { argumentOf, type CaddyDirective, linesOf, nameOf } from './parse.ts';
import { meetsPath } from './path-matcher.ts';
import { type CaddyLevel, type CaddyText, headOf, matcherWord } from './place.ts';

/** Directives that answer, and run before reverse_proxy wherever they stand in the block. */
const answersFirst = new Set(['redir', 'abort', 'error', 'respond', 'metrics']);

/** Of these only redir runs before handle and route too. */
const answersBeforeHandlers = new Set(['redir']);

/** Directives that answer a request before it comes to the last level's handler. */
export function earlyAnswers(source: CaddyText, levels: readonly CaddyLevel[]): EarlyAnswer[] {
  return levels.flatMap((level, index) => {
    const isInnermost = index === levels.length - 1;
    const names = isInnermost || level.keepsOrder ? answersFirst : answersBeforeHandlers;
    const answers = before(level).filter(
      (one) => names.has(nameOf(one)) && (level.keepsOrder || isBeforeProxy(source, nameOf(one))),
    );
    return [
      ...answers.flatMap((one) => answerOf(source, levels, one)),
      ...(isInnermost && !level.keepsOrder ? openHandlers(level) : []),
    ];
  });
}

/** Directives of a level that can run before its handler. */
function before({ directives, handler, keepsOrder }: CaddyLevel): readonly CaddyDirective[] {
  return keepsOrder ? directives.slice(0, directives.indexOf(handler)) : directives;
}

function isBeforeProxy({ order }: CaddyText, name: string): boolean {
  return order.indexOf(name) < order.indexOf('reverse_proxy');
}

function answerOf(
  source: CaddyText,
  levels: readonly CaddyLevel[],
  directive: CaddyDirective,
): EarlyAnswer[] {
  const matcher = matcherWord(directive);
  const applies = appliesTo(source, levels, matcher);
  if (applies === 'never') return [];
  const name = nameOf(directive);
  return [
    {
      span: headOf(directive),
      how: name === 'redir' ? 'redirect' : 'answer',
      applies,
      words: applies === 'always' ? `${name}, which Caddy runs before reverse_proxy,` : name,
      condition: matcher === '' || matcher === '*' ? null : matcher,
    },
  ];
}

/** Whether a matcher word holds for every WebSocket. */
export function appliesTo(source: CaddyText, levels: readonly CaddyLevel[], matcher: string): Applies {
  if (matcher.startsWith('/')) return 'some';
  if (!matcher.startsWith('@')) return 'always';
  const definition = source.matcher(matcher, levels);
  const holds = definition ? matcherHolds(definition, null).holds : null;
  return holds === null ? 'some' : holds ? 'always' : 'never';
}

/** A `handle` without a matcher beside the directive takes every request. */
function openHandlers({ directives }: CaddyLevel): EarlyAnswer[] {
  return directives
    .filter((one) => /^handle(_path)?$/.test(nameOf(one)) && one.words.length === 1)
    .map((one) => ({
      span: headOf(one),
      how: 'answer',
      applies: 'always',
      words: `${nameOf(one)} without a matcher, which Caddy runs before reverse_proxy,`,
      condition: null,
    }));
}

/**
 * Directives that give the request another path before it is compared: try_files with a page for paths
 * without a file, as single-page applications have it, and rewrite. A matcher of a path then sees that other
 * path.
 */
export function rewrittenPath(levels: readonly CaddyLevel[]): EntryCondition[] {
  const comparing = levels.findIndex(({ handler }) => matcherWord(handler).startsWith('/'));
  if (comparing < 0) return [];
  const path = matcherWord(levels[comparing].handler);
  return levels.slice(0, comparing + 1).flatMap((level) =>
    before(level).flatMap((one) => {
      const to = rewriteTarget(one);
      if (to === null || meetsPath(to, path)) return [];
      const text = `${nameOf(one)} runs before this is compared with ${path}: a WebSocket's path becomes ${to}, so the request goes elsewhere. Put ${nameOf(one)} into a handle block of its own, beside a handle block for ${path}.`;
      return [{ span: headOf(one), kind: 'taken', isFault: true, text, edits: [] }];
    }),
  );
}

/** The fixed path that every request without a file gets; null when there is none. */
function rewriteTarget(directive: CaddyDirective): string | null {
  const last = directive.words.at(-1)?.text ?? '';
  const isFixed = /^(\/|=\d)/.test(last) && !last.includes('{');
  if (!isFixed) return null;
  const name = nameOf(directive);
  if (name === 'try_files' && directive.words.length > 2) return last;
  const isRewriteOfAll = directive.words.length === 2 || argumentOf(directive) === '*';
  return name === 'rewrite' && isRewriteOfAll ? last : null;
}

/**
 * The directives of a block in the order in which Caddy tries them. Of one name the longer path comes first where both
 * have a single path; else one with a matcher comes before one without, and the text decides.
 */
export function inCaddyOrder(
  source: CaddyText,
  directives: readonly CaddyDirective[],
  outer: readonly CaddyLevel[],
): CaddyDirective[] {
  const sorted: Sorted[] = [];
  for (const directive of directives) {
    const rank = source.order.indexOf(orderName(directive));
    if (rank < 0) continue;
    const word = matcherWord(directive);
    const levels = [...outer, { directives, handler: directive, keepsOrder: false }];
    const path = singlePath(word, source.matcher(word, levels));
    const own = { directive, rank, path, hasMatcher: word !== '' && word !== '*' };
    // The comparison is not transitive, so that the way of sorting counts: each is put in from the end.
    let at = sorted.length;
    while (at > 0 && comesBefore(own, sorted[at - 1])) at -= 1;
    sorted.splice(at, 0, own);
  }
  return sorted.map(({ directive }) => directive);
}

/** handle and handle_path exclude each other, so they are sorted together. */
function orderName(directive: CaddyDirective): string {
  const name = nameOf(directive);
  return name === 'handle_path' ? 'handle' : name;
}

interface Sorted {
  readonly directive: CaddyDirective;
  readonly rank: number;
  /** Its single path; empty without one. */
  readonly path: string;
  readonly hasMatcher: boolean;
}

function comesBefore(a: Sorted, b: Sorted): boolean {
  if (a.rank !== b.rank) return a.rank < b.rank;
  if (a.path !== '' && b.path !== '') {
    // Of two paths that differ in their last `*` alone the exact one comes first.
    const isSame = a.path.replace(/\*$/, '') === b.path.replace(/\*$/, '');
    return isSame ? a.path.length < b.path.length : a.path.length > b.path.length;
  }
  return a.hasMatcher && !b.hasMatcher;
}

/** The path of a matcher word, or of a named matcher that has one path alone. */
function singlePath(word: string, definition: CaddyDirective | null): string {
  if (word.startsWith('/')) return word;
  const lines = definition === null ? [] : linesOf(definition);
  const paths = lines.filter((line) => nameOf(line) === 'path').flatMap(({ words }) => words.slice(1));
  return paths.length === 1 ? paths[0].text : '';
}
