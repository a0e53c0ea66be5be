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
