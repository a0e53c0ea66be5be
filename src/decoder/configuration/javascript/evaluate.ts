// The values of expressions, as far as the text tells them: literals, names of the text, templates, spreads. What the
// environment, a call or a condition decides is unknown, with the values of the text that it can have.

import type {
  ArrayExpression,
  BinaryExpression,
  ConditionalExpression,
  Expression,
  LogicalExpression,
  MemberExpression,
  Node,
  ObjectExpression,
  OptionalMemberExpression,
  TemplateLiteral,
  UnaryExpression,
} from '@babel/types';
import type { Span } from '../model.ts';
import { callValue } from './calls.ts';
import { type Source, spanOf, wordsOf } from './source.ts';
import {
  type Entry,
  entryOf,
  isTruthy,
  objectOf,
  oneOf,
  type Scope,
  textOfValue,
  unknownValue,
  type Value,
} from './values.ts';

/** How deep expressions are followed, and how many: a text can call itself. */
const maxDepth = 150;
const maxExpressions = 50_000;

/** A text whose expressions can be evaluated. */
export function sourceOf(text: string, shift: number): Source {
  let depth = 0;
  let left = maxExpressions;
  const source: Source = {
    text,
    shift,
    evaluate(node, scope) {
      const at = spanOf(node, source);
      if (left <= 0 || depth >= maxDepth) return unknownValue(wordsOf(node, source), at);
      left -= 1;
      depth += 1;
      const value = evaluated(node, scope, source);
      depth -= 1;
      return { ...value, ...at };
    },
  };
  return source;
}

function evaluated(node: Node, scope: Scope, source: Source): Value {
  const at = spanOf(node, source);
  switch (node.type) {
    case 'StringLiteral':
      return { kind: 'text', text: node.value, ...at };
    case 'NumericLiteral':
      return { kind: 'number', number: node.value, ...at };
    case 'BooleanLiteral':
      return { kind: 'boolean', is: node.value, ...at };
    case 'NullLiteral':
      return { kind: 'absent', ...at };
    case 'RegExpLiteral':
      return { kind: 'expression', source: node.pattern, flags: node.flags, ...at };
    case 'TemplateLiteral':
      return template(node, scope, source);
    case 'ObjectExpression':
      return object(node, scope, source);
    case 'ArrayExpression':
      return list(node, scope, source);
    case 'ArrowFunctionExpression':
    case 'FunctionExpression':
    case 'FunctionDeclaration':
    case 'ObjectMethod':
      return { kind: 'function', node, scope, ...at };
    case 'Identifier':
      if (node.name === 'undefined') return { kind: 'absent', ...at };
      return scope.lookUp(node.name) ?? unknownValue(node.name, at);
    case 'TSAsExpression':
    case 'TSSatisfiesExpression':
    case 'TSNonNullExpression':
    case 'TSTypeAssertion':
    case 'ParenthesizedExpression':
      return source.evaluate(node.expression, scope);
    case 'AwaitExpression':
      return source.evaluate(node.argument, scope);
    case 'UnaryExpression':
      return unary(node, scope, source);
    case 'BinaryExpression':
      return binary(node, scope, source);
    case 'LogicalExpression':
      return logical(node, scope, source);
    case 'ConditionalExpression':
      return conditional(node, scope, source);
    case 'MemberExpression':
    case 'OptionalMemberExpression':
      return member(node, scope, source);
    case 'CallExpression':
    case 'OptionalCallExpression':
    case 'NewExpression':
      return callValue(node, scope, source);
    default:
      return unknownValue(wordsOf(node, source), at);
  }
}

function unary(node: UnaryExpression, scope: Scope, source: Source): Value {
  const at = spanOf(node, source);
  const value = source.evaluate(node.argument, scope);
  if (node.operator === '-' && value.kind === 'number') return { ...value, number: -value.number };
  const is = node.operator === '!' ? isTruthy(value) : null;
  return is === null ? unknownValue(wordsOf(node, source), at) : { kind: 'boolean', is: !is, ...at };
}

function template(node: TemplateLiteral, scope: Scope, source: Source): Value {
  const at = spanOf(node, source);
  let text = '';
  for (const [index, { value }] of node.quasis.entries()) {
    text += value.cooked ?? value.raw;
    const inner = node.expressions[index];
    if (!inner) continue;
    const known = textOfValue(source.evaluate(inner, scope));
    if (known === null) return unknownValue(wordsOf(node, source), at);
    text += known;
  }
  return { kind: 'text', text, ...at };
}

function binary(node: BinaryExpression, scope: Scope, source: Source): Value {
  const at = spanOf(node, source);
  const left = source.evaluate(node.left, scope);
  const right = source.evaluate(node.right, scope);
  const [a, b] = [textOfValue(left), textOfValue(right)];
  if (a !== null && b !== null) {
    if (node.operator === '+') {
      return left.kind === 'number' && right.kind === 'number'
        ? { kind: 'number', number: left.number + right.number, ...at }
        : { kind: 'text', text: a + b, ...at };
    }
  }
  const is = compared(node.operator, left, right);
  return is === null ? unknownValue(wordsOf(node, source), at) : { kind: 'boolean', is, ...at };
}

/** The result of a comparison; null when the text does not tell. */
function compared(operator: string, left: Value, right: Value): boolean | null {
  const isEquality = /^[!=]==?$/.test(operator);
  const isPlain = ({ kind }: Value): boolean => /^(?:text|number|boolean|absent)$/.test(kind);
  if (left.kind === 'number' && right.kind === 'number' && !isEquality) {
    const difference = left.number - right.number;
    if (operator === '<') return difference < 0;
    if (operator === '>') return difference > 0;
    if (operator === '<=') return difference <= 0;
    return operator === '>=' ? difference >= 0 : null;
  }
  if (!isEquality || !isPlain(left) || !isPlain(right)) return null;
  // Without === a number equals its text.
  if (operator.length === 2 && left.kind !== right.kind && left.kind !== 'absent' && right.kind !== 'absent')
    return null;
  const isEqual =
    left.kind === right.kind &&
    textOfValue(left) === textOfValue(right) &&
    (left.kind !== 'boolean' || left.is === isTruthy(right));
  return isEqual === operator.startsWith('=');
}

function logical(node: LogicalExpression, scope: Scope, source: Source): Value {
  const at = spanOf(node, source);
  const left = source.evaluate(node.left, scope);
  const right = source.evaluate(node.right, scope);
  const is = isTruthy(left);
  if (is === null) {
    const words = wordsOf(node, source);
    // What stands for false is nothing to spread, and no setting.
    return node.operator === '&&'
      ? oneOf(words, at, [{ kind: 'absent', ...at }, right])
      : { ...oneOf(words, at, [left, right]), isOneOf: false };
  }
  if (node.operator === '??') return left.kind === 'absent' ? right : left;
  return is === (node.operator === '&&') ? right : left;
}

function conditional(node: ConditionalExpression, scope: Scope, source: Source): Value {
  const is = isTruthy(source.evaluate(node.test, scope));
  const yes = source.evaluate(node.consequent, scope);
  const no = source.evaluate(node.alternate, scope);
  if (is !== null) return is ? yes : no;
  return oneOf(wordsOf(node, source), spanOf(node, source), [yes, no]);
}

function member(node: MemberExpression | OptionalMemberExpression, scope: Scope, source: Source): Value {
  const key = keyOf(node.property as Expression, node.computed, scope, source);
  const at = spanOf(node, source);
  const owner = source.evaluate(node.object, scope);
  if (key !== null && owner.kind === 'object') {
    const found = entryOf(owner, key);
    if (found) return found.value;
    if (owner.open.length === 0) return { kind: 'absent', ...at };
  }
  if (owner.kind === 'list' && key !== null && /^\d{1,6}$/.test(key) && owner.open.length === 0)
    return owner.items[Number(key)] ?? { kind: 'absent', ...at };
  const made = { name: key ?? '', owner, callee: null, given: [], ...at };
  return { ...unknownValue(wordsOf(node, source), at), made };
}

/** The name of a key; null when the text does not tell. */
function keyOf(node: Node, isComputed: boolean, scope: Scope, source: Source): string | null {
  if (!isComputed && node.type === 'Identifier') return node.name;
  return textOfValue(source.evaluate(node, scope));
}

function object(node: ObjectExpression, scope: Scope, source: Source): Value {
  const entries: Entry[] = [];
  const open: Span[] = [];
  for (const property of node.properties) {
    const at = spanOf(property, source);
    if (property.type === 'SpreadElement') {
      spread(source.evaluate(property.argument, scope), at, entries, open);
      continue;
    }
    const key = keyOf(property.key, property.computed, scope, source);
    if (key === null) {
      doubtAll(entries, wordsOf(property.key, source));
      open.push(at);
      continue;
    }
    const value = source.evaluate(property.type === 'ObjectMethod' ? property : property.value, scope);
    entries.push({ key, value, ...at });
  }
  const at = spanOf(node, source);
  return objectOf(entries, at, open, at);
}

/** What a spread brings: entries, nothing, or what is not known, which can replace the entries before it. */
function spread(value: Value, at: Span, entries: Entry[], open: Span[]): void {
  if (value.kind === 'object') {
    if (value.open.length > 0) doubtAll(entries, 'a part that is not in this text');
    entries.push(...value.entries);
    open.push(...value.open.map(() => at));
  } else if (value.kind === 'unknown') {
    if (!value.isOneOf) {
      doubtAll(entries, value.words);
      open.push(at);
    }
    const found = value.options.flatMap((option) => (option.kind === 'object' ? option.entries : []));
    for (const entry of found) {
      const before = entries.findLast(({ key }) => key === entry.key)?.value;
      const { start, end } = entry.value;
      const other: Value = before ?? { kind: 'absent', start, end };
      entries.push({ ...entry, value: oneOf(value.words, entry.value, [entry.value, other]) });
    }
  }
}

/** What comes later can replace every entry. */
function doubtAll(entries: Entry[], words: string): void {
  for (const [index, entry] of entries.entries()) {
    entries[index] = { ...entry, value: { ...oneOf(words, entry.value, [entry.value]), isOneOf: false } };
  }
}

function list(node: ArrayExpression, scope: Scope, source: Source): Value {
  const items: Value[] = [];
  const open: Span[] = [];
  for (const element of node.elements) {
    if (!element) continue;
    const at = spanOf(element, source);
    if (element.type !== 'SpreadElement') items.push(source.evaluate(element, scope));
    else {
      const value = source.evaluate(element.argument, scope);
      if (value.kind === 'list') items.push(...value.items);
      else open.push(at);
    }
  }
  return { kind: 'list', items, open, ...spanOf(node, source) };
}
