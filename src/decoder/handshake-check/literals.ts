// Strings and tables of strings in the notation of Python, JavaScript and PowerShell.

/** A value that was read and the offset after it. */
export interface Literal {
  readonly value: string;
  readonly end: number;
}

/** A name with its value, and the range of both. */
export interface LiteralPair {
  readonly name: string;
  readonly value: string;
  readonly start: number;
  readonly end: number;
}

const namedEscapes: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t', '0': '\0' };

/**
 * Reads the quoted string that begins at `at`; null when no quote is there or the string does not end. In
 * PowerShell a backtick escapes, elsewhere a backslash.
 */
export function readQuoted(text: string, at: number, escapeMark: '\\' | '`' = '\\'): Literal | null {
  const quote = text[at];
  if (quote !== '"' && quote !== "'") return null;
  let value = '';
  let from = at + 1;
  for (let next = from; next < text.length; next++) {
    if (text[next] === quote) return { value: value + text.slice(from, next), end: next + 1 };
    if (text[next] !== escapeMark) continue;
    const code = /^(?:x([0-9a-fA-F]{2})|u([0-9a-fA-F]{4}))/.exec(text.slice(next + 1, next + 6));
    const char = text[next + 1] ?? '';
    const meaning = code
      ? String.fromCharCode(Number.parseInt(code[1] ?? code[2], 16))
      : (namedEscapes[char] ?? char);
    value += text.slice(from, next) + meaning;
    next += code ? code[0].length : 1;
    from = next + 1;
  }
  return null;
}

/**
 * Reads `'name': 'value'` or `"name"="value"` pairs up to the closing brace, from after the opening one.
 * Values of another kind are skipped.
 */
export function readPairs(text: string, from: number, escapeMark: '\\' | '`' = '\\'): LiteralPair[] {
  const pairs: LiteralPair[] = [];
  let at = from;
  while (at < text.length && text[at] !== '}') {
    if (text[at] !== '"' && text[at] !== "'") {
      at += 1;
      continue;
    }
    const name = readQuoted(text, at, escapeMark);
    if (name === null) break;
    const valueAt = skipSeparator(text, name.end);
    const value = valueAt === null ? null : readQuoted(text, valueAt, escapeMark);
    if (value) pairs.push({ name: name.value, value: value.value, start: at, end: value.end });
    at = value?.end ?? name.end;
  }
  return pairs;
}

/** Offset of the value after `:` or `=`, or null when no separator follows. */
function skipSeparator(text: string, from: number): number | null {
  const separator = /^\s{0,40}[:=]\s{0,40}[bru]?/.exec(text.slice(from, from + 90));
  return separator && from + separator[0].length;
}
