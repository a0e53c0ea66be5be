// What runs before a directive: Caddy sorts the directives of a block by their names, except inside of
// `route`.

import type { Applies, EarlyAnswer, EntryCondition } from '../model.ts';
import { matcherHolds } from './matcher.ts';
import { argumentOf, type CaddyDirective, nameOf } from './parse.ts';
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
      (one) => names.has(nameOf(one)) && (level.keepsOrder || !source.lateDirectives.has(nameOf(one))),
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

/** Whether a matcher word holds for a WebSocket, or for the request that is judged. */
export function appliesTo(source: CaddyText, levels: readonly CaddyLevel[], matcher: string): Applies {
  if (matcher.startsWith('/')) {
    if (source.request === null) return 'some';
    return meets(source.request.path, matcher) ? 'always' : 'never';
  }
  if (!matcher.startsWith('@')) return 'always';
  const definition = source.matcher(matcher, levels);
  const holds = definition ? matcherHolds(definition, source.request).holds : null;
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
      if (to === null || meets(to, path)) return [];
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

/** Whether a path meets a path matcher; matchers compare without letter case. */
function meets(path: string, matcher: string): boolean {
  const wanted = matcher.toLowerCase();
  const bare = path.toLowerCase().replace(/[?#].*$/, '');
  return wanted.endsWith('*') ? bare.startsWith(wanted.slice(0, -1)) : bare === wanted;
}
