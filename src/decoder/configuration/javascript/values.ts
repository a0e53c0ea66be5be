// Values of a JavaScript configuration, as far as its text tells them.

import type {
  ArrowFunctionExpression,
  FunctionDeclaration,
  FunctionExpression,
  ObjectMethod,
} from '@babel/types';
import type { Span } from '../model.ts';

export type FunctionNode = ArrowFunctionExpression | FunctionDeclaration | FunctionExpression | ObjectMethod;

/** What a value is. Its span is where it stands, which for a name is not where it was made. */
export type Value = Span &
  (
    | { readonly kind: 'text'; readonly text: string }
    | { readonly kind: 'number'; readonly number: number }
    | { readonly kind: 'boolean'; readonly is: boolean }
    /** `undefined` and `null`. */
    | { readonly kind: 'absent' }
    | { readonly kind: 'expression'; readonly source: string; readonly flags: string }
    | ObjectValue
    | ListValue
    | { readonly kind: 'function'; readonly node: FunctionNode; readonly scope: Scope }
    | UnknownValue
  );

export interface ObjectValue extends Span {
  readonly kind: 'object';
  /** In the order of JavaScript: whole numbers first. */
  readonly entries: readonly Entry[];
  /** Parts whose entries are not known. */
  readonly open: readonly Span[];
  /** Where the object itself is written, when it is written as one. */
  readonly literal: Span | null;
}

export interface ListValue extends Span {
  readonly kind: 'list';
  readonly items: readonly Value[];
  readonly open: readonly Span[];
}

/** A value that something outside of the text decides. */
export interface UnknownValue extends Span {
  readonly kind: 'unknown';
  /** `process.env.API_URL`. */
  readonly words: string;
  /** Values of the text that it can have. */
  readonly options: readonly Value[];
  /** True when it can have no others. */
  readonly isOneOf: boolean;
  /** How the text gets it, when that is a call or a part of another value. */
  readonly made?: Made;
}

/** A call, or a part of another value. The span is where it stands. */
export interface Made extends Span {
  /** The last name of the function or the name of the part: `createServer`, `upgrade`. */
  readonly name: string;
  /** What the function or the part is taken from; null for a plain name. */
  readonly owner: Value | null;
  /** The function that is called; null for a part. */
  readonly callee: Value | null;
  /** Arguments of the call; empty for a part. */
  readonly given: readonly Value[];
}

/** How the text gets a value; null when it is told, or nothing makes it. */
export function madeOf(value: Value | null | undefined): Made | null {
  if (value?.kind !== 'unknown') return null;
  return value.made ?? (value.options.length === 1 ? madeOf(value.options[0]) : null);
}

/** One entry of an object. */
export interface Entry extends Span {
  readonly key: string;
  readonly value: Value;
}

/** Names and what they stand for. `lookUp`: undefined for a name that the text does not declare. */
export interface Scope {
  /** Names whose value another statement changes. */
  readonly changed: ReadonlySet<string>;
  readonly lookUp: (name: string) => Value | undefined;
}

/** The value of a key; undefined when the object has none. */
export function valueAt(value: Value | undefined, key: string): Value | undefined {
  return entryOf(value, key)?.value;
}

export function entryOf(value: Value | undefined, key: string): Entry | undefined {
  return value?.kind === 'object' ? value.entries.find((entry) => entry.key === key) : undefined;
}

/** Whether JavaScript takes a value for true; null when it is not known. A missing one is false. */
export function isTruthy(value: Value | undefined): boolean | null {
  switch (value?.kind) {
    case undefined:
    case 'absent':
      return false;
    case 'text':
      return value.text !== '';
    case 'number':
      return value.number !== 0 && !Number.isNaN(value.number);
    case 'boolean':
      return value.is;
    case 'unknown':
      return null;
    default:
      return true;
  }
}

/** A text or a number as text; null when it is neither. */
export function textOfValue(value: Value | undefined): string | null {
  if (value?.kind === 'text') return value.text;
  return value?.kind === 'number' ? String(value.number) : null;
}

export function unknownValue(
  words: string,
  { start, end }: Span,
  options: readonly Value[] = [],
): UnknownValue {
  return { kind: 'unknown', words, options, isOneOf: false, start, end };
}

/** A value of which a condition decides. */
export function oneOf(words: string, { start, end }: Span, values: readonly Value[]): UnknownValue {
  const options = values.flatMap((value) => (value.kind === 'unknown' ? value.options : [value]));
  const isOneOf = values.every((value) => value.kind !== 'unknown' || value.isOneOf);
  return { kind: 'unknown', words, options, isOneOf, start, end };
}

/** An object of entries: a later one replaces an earlier one of its key, in the place of the earlier. */
export function objectOf(
  entries: readonly Entry[],
  at: Span,
  open: readonly Span[] = [],
  literal: Span | null = null,
): ObjectValue {
  const byKey = new Map<string, Entry>();
  for (const entry of entries) byKey.set(entry.key, entry);
  const ordered = [...byKey.values()];
  const isIndex = ({ key }: Entry): boolean => /^(?:0|[1-9]\d{0,8})$/.test(key);
  const indexed = ordered.filter(isIndex).sort((a, b) => Number(a.key) - Number(b.key));
  return {
    kind: 'object',
    entries: [...indexed, ...ordered.filter((entry) => !isIndex(entry))],
    open,
    literal,
    start: at.start,
    end: at.end,
  };
}
