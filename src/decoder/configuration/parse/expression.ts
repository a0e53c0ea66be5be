// Expressions of configurations, which are Perl's, as JavaScript's.

/** The expression, or null when JavaScript cannot read it. */
export function readExpression(source: string, anyCase: boolean): RegExp | null {
  const folds = anyCase || source.startsWith('(?i)');
  try {
    return new RegExp(source.replace(/\(\?P?<(\w+)>/g, '(?<$1>').replace(/^\(\?i\)/, ''), folds ? 'i' : '');
  } catch {
    return null;
  }
}

/** JavaScript refuses more than PCRE does; brackets that are never closed are refused by both. */
export function isBrokenExpression(expression: string): boolean {
  if (readExpression(expression, false) !== null) return false;
  const bare = expression.replace(/\\./g, '').replace(/\[[^\]]*\]/g, '');
  return bare.split('(').length !== bare.split(')').length;
}
