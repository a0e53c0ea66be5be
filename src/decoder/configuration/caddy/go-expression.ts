// Regular expressions of Go.

import { isBrokenExpression } from '../parse/expression.ts';

/** Lookarounds and backreferences, which the expressions of Go do not have. */
const notInGo = /\(\?(?:[=!]|<[=!])|(?:^|[^\\])\\[1-9]/;

/** True when Go does not compile it. */
export function isBrokenInGo(expression: string): boolean {
  return notInGo.test(expression) || isBrokenExpression(expression.replace(/^\(\?[a-z]+\)/, ''));
}
