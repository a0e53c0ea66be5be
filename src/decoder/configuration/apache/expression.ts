// Expressions of <If> and `Require expr`, evaluated for the request of a WebSocket: true, false, or null when a part of
// it is not known.
// Documentation: https://httpd.apache.org/docs/2.4/expr.html

import { compareBy } from '../parse/comparison.ts';
import { readExpression } from '../parse/expression.ts';
import { isInNetwork } from '../parse/network.ts';

/** The value of a name such as `HTTP:Upgrade`; null when it is not known. */
export type ValueOfName = (name: string) => string | null;

const tokenPattern =
  /\s*(?:(&&|\|\||[()]|==|!=|=~|!~|<=|>=|<|>|=|!|,|\{|\})|([mM]?([/#])((?:\\.|(?!\3).)*)\3([a-z]*))|(%\{[^}]*\})|"((?:[^"\\]|\\.)*)"|'((?:[^'\\]|\\.)*)'|(-?[\w.:/*-]+))/y;

interface Token {
  readonly kind: 'sign' | 'expression' | 'name' | 'text' | 'word';
  readonly text: string;
  readonly flags: string;
}

/** Signs that can be spelled. */
const spelled: Readonly<Record<string, string>> = { and: '&&', or: '||', not: '!' };

/** Longest expression that is read. */
const maxLength = 4000;

/** Evaluates an expression; null when it is not known or not readable. */
export function evaluateExpression(source: string, named: ValueOfName): boolean | null {
  const tokens = source.length > maxLength ? null : tokensOf(source);
  if (tokens === null) return null;
  const reader = new ExpressionReader(tokens, named);
  const value = reader.alternatives();
  return reader.isAtEnd ? value : null;
}

function tokensOf(source: string): Token[] | null {
  const out: Token[] = [];
  const pattern = new RegExp(tokenPattern.source, 'y');
  while (pattern.lastIndex < source.length) {
    if (source.slice(pattern.lastIndex).trim() === '') break;
    const match = pattern.exec(source);
    if (!match) return null;
    const [, sign, isExpression, , body, flags, name, double, single, word] = match;
    const quoted = double ?? single;
    if (sign !== undefined) out.push({ kind: 'sign', text: sign, flags: '' });
    else if (isExpression !== undefined) out.push({ kind: 'expression', text: body, flags });
    else if (name !== undefined) out.push({ kind: 'name', text: name.slice(2, -1), flags: '' });
    else if (quoted !== undefined) out.push({ kind: 'text', text: quoted, flags: '' });
    else if (Object.hasOwn(spelled, word)) out.push({ kind: 'sign', text: spelled[word], flags: '' });
    else out.push({ kind: 'word', text: word, flags: '' });
  }
  return out;
}

class ExpressionReader {
  readonly #tokens: readonly Token[];
  readonly #named: ValueOfName;
  #at = 0;

  constructor(tokens: readonly Token[], named: ValueOfName) {
    this.#tokens = tokens;
    this.#named = named;
  }

  get isAtEnd(): boolean {
    return this.#at === this.#tokens.length;
  }

  alternatives(): boolean | null {
    let value = this.#conjunction();
    while (this.#takes('||')) {
      const other = this.#conjunction();
      value = value === true || other === true ? true : value === null || other === null ? null : false;
    }
    return value;
  }

  #conjunction(): boolean | null {
    let value = this.#negation();
    while (this.#takes('&&')) {
      const other = this.#negation();
      value = value === false || other === false ? false : value === null || other === null ? null : true;
    }
    return value;
  }

  #negation(): boolean | null {
    if (this.#takes('!')) {
      const value = this.#negation();
      return value === null ? null : !value;
    }
    if (this.#takes('(')) {
      const value = this.alternatives();
      return this.#takes(')') ? value : null;
    }
    return this.#comparison();
  }

  #comparison(): boolean | null {
    const first = this.#tokens[this.#at];
    if (first?.kind === 'word' && /^-[a-zA-Z]$/.test(first.text)) {
      this.#at += 1;
      return this.#test(first.text, this.#operand());
    }
    if (first?.kind === 'word' && /^(true|false)$/i.test(first.text)) {
      this.#at += 1;
      return first.text.toLowerCase() === 'true';
    }
    const left = this.#operand();
    const operator = this.#tokens[this.#at];
    if (!operator || !isOperator(operator)) return null;
    this.#at += 1;
    if (operator.text === '=~' || operator.text === '!~') return this.#matches(left, operator.text === '!~');
    if (operator.text.toLowerCase() === 'in' || operator.text === '-in') return this.#isListed(left);
    const right = this.#operand();
    return left === null || right === null ? null : compared(left, operator.text.toLowerCase(), right);
  }

  #test(flag: string, value: string | null): boolean | null {
    if (value === null) return null;
    if (flag === '-z') return value === '';
    if (flag === '-n') return value !== '';
    if (flag === '-T') return !/^(|0|off|false|no)$/i.test(value);
    if (flag === '-R') {
      const address = this.#named('REMOTE_ADDR');
      return address === null ? null : isInNetwork(address, value);
    }
    return null;
  }

  #matches(value: string | null, isNegated: boolean): boolean | null {
    const token = this.#tokens[this.#at];
    this.#at += 1;
    if (value === null || token?.kind !== 'expression') return null;
    const expression = readExpression(token.text, token.flags.includes('i'));
    return expression === null ? null : expression.test(value) !== isNegated;
  }

  #isListed(value: string | null): boolean | null {
    if (!this.#takes('{')) return null;
    const items: (string | null)[] = [];
    do items.push(this.#operand());
    while (this.#takes(','));
    if (!this.#takes('}') || value === null) return null;
    if (items.includes(value)) return true;
    return items.includes(null) ? null : false;
  }

  /** A name, a text with names in it, a word, or a function of one of them. */
  #operand(): string | null {
    const token = this.#tokens[this.#at];
    this.#at += 1;
    if (token?.kind === 'name') return this.#named(token.text);
    if (token?.kind === 'text') return this.#filled(token.text);
    if (token?.kind !== 'word') return null;
    if (!this.#takes('(')) return token.text;
    const inner = this.#operand();
    if (!this.#takes(')') || inner === null) return null;
    return this.#called(token.text.toLowerCase(), inner);
  }

  #called(name: string, inner: string): string | null {
    switch (name) {
      case 'tolower':
        return inner.toLowerCase();
      case 'toupper':
        return inner.toUpperCase();
      case 'req':
      case 'http':
      case 'req_novary':
        return this.#named(`HTTP:${inner}`);
      case 'reqenv':
      case 'env':
        return this.#named(`ENV:${inner}`);
      default:
        return null;
    }
  }

  #filled(text: string): string | null {
    let isKnown = true;
    const out = text.replace(/%\{([^}]*)\}/g, (_, name: string) => {
      const value = this.#named(name);
      isKnown &&= value !== null;
      return value ?? '';
    });
    return isKnown ? out : null;
  }

  #takes(text: string): boolean {
    const token = this.#tokens[this.#at];
    if (token?.kind !== 'sign' || token.text !== text) return false;
    this.#at += 1;
    return true;
  }
}

function isOperator({ kind, text }: Token): boolean {
  if (kind === 'sign') return /^(==|!=|=~|!~|=|<|>|<=|>=)$/.test(text);
  return (
    kind === 'word' &&
    /^-?(eq|ne|lt|le|gt|ge|in|ipmatch|strmatch|strcmatch|fnmatch)$/i.test(text) &&
    (text.startsWith('-') || /^(eq|ne|lt|le|gt|ge|in)$/i.test(text))
  );
}

function compared(left: string, operator: string, right: string): boolean | null {
  switch (operator) {
    case '=':
      return left === right;
    case '-ipmatch':
      return isInNetwork(left, right);
    case '-strmatch':
      return globMatches(left, right);
    case '-strcmatch':
      return globMatches(left.toLowerCase(), right.toLowerCase());
    default:
      return compareBy(operator, left, right) ?? comparedAsNumbers(left, operator.replace('-', ''), right);
  }
}

/** The signs of the comparisons of numbers. */
const signs: Readonly<Record<string, string>> = { eq: '==', ne: '!=', lt: '<', le: '<=', gt: '>', ge: '>=' };

function comparedAsNumbers(left: string, operator: string, right: string): boolean | null {
  const [a, b] = [Number(left), Number(right)];
  if (Number.isNaN(a) || Number.isNaN(b) || !Object.hasOwn(signs, operator)) return null;
  return compareBy(signs[operator], a, b);
}

/** `*` and `?` of a pattern. */
function globMatches(value: string, pattern: string): boolean | null {
  const escaped = pattern
    .replace(/[.+^${}()|[\]\\]/g, '\\$&')
    .replace(/\*/g, '.*')
    .replace(/\?/g, '.');
  return readExpression(`^${escaped}$`, false)?.test(value) ?? null;
}
