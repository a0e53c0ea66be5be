// Comparisons that the expressions of several programs write with the same signs.

/** `==`, `!=`, `<`, `>`, `<=` and `>=` of two values of one type; null for another sign. */
export function compareBy<Value extends string | number | boolean>(
  sign: string,
  left: Value,
  right: Value,
): boolean | null {
  switch (sign) {
    case '==':
      return left === right;
    case '!=':
      return left !== right;
    case '<':
      return left < right;
    case '>':
      return left > right;
    case '<=':
      return left <= right;
    case '>=':
      return left >= right;
    default:
      return null;
  }
}
