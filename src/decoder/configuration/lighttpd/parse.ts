// lighttpd's configuration syntax: assignments, and blocks that a condition heads. A statement ends with its line; a
// list may go over several lines.
// Documentation: https://redmine.lighttpd.net/projects/lighttpd/wiki/Docs_Configuration. The refusals were seen on 1.4.69.

import type { Span } from '../model.ts';
import { cutTokens, type Token } from '../parse/tokens.ts';

/** A value. A sum joins strings or lists. */
export type LighttpdValue = Span &
  (
    | { readonly kind: 'text'; readonly text: string }
    | { readonly kind: 'number'; readonly number: number }
    | { readonly kind: 'name'; readonly name: string }
    | { readonly kind: 'list'; readonly entries: readonly LighttpdEntry[] }
    | { readonly kind: 'sum'; readonly parts: readonly LighttpdValue[] }
  );

/** An entry of a list: `"key" => value`, or a value alone. */
export interface LighttpdEntry {
  readonly key: LighttpdValue | null;
  readonly value: LighttpdValue;
}

/** `name = value`. The span goes from the name to the end of the value. */
export interface LighttpdAssignment extends Span {
  readonly kind: 'assignment';
  readonly name: string;
  readonly operator: '=' | '+=' | ':=';
  readonly value: LighttpdValue;
}

/** `$HTTP["url"] =~ "^/ws"`. */
export interface LighttpdCondition extends Span {
  /** `HTTP["url"]`, without blanks. */
  readonly field: string;
  readonly operator: string;
  readonly value: LighttpdValue;
}

/** A condition with its block, and the `else` branches after it; the last one may have no condition. */
export interface LighttpdChoice extends Span {
  readonly kind: 'choice';
  readonly branches: readonly LighttpdBranch[];
}

export interface LighttpdBranch {
  readonly condition: LighttpdCondition | null;
  readonly body: readonly LighttpdStatement[];
  /** From the condition to the opening brace. */
  readonly head: Span;
}

/** `global { }`: its statements hold as if they stood outside of every block. */
export interface LighttpdGlobal extends Span {
  readonly kind: 'global';
  readonly body: readonly LighttpdStatement[];
}

/** `include "file"`, or `include_shell "command"`. */
export interface LighttpdInclude extends Span {
  readonly kind: 'include';
  readonly name: string;
  readonly value: LighttpdValue;
}

export type LighttpdStatement = LighttpdAssignment | LighttpdChoice | LighttpdGlobal | LighttpdInclude;

/** What the syntax does not allow. Nothing after it is read, as lighttpd does. */
export interface LighttpdFault {
  readonly text: string;
  readonly span: Span;
}

export interface LighttpdFile {
  readonly statements: readonly LighttpdStatement[];
  readonly fault: LighttpdFault | null;
}

type Kind = 'text' | 'number' | 'name' | 'sign' | 'line';
type LighttpdToken = Token<Kind>;

/** A strange blank is read as a common one: `paste/characters.ts` says what it can mean. */
const tokenPattern =
  /(?<blank>[ \t\r\u00a0\u2000-\u200b\u202f\u3000\ufeff]+|#[^\n]*)|(?<line>\n)|"(?<text>(?:[^"\\]|\\[\s\S])*)"|(?<number>\d+)(?![\w.-])|(?<name>[A-Za-z_][\w.-]*)|(?<sign>=>|==|!=|=~|!~|=\^|=\$|\+=|:=|[=(){},+$[\]])/y;

function tokensOf(text: string): LighttpdToken[] {
  return cutTokens<Kind>(text, tokenPattern).map((token) =>
    token.kind === 'text' ? { ...token, text: unescaped(token.text) } : token,
  );
}

/** `\"` is a quote; other escapes are left to expressions. */
const unescaped = (quoted: string): string => quoted.replace(/\\"/g, '"');

/** Deeper blocks and lists than these are refused. */
const maxDepth = 64;

class Refusal extends Error {
  readonly fault: LighttpdFault;

  constructor(text: string, span: Span) {
    super(text);
    this.fault = { text, span: { start: span.start, end: span.end } };
  }
}

class Parser {
  readonly #tokens: readonly LighttpdToken[];
  #at = 0;

  constructor(text: string) {
    this.#tokens = tokensOf(text);
  }

  /** Adds what was read to `statements`, up to a fault. */
  file(statements: LighttpdStatement[]): void {
    this.#statements(statements, 0);
    if (!this.#is('end')) this.#refuse('a directive or a condition');
  }

  #statements(into: LighttpdStatement[], depth: number): void {
    if (depth > maxDepth) throw new Refusal(`Blocks are nested deeper than ${maxDepth}.`, this.#now);
    for (;;) {
      this.#skipLines();
      if (this.#is('end') || this.#is('sign', '}')) return;
      into.push(this.#statement(depth));
      if (!this.#is('line') && !this.#is('end') && !this.#is('sign', '}'))
        this.#refuse('the end of the line');
    }
  }

  #statement(depth: number): LighttpdStatement {
    if (this.#is('sign', '$')) return this.#choice(depth);
    const name = this.#take('name', 'a directive or a condition');
    if (name.text === 'include' || name.text === 'include_shell') {
      const value = this.#sum(depth);
      return { kind: 'include', name: name.text, value, start: name.start, end: value.end };
    }
    if (name.text === 'global' && this.#is('sign', '{')) {
      const { body, end } = this.#block(depth);
      return { kind: 'global', body, start: name.start, end };
    }
    for (const operator of ['=', '+=', ':='] as const) {
      if (!this.#is('sign', operator)) continue;
      this.#at++;
      const value = this.#sum(depth);
      return { kind: 'assignment', name: name.text, operator, value, start: name.start, end: value.end };
    }
    return this.#refuse(`= after ${name.text}`);
  }

  #choice(depth: number): LighttpdChoice {
    const { start } = this.#now;
    const branches: LighttpdBranch[] = [];
    let end: number;
    let from = start;
    for (;;) {
      const condition = this.#is('sign', '$') ? this.#condition(depth) : null;
      const head = { start: from, end: this.#now.end };
      const block = this.#block(depth);
      branches.push({ condition, body: block.body, head });
      end = block.end;
      const next = this.#afterLines();
      if (condition === null || next.kind !== 'name' || !/^else(?:if)?$/.test(next.text)) break;
      from = next.start;
      this.#skipLines();
      this.#at++;
      if (next.text === 'elseif' && !this.#is('sign', '$')) this.#refuse('a condition after elseif');
    }
    return { kind: 'choice', branches, start, end };
  }

  #condition(depth: number): LighttpdCondition {
    const { start } = this.#now;
    this.#at++;
    let field = this.#take('name', 'HTTP or SERVER after $').text;
    while (this.#is('sign', '[')) {
      this.#at++;
      field += `["${this.#take('text', 'a name in quotes').text}"]`;
      this.#sign(']');
    }
    const operator = this.#now;
    if (operator.kind !== 'sign' || !['==', '!=', '=~', '!~', '=^', '=$'].includes(operator.text)) {
      this.#refuse('one of == != =~ !~ =^ =$');
    }
    this.#at++;
    const value = this.#sum(depth);
    return { field, operator: operator.text, value, start, end: value.end };
  }

  #block(depth: number): { body: LighttpdStatement[]; end: number } {
    this.#skipLines();
    this.#sign('{');
    const body: LighttpdStatement[] = [];
    this.#statements(body, depth + 1);
    const { end } = this.#now;
    this.#sign('}');
    return { body, end };
  }

  #sum(depth: number): LighttpdValue {
    const parts = [this.#value(depth)];
    while (this.#is('sign', '+')) {
      this.#at++;
      parts.push(this.#value(depth));
    }
    if (parts.length === 1) return parts[0];
    return { kind: 'sum', parts, start: parts[0].start, end: parts[parts.length - 1].end };
  }

  #value(depth: number): LighttpdValue {
    if (depth > maxDepth) throw new Refusal(`Lists are nested deeper than ${maxDepth}.`, this.#now);
    const { kind, text, start, end } = this.#now;
    if (this.#is('sign', '(')) return this.#list(depth);
    if (kind === 'text' || kind === 'number' || kind === 'name') this.#at++;
    if (kind === 'text') return { kind, text, start, end };
    if (kind === 'number') return { kind, number: Number(text), start, end };
    if (kind === 'name') return { kind, name: text, start, end };
    return this.#refuse('a text in double quotes, a number, a name or a list in brackets');
  }

  #list(depth: number): LighttpdValue {
    const { start } = this.#now;
    const entries: LighttpdEntry[] = [];
    this.#at++;
    this.#skipLines();
    while (!this.#is('sign', ')')) {
      const first = this.#sum(depth + 1);
      this.#skipLines();
      if (this.#is('sign', '=>')) {
        this.#at++;
        this.#skipLines();
        entries.push({ key: first, value: this.#sum(depth + 1) });
      } else entries.push({ key: null, value: first });
      this.#skipLines();
      if (!this.#is('sign', ')')) this.#sign(',');
      this.#skipLines();
    }
    const { end } = this.#now;
    this.#at++;
    return { kind: 'list', entries, start, end };
  }

  get #now(): LighttpdToken {
    return this.#tokens[this.#at];
  }

  #is(kind: LighttpdToken['kind'], text?: string): boolean {
    return this.#now.kind === kind && (text === undefined || this.#now.text === text);
  }

  #take(kind: LighttpdToken['kind'], expected: string): LighttpdToken {
    const token = this.#now;
    if (token.kind !== kind) this.#refuse(expected);
    this.#at++;
    return token;
  }

  #sign(text: string): void {
    if (!this.#is('sign', text)) this.#refuse(text);
    this.#at++;
  }

  #skipLines(): void {
    while (this.#is('line')) this.#at++;
  }

  /** The next token that is no line end. */
  #afterLines(): LighttpdToken {
    let at = this.#at;
    while (this.#tokens[at].kind === 'line') at++;
    return this.#tokens[at];
  }

  #refuse(expected: string): never {
    const { kind, text } = this.#now;
    const found = kind === 'end' ? 'the end of the text' : kind === 'line' ? 'the end of the line' : text;
    throw new Refusal(
      `Expected ${expected}, found ${found}: lighttpd does not start with this text.`,
      this.#now,
    );
  }
}

/** Parses a text. Never throws: what stands before a fault is kept. */
export function parseLighttpd(text: string): LighttpdFile {
  const statements: LighttpdStatement[] = [];
  try {
    new Parser(text).file(statements);
    return { statements, fault: null };
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    return { statements, fault: error.fault };
  }
}
