// How HAProxy compares a value with a pattern, method by method.

import { readExpression } from '../parse/expression.ts';

/** Whether the value matches the pattern; `null` for a method or an expression that cannot be evaluated here. */
export function matchesPattern(
  value: string,
  pattern: string,
  method: string,
  anyCase: boolean,
): boolean | null {
  const a = anyCase ? value.toLowerCase() : value;
  const b = anyCase ? pattern.toLowerCase() : pattern;
  switch (method) {
    case 'str':
      return a === b;
    case 'beg':
      return a.startsWith(b);
    case 'end':
      return a.endsWith(b);
    case 'sub':
      return a.includes(b);
    case 'dir':
      return isPart(a, b, '/?');
    case 'dom':
      return isPart(a, b, '/?.:');
    case 'reg':
      return readExpression(pattern, anyCase)?.test(value) ?? null;
    default:
      return null;
  }
}

/** True when the pattern stands in the value between separators or ends. */
function isPart(value: string, pattern: string, separators: string): boolean {
  const bare = trimmed(pattern, separators);
  const isSeparator = (char: string | undefined): boolean => char === undefined || separators.includes(char);
  for (let at = value.indexOf(bare); at >= 0; at = value.indexOf(bare, at + 1)) {
    if (isSeparator(value[at - 1]) && isSeparator(value[at + bare.length])) return true;
  }
  return false;
}

function trimmed(text: string, separators: string): string {
  let start = 0;
  let end = text.length;
  while (start < end && separators.includes(text[start])) start += 1;
  while (end > start && separators.includes(text[end - 1])) end -= 1;
  return text.slice(start, end);
}

/** Methods of conditions on headers; any other one compares the whole value. */
const headerMethods = new Set(['beg', 'end', 'sub', 'reg']);

/** Whether a header matches. An expression that JavaScript cannot read is taken to match. */
export function matchesHeader(value: string, pattern: string, method: string, anyCase: boolean): boolean {
  return matchesPattern(value, pattern, headerMethods.has(method) ? method : 'str', anyCase) ?? true;
}

/** `eq 1`, `ge 1`, `gt 0`; a number without an operator means `eq`. A browser sends each of these headers once. */
export function countMatches(patterns: readonly string[], count = 1): boolean | null {
  const hasOperator = /^(eq|ge|gt|le|lt)$/.test(patterns[0] ?? '');
  const operator = hasOperator ? patterns[0] : 'eq';
  const numbers = (hasOperator ? patterns.slice(1) : patterns).map(Number);
  if (numbers.length === 0) return count > 0;
  if (numbers.some(Number.isNaN)) return null;
  const compare: Readonly<Record<string, (limit: number) => boolean>> = {
    eq: (limit) => count === limit,
    ge: (limit) => count >= limit,
    gt: (limit) => count > limit,
    le: (limit) => count <= limit,
    lt: (limit) => count < limit,
  };
  return numbers.some(compare[operator]);
}
