// Reads the expressions of VCL: `||` binds less than `&&`, that less than `!`, that less than a comparison.

import type { Span } from '../model.ts';
import type { VclToken } from './tokens.ts';
import type { Expression, SyntaxFault } from './tree.ts';

/** Deeper blocks and brackets than these are refused. */
const maxDepth = 64;

export class Refusal extends Error {
  readonly fault: SyntaxFault;

  constructor(text: string, { start, end }: Span) {
    super(text);
    this.fault = { text, span: { start, end } };
  }
}

/** Walks over the tokens, and reads expressions. */
export class ExpressionReader {
  readonly #tokens: readonly VclToken[];
  #at = 0;
  #depth = 0;

  constructor(tokens: readonly VclToken[]) {
    this.#tokens = tokens;
  }

  get now(): VclToken {
    return this.#tokens[this.#at];
  }

  /** The token before the one that is next. */
  get last(): VclToken {
    return this.#tokens[Math.max(0, this.#at - 1)];
  }

  is(kind: VclToken['kind'], text?: string): boolean {
    return this.now.kind === kind && (text === undefined || this.now.text === text);
  }

  /** Goes on when the sign stands here. */
  skips(sign: string): boolean {
    const isHere = this.is('sign', sign);
    if (isHere) this.#at++;
    return isHere;
  }

  take(kind: VclToken['kind'], expected: string): VclToken {
    const token = this.now;
    if (token.kind !== kind) this.refuse(expected);
    this.#at++;
    return token;
  }

  sign(text: string): VclToken {
    const token = this.now;
    if (!this.skips(text)) this.refuse(text);
    return token;
  }

  refuse(expected: string): never {
    const { kind, text } = this.now;
    const found = kind === 'end' ? 'the end of the text' : kind === 'text' ? 'a string' : text;
    const words = `Expected ${expected}, found ${found}: Varnish does not load this text.`;
    throw new Refusal(words, this.now);
  }

  /** Reads what nests. */
  nested<T>(read: () => T): T {
    this.#depth++;
    if (this.#depth > maxDepth) throw new Refusal(`Blocks nest deeper than ${maxDepth}.`, this.now);
    const found = read();
    this.#depth--;
    return found;
  }

  expression(): Expression {
    return this.nested(() => this.#joined('any', '||', () => this.#joined('all', '&&', () => this.#not())));
  }

  #joined(kind: 'all' | 'any', sign: string, part: () => Expression): Expression {
    const parts = [part()];
    while (this.skips(sign)) parts.push(part());
    return parts.length === 1 ? parts[0] : { kind, parts, start: parts[0].start, end: this.last.end };
  }

  #not(): Expression {
    const { start } = this.now;
    if (!this.skips('!')) return this.#comparison();
    const of = this.#comparison();
    return { kind: 'not', of, start, end: of.end };
  }

  #comparison(): Expression {
    const left = this.#sum();
    const operator = this.now.text;
    if (!this.is('sign') || !/^(?:==|!=|<=?|>=?|!?~)$/.test(operator)) return left;
    this.#at++;
    const right = this.#sum();
    return { kind: 'comparison', operator, left, right, start: left.start, end: right.end };
  }

  #sum(): Expression {
    const parts = [this.#value()];
    let isJoin = true;
    while (this.is('sign') && /^[-+*/%]$/.test(this.now.text)) {
      isJoin &&= this.now.text === '+';
      this.#at++;
      parts.push(this.#value());
    }
    if (parts.length === 1) return parts[0];
    return { kind: 'sum', parts, isJoin, start: parts[0].start, end: this.last.end };
  }

  #value(): Expression {
    const { kind, text, start, end } = this.now;
    if (this.skips('(')) {
      const inner = this.expression();
      const { end: close } = this.sign(')');
      return { ...inner, start, end: close };
    }
    if (this.skips('-')) {
      const number = this.take('number', 'a number after -');
      return { kind: 'number', text: `-${number.text}`, start, end: number.end };
    }
    if (kind === 'text') {
      this.#at++;
      return { kind, text, start, end };
    }
    if (kind === 'number') {
      this.#at++;
      return { kind, text, start, end };
    }
    const { text: name } = this.take('name', 'a string in double quotes, a number, a name or (');
    if (!this.is('sign', '(')) return { kind: 'name', name, start, end };
    const values = this.values();
    return { kind: 'call', name, values, start, end: this.last.end };
  }

  /** `(a, name = b)`. */
  values(): Expression[] {
    const values: Expression[] = [];
    this.sign('(');
    while (!this.is('sign', ')')) {
      let value = this.expression();
      if (value.kind === 'name' && this.skips('=')) value = this.expression();
      values.push(value);
      if (!this.is('sign', ')')) this.sign(',');
    }
    this.sign(')');
    return values;
  }
}
