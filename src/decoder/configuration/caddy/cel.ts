// The expressions of Caddy's `expression` matcher (the Common Expression Language), as far as a WebSocket's request
// decides them: comparisons, `&&`, `||`, `!`, `in`, methods of strings, and Caddy's functions such as `path()`.

import { compareBy } from '../parse/comparison.ts';
import { readExpression } from '../parse/expression.ts';

/** A value; `undefined` for one that this text does not tell. */
export type CelValue =
  | string
  | number
  | boolean
  | readonly CelValue[]
  | ReadonlyMap<string, CelValue>
  | undefined;

export interface CelNames {
  /** The value of a placeholder such as `{path}`. */
  readonly placeholder: (name: string) => CelValue;
  /** The result of a function such as `path('/ws')`. */
  readonly call: (name: string, args: readonly CelValue[]) => CelValue;
}

/** Deeper ones are not read. */
const maxDepth = 40;

const tokenPattern =
  /\s*(?:(\{[\w.$-]+\})|"((?:[^"\\]|\\.)*)"|'((?:[^'\\]|\\.)*)'|(\d+(?:\.\d+)?)|([A-Za-z_]\w*)|(&&|\|\||[=!<>]=|[!<>?:.,()[\]{}+]))/y;

interface Token {
  readonly kind: 'placeholder' | 'string' | 'number' | 'name' | 'mark';
  readonly text: string;
}

/** Evaluates an expression: true, false, or undefined where it is not read or not decided. */
export function evaluateCel(text: string, names: CelNames): boolean | undefined {
  const tokens = readTokens(text);
  if (tokens === null) return undefined;
  try {
    const value = new CelReader(tokens, names).read();
    return typeof value === 'boolean' ? value : undefined;
  } catch (error) {
    if (error instanceof UnreadError) return undefined;
    throw error;
  }
}

class UnreadError extends Error {}

function readTokens(text: string): Token[] | null {
  const tokens: Token[] = [];
  tokenPattern.lastIndex = 0;
  while (tokenPattern.lastIndex < text.trimEnd().length) {
    const match = tokenPattern.exec(text);
    if (!match) return null;
    const [, placeholder, double, single, number, name, mark] = match;
    const quoted = double ?? single;
    if (placeholder !== undefined) tokens.push({ kind: 'placeholder', text: placeholder.slice(1, -1) });
    else if (quoted !== undefined) tokens.push({ kind: 'string', text: quoted.replace(/\\(.)/g, '$1') });
    else if (number !== undefined) tokens.push({ kind: 'number', text: number });
    else if (name !== undefined) tokens.push({ kind: 'name', text: name });
    else tokens.push({ kind: 'mark', text: mark });
  }
  return tokens;
}

class CelReader {
  readonly #tokens: readonly Token[];
  readonly #names: CelNames;
  #at = 0;
  #depth = 0;

  constructor(tokens: readonly Token[], names: CelNames) {
    this.#tokens = tokens;
    this.#names = names;
  }

  read(): CelValue {
    const value = this.#or();
    if (this.#at < this.#tokens.length) throw new UnreadError();
    return value;
  }

  #takes(mark: string): boolean {
    const token = this.#tokens[this.#at];
    if (token?.kind !== 'mark' || token.text !== mark) return false;
    this.#at += 1;
    return true;
  }

  #needs(mark: string): void {
    if (!this.#takes(mark)) throw new UnreadError();
  }

  #or(): CelValue {
    this.#depth += 1;
    if (this.#depth > maxDepth) throw new UnreadError();
    let value = this.#and();
    while (this.#takes('||')) {
      const other = this.#and();
      value =
        value === true || other === true ? true : value === false && other === false ? false : undefined;
    }
    this.#depth -= 1;
    return value;
  }

  #and(): CelValue {
    let value = this.#comparison();
    while (this.#takes('&&')) {
      const other = this.#comparison();
      value =
        value === false || other === false ? false : value === true && other === true ? true : undefined;
    }
    return value;
  }

  #comparison(): CelValue {
    const left = this.#sum();
    for (const mark of ['==', '!=', '<=', '>=', '<', '>']) {
      if (this.#takes(mark)) return compared(mark, left, this.#sum());
    }
    const token = this.#tokens[this.#at];
    if (token?.kind !== 'name' || token.text !== 'in') return left;
    this.#at += 1;
    const list = this.#sum();
    if (left === undefined || list === undefined) return undefined;
    return Array.isArray(list)
      ? list.includes(left)
      : list instanceof Map
        ? list.has(String(left))
        : undefined;
  }

  #sum(): CelValue {
    let value = this.#unary();
    while (this.#takes('+')) {
      const other = this.#unary();
      value = typeof value === 'string' && typeof other === 'string' ? value + other : undefined;
    }
    return value;
  }

  #unary(): CelValue {
    let isNegated = false;
    let hasMark = false;
    for (; this.#takes('!'); hasMark = true) isNegated = !isNegated;
    const value = this.#called();
    if (!hasMark) return value;
    return typeof value === 'boolean' ? value !== isNegated : undefined;
  }

  /** A value and the methods that are called on it. */
  #called(): CelValue {
    let value = this.#primary();
    while (this.#takes('.')) {
      const token = this.#tokens[this.#at];
      if (token?.kind !== 'name') throw new UnreadError();
      this.#at += 1;
      this.#needs('(');
      value = method(value, token.text, this.#list(')'));
    }
    return value;
  }

  #primary(): CelValue {
    const token = this.#tokens[this.#at];
    if (token === undefined) throw new UnreadError();
    this.#at += 1;
    if (token.kind === 'string') return token.text;
    if (token.kind === 'number') return Number(token.text);
    if (token.kind === 'placeholder') return this.#names.placeholder(token.text);
    if (token.kind === 'name') return this.#named(token.text);
    if (token.text === '[') return this.#list(']');
    if (token.text === '{') return this.#map();
    if (token.text !== '(') throw new UnreadError();
    const value = this.#or();
    this.#needs(')');
    return value;
  }

  #named(name: string): CelValue {
    if (name === 'true' || name === 'false') return name === 'true';
    this.#needs('(');
    return this.#names.call(name, this.#list(')'));
  }

  #list(end: string): CelValue[] {
    const values: CelValue[] = [];
    while (!this.#takes(end)) {
      if (values.length > 0) this.#needs(',');
      values.push(this.#or());
    }
    return values;
  }

  #map(): CelValue {
    const map = new Map<string, CelValue>();
    while (!this.#takes('}')) {
      if (map.size > 0) this.#needs(',');
      const key = this.#or();
      this.#needs(':');
      map.set(String(key), this.#or());
    }
    return map;
  }
}

function compared(sign: string, left: CelValue, right: CelValue): CelValue {
  if (left === undefined || right === undefined || typeof left !== typeof right) return undefined;
  if (typeof left === 'object' || typeof right === 'object') return undefined;
  return compareBy(sign, left, right) ?? undefined;
}

function method(value: CelValue, name: string, [argument]: readonly CelValue[]): CelValue {
  if (typeof value !== 'string') return undefined;
  if (name === 'lowerAscii') return value.toLowerCase();
  if (name === 'upperAscii') return value.toUpperCase();
  if (name === 'size') return value.length;
  if (typeof argument !== 'string') return undefined;
  switch (name) {
    case 'startsWith':
      return value.startsWith(argument);
    case 'endsWith':
      return value.endsWith(argument);
    case 'contains':
      return value.includes(argument);
    case 'matches':
      return readExpression(argument, false)?.test(value);
    default:
      return undefined;
  }
}
