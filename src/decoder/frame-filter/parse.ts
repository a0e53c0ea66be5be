// Reads the filter of the frame list: `opcode:text (len>125 or error) not "needle"`. Terms beside each other must all
// match; `not`, `-` or `!` before a term or a bracket negates it.

import { parseHex } from '../bytes/hex.ts';
import type { Expression, Needle } from './expression.ts';
import { parseJsonTest } from './json-path.ts';
import { filterTerms, type RowTest } from './terms.ts';
import { filterTokens } from './tokens.ts';

export interface FrameFilter {
  /** `null` lets every frame pass. */
  readonly expression: Expression | null;
  readonly needles: readonly Needle[];
}

export type ParsedFilter =
  | { readonly ok: true; readonly filter: FrameFilter }
  | { readonly ok: false; readonly problem: string };

const byName = new Map(filterTerms.flatMap((term) => term.names.map((name) => [name, term] as const)));

/** Brackets inside each other. */
const maxDepth = 32;

type Token =
  | { readonly kind: '(' | ')' | 'and' | 'or' | 'not' }
  | { readonly kind: 'quoted' | 'word'; readonly text: string }
  | { readonly kind: 'pattern'; readonly text: string; readonly ignoresCase: boolean };

class FilterProblem extends Error {}

function tokensOf(text: string): Token[] {
  const tokens: Token[] = [];
  for (const found of text.matchAll(filterTokens)) {
    const [, bracket, sign, quoted, closing, pattern, flag, json, other = ''] = found;
    const word = json ?? other;
    const operator = /^(?:and|or|not)$/i.test(word) ? word.toLowerCase() : null;
    if (bracket !== undefined) tokens.push({ kind: bracket as '(' | ')' });
    else if (sign !== undefined) tokens.push({ kind: 'not' });
    else if (pattern !== undefined)
      tokens.push({ kind: 'pattern', text: pattern.replace(/\\\//g, '/'), ignoresCase: flag === 'i' });
    else if (quoted === undefined)
      tokens.push(
        operator === null ? { kind: 'word', text: word } : { kind: operator as 'and' | 'or' | 'not' },
      );
    else if (closing === '') throw new FilterProblem(`Expected a closing quote after "${quoted}.`);
    else tokens.push({ kind: 'quoted', text: quoted.replace(/\\(.)/g, '$1') });
  }
  return tokens;
}

/** A part of a filter, read by recursive descent: `or` binds weaker than terms beside each other. */
class FilterReader {
  readonly needles: Needle[] = [];
  readonly #tokens: readonly Token[];
  #at = 0;
  #depth = 0;

  constructor(tokens: readonly Token[]) {
    this.#tokens = tokens;
  }

  whole(): Expression | null {
    if (this.#tokens.length === 0) return null;
    const expression = this.#alternatives();
    if (this.#at < this.#tokens.length) throw new FilterProblem('Expected "(" before ")", found none.');
    return expression;
  }

  get #next(): Token['kind'] | 'end' {
    return this.#tokens[this.#at]?.kind ?? 'end';
  }

  #alternatives(): Expression {
    const of = [this.#conjunction()];
    while (this.#next === 'or') {
      this.#at++;
      of.push(this.#conjunction());
    }
    return of.length === 1 ? of[0] : { kind: 'or', of };
  }

  #conjunction(): Expression {
    const of = [this.#negation()];
    while (!['or', ')', 'end'].includes(this.#next)) {
      if (this.#next === 'and') this.#at++;
      of.push(this.#negation());
    }
    return of.length === 1 ? of[0] : { kind: 'and', of };
  }

  #negation(): Expression {
    let isNegated = false;
    while (this.#next === 'not') {
      isNegated = !isNegated;
      this.#at++;
    }
    const of = this.#primary();
    return isNegated ? { kind: 'not', of } : of;
  }

  #primary(): Expression {
    const token = this.#tokens[this.#at++];
    switch (token?.kind) {
      case '(':
        return this.#bracket();
      case 'quoted':
        return this.#needle({ text: token.text.toLowerCase() });
      case 'pattern':
        return this.#needle({ pattern: token.text, ignoresCase: token.ignoresCase });
      case 'word':
        return this.#word(token.text);
      default:
        throw new FilterProblem(
          `Expected a term, found ${token === undefined ? 'the end' : `"${token.kind}"`}.`,
        );
    }
  }

  #bracket(): Expression {
    this.#depth++;
    if (this.#depth > maxDepth)
      throw new FilterProblem(`Expected at most ${maxDepth} brackets inside each other, found more.`);
    const inner = this.#alternatives();
    if (this.#next !== ')') throw new FilterProblem('Expected ")", found the end.');
    this.#at++;
    this.#depth--;
    return inner;
  }

  #needle(needle: Needle): Expression {
    this.needles.push(needle);
    return { kind: 'needle', needle: this.needles.length - 1 };
  }

  #word(text: string): Expression {
    const hex = /^hex:(.*)$/i.exec(text)?.[1];
    if (hex !== undefined) {
      const bytes = parseHex(hex);
      if (bytes === null || bytes.length === 0)
        throw new FilterProblem(`Expected pairs of hex digits after hex:, found "${hex}".`);
      return this.#needle({ bytes });
    }
    if (/^json:/i.test(text)) {
      const json = parseJsonTest(text.slice(5));
      if (typeof json === 'string') throw new FilterProblem(json);
      return this.#needle({ json });
    }
    const word = text.toLowerCase();
    const test = rowTest(word);
    return test === null ? this.#needle({ text: word }) : { kind: 'test', test };
  }
}

/** Reads a filter. An empty one lets every frame pass. */
export function parseFilter(text: string): ParsedFilter {
  try {
    const reader = new FilterReader(tokensOf(text));
    const expression = reader.whole();
    return { ok: true, filter: { expression, needles: reader.needles } };
  } catch (error) {
    if (error instanceof FilterProblem) return { ok: false, problem: error.message };
    throw error;
  }
}

/** A test, or `null` for a word that is looked for in payloads. */
function rowTest(term: string): RowTest | null {
  const alone = byName.get(term)?.test;
  if (alone !== undefined) return alone;
  const match = /^([a-z]+)(:|>=|<=|>|<|=)(.*)$/.exec(term);
  if (match === null) return null;
  const [, name, operator, value] = match;
  const test = byName.get(name)?.compare?.(operator, value);
  if (typeof test === 'string') throw new FilterProblem(test);
  if (test !== undefined) return test;
  if (operator !== ':') return null;
  const names = filterTerms.flatMap((one) => (one.compare === undefined ? [] : [one.names[0]]));
  throw new FilterProblem(`Expected ${names.join(', ')}, hex or json before ":", found "${name}".`);
}
