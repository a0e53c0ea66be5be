// Calls whose result the text tells: functions of the text, methods of texts, and the helpers of configurations.

import type { CallExpression, NewExpression, Node, OptionalCallExpression } from '@babel/types';
import { resultOf } from './scope.ts';
import { type Source, spanOf, wordsOf } from './source.ts';
import { type ObjectValue, objectOf, type Scope, textOfValue, unknownValue, type Value } from './values.ts';

/** Helpers that give back what they are given. */
const plainHelpers =
  /^(?:define\w*Config|defineProject|String|Number|parseInt|Object\.freeze|structuredClone)$/;

/** The value of a call. */
export function callValue(
  node: CallExpression | OptionalCallExpression | NewExpression,
  scope: Scope,
  source: Source,
): Value {
  const at = spanOf(node, source);
  const unknown = unknownValue(wordsOf(node, source), at);
  const name = nameOf(node.callee);
  if (node.arguments.some(({ type }) => type === 'SpreadElement')) return unknown;
  const given = node.arguments.map((one) => source.evaluate(one, scope));
  const [first, second] = given;
  if (node.type === 'NewExpression') return name === 'URL' && given.length === 1 ? first : unknown;
  if (name !== null && plainHelpers.test(name) && first) return first;
  if (name === 'mergeConfig' && first?.kind === 'object' && second?.kind === 'object')
    return merged(first, second);
  if (name === 'Object.assign' && given.length > 0) return assigned(given, unknown);
  if (node.callee.type === 'MemberExpression' || node.callee.type === 'OptionalMemberExpression') {
    const owner = source.evaluate(node.callee.object, scope);
    const method =
      node.callee.property.type === 'Identifier' && !node.callee.computed ? node.callee.property.name : '';
    if (owner.kind === 'text') return textMethod(owner.text, method, given, unknown);
  }
  const called = source.evaluate(node.callee, scope);
  return called.kind === 'function' ? resultOf(called.node, called.scope, given, source) : unknown;
}

/** `a` and `a.b`, as written. */
export function nameOf(callee: Node): string | null {
  if (callee.type === 'Identifier') return callee.name;
  if (callee.type !== 'MemberExpression' || callee.computed || callee.property.type !== 'Identifier')
    return null;
  const owner = nameOf(callee.object);
  return owner === null ? null : `${owner}.${callee.property.name}`;
}

function assigned(given: readonly Value[], unknown: Value): Value {
  const objects = given.filter((one): one is ObjectValue => one.kind === 'object');
  if (objects.length < given.length) return unknown;
  return objectOf(
    objects.flatMap(({ entries }) => entries),
    unknown,
    objects.flatMap(({ open }) => open),
  );
}

/** Objects of one key are merged too, as Vite does. */
function merged(first: ObjectValue, second: ObjectValue): ObjectValue {
  const entries = second.entries.map((entry) => {
    const before = first.entries.find(({ key }) => key === entry.key)?.value;
    return before?.kind === 'object' && entry.value.kind === 'object'
      ? { ...entry, value: merged(before, entry.value) }
      : entry;
  });
  return objectOf([...first.entries, ...entries], second, [...first.open, ...second.open]);
}

function textMethod(text: string, method: string, given: readonly Value[], unknown: Value): Value {
  const made = textResult(text, method, given);
  if (made === null) return unknown;
  const { start, end } = unknown;
  return typeof made === 'string'
    ? { kind: 'text', text: made, start, end }
    : { kind: 'boolean', is: made, start, end };
}

function textResult(text: string, method: string, given: readonly Value[]): string | boolean | null {
  const [first, second] = given;
  const numbers = given.map((one) => (one.kind === 'number' ? one.number : Number.NaN));
  const areNumbers = numbers.every(Number.isInteger);
  const word = textOfValue(first);
  switch (method) {
    case 'replace':
    case 'replaceAll':
      return replaced(text, method, first, textOfValue(second));
    case 'slice':
      return areNumbers ? text.slice(numbers[0], numbers[1]) : null;
    case 'substring':
      return areNumbers ? text.substring(numbers[0] ?? 0, numbers[1]) : null;
    case 'toString':
    case 'trim':
      return text;
    case 'toLowerCase':
      return text.toLowerCase();
    case 'concat':
      return word === null ? null : text + word;
    case 'startsWith':
      return word === null ? null : text.startsWith(word);
    case 'includes':
      return word === null ? null : text.includes(word);
    default:
      return null;
  }
}

function replaced(
  text: string,
  method: 'replace' | 'replaceAll',
  what: Value | undefined,
  by: string | null,
): string | null {
  if (by === null || !what) return null;
  if (what.kind === 'text') return text[method](what.text, by);
  const expression = what.kind === 'expression' ? expressionOf(what.source, what.flags) : null;
  return expression && (method === 'replace' || expression.global) ? text[method](expression, by) : null;
}

/** The expression, or null when JavaScript refuses it. */
export function expressionOf(source: string, flags = ''): RegExp | null {
  try {
    return new RegExp(source, flags);
  } catch {
    return null;
  }
}
