// Which paths an entry of http-proxy-middleware takes, and what it makes of them. webpack-dev-server uses it too.
// Measured with versions 2 and 3.

import { expressionOf } from './methods.ts';
import { called } from './read.ts';
import { requestValue } from './request-value.ts';
import type { Source } from './source.ts';
import { isTruthy, type ObjectValue, type Value, valueAt } from './values.ts';

/** Characters that make a path a pattern. */
const patternSign = /[*?{}()|[\]]|^!/;

/** True for a path that is a pattern. */
export function isGlob(path: string): boolean {
  return patternSign.test(path);
}

/** True when the entry takes a path; null when the text does not tell. */
export function contextTakes(context: Value | undefined, path: string, source: Source): boolean | null {
  switch (context?.kind) {
    case 'text':
      return isGlob(context.text) ? patternsTake([context.text], path) : path.startsWith(context.text);
    case 'list': {
      const texts = context.items.flatMap((item) => (item.kind === 'text' ? [item.text] : []));
      if (texts.length < context.items.length || context.open.length > 0) return null;
      const patterns = texts.filter(isGlob);
      if (patterns.length === 0) return texts.some((text) => path.startsWith(text));
      // Plain paths beside patterns are an error, which takes nothing.
      return patterns.length < texts.length ? false : patternsTake(texts, path);
    }
    case 'function': {
      const { start, end } = context;
      return isTruthy(
        called(
          context,
          [{ kind: 'text', text: path, start, end }, requestValue(path, null, context)],
          source,
        ),
      );
    }
    default:
      return null;
  }
}

/** Patterns in their order; one that begins with `!` takes away. */
function patternsTake(patterns: readonly string[], path: string): boolean | null {
  let takes = false;
  for (const pattern of patterns) {
    const isNot = pattern.startsWith('!');
    const expression = patternExpression(isNot ? pattern.slice(1) : pattern);
    if (expression === null || /\/\./.test(path)) return null;
    if (expression.test(path)) takes = !isNot;
  }
  return takes;
}

function patternExpression(pattern: string): RegExp | null {
  const source = globSource(pattern);
  return source === null ? null : expressionOf(source);
}

/** The expression of a pattern: `*` is a part of a path, `**` any number of them; null for the other signs. */
export function globSource(pattern: string): string | null {
  if (/[{}()|[\]!+@]/.test(pattern)) return null;
  const parts = pattern.split('/').map((part, index) => {
    if (part === '**') return index === 0 ? '.*' : '(?:/.*)?';
    const plain = part
      .replace(/[.\\^$]/g, '\\$&')
      .replace(/\*+/g, '[^/]*')
      .replace(/\?/g, '[^/]');
    return (index === 0 ? '' : '/') + (part === '*' ? '[^/]+' : plain);
  });
  return `^${parts.join('')}/?$`;
}

/** The path after pathRewrite; null when the text does not tell. */
export function rewrittenPath(options: ObjectValue, path: string, source: Source): string | null {
  const rules = valueAt(options, 'pathRewrite');
  if (!rules || rules.kind === 'absent') return path;
  if (rules.kind === 'function') {
    const { start, end } = rules;
    const made = called(rules, [{ kind: 'text', text: path, start, end }], source);
    return made.kind === 'text' ? made.text : null;
  }
  if (rules.kind !== 'object' || rules.open.length > 0) return null;
  for (const { key, value } of rules.entries) {
    const expression = expressionOf(key);
    if (expression === null || value.kind !== 'text') return null;
    if (expression.test(path)) return path.replace(expression, value.text);
  }
  return path;
}
