// Whether a path matches what a route asks of it, and the path that the backend gets.

import type { ForwardedPath, PathMatch } from './model.ts';
import { readExpression } from './parse/expression.ts';

/** True or false, or null when this text does not tell. A plain prefix is compared as text. */
export function pathMatches(match: PathMatch, path: string): boolean | null {
  const fold = (text: string): string => (match.ignoresCase ? text.toLowerCase() : text);
  switch (match.kind) {
    case 'any':
      return true;
    case 'exact':
      return fold(path) === fold(match.text);
    case 'prefix':
    case 'final-prefix':
      return fold(path).startsWith(fold(match.text));
    case 'segment-prefix': {
      const prefix = fold(match.text).replace(/\/$/, '');
      return fold(path).startsWith(fold(match.text)) && /^(\/|$)/.test(path.slice(prefix.length));
    }
    case 'expression':
      return readExpression(match.text, match.ignoresCase)?.test(path) ?? null;
    case 'unknown':
      return null;
  }
}

/** The path that the backend is asked for, or null when this text does not tell. */
export function forwardPath(forwarded: ForwardedPath, path: string): string | null {
  switch (forwarded.kind) {
    case 'unchanged':
      return path;
    case 'prefix-replaced':
      return path.startsWith(forwarded.prefix) ? forwarded.by + path.slice(forwarded.prefix.length) : null;
    case 'made':
      return forwarded.path;
    case 'unknown':
      return null;
  }
}
