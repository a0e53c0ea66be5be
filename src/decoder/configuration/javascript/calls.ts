// Calls whose result the text tells: functions of the text, methods of texts, and the helpers of configurations.

import type { CallExpression, NewExpression, Node, OptionalCallExpression } from '@babel/types';
import { methodResult, partsOf, urlParts } from './methods.ts';
import { resultOf } from './scope.ts';
import { type Source, spanOf, wordsOf } from './source.ts';
import { type Made, type ObjectValue, objectOf, type Scope, unknownValue, type Value } from './values.ts';

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
  const words = wordsOf(node, source);
  if (node.arguments.some(({ type }) => type === 'SpreadElement')) return unknownValue(words, at);
  const given = node.arguments.map((one) => source.evaluate(one, scope));
  const unknown: Value = { ...unknownValue(words, at), made: madeBy(node, given, scope, source) };
  return knownResult(node, given, scope, source, unknown);
}

/** The call itself, for a result that the text does not tell. */
function madeBy(
  node: CallExpression | OptionalCallExpression | NewExpression,
  given: readonly Value[],
  scope: Scope,
  source: Source,
): Made {
  const callee = source.evaluate(node.callee, scope);
  const owner = ownerOf(node.callee, scope, source);
  const name = nameOf(node.callee)?.split('.').at(-1) ?? propertyOf(node.callee);
  return { name, owner, callee, given, ...spanOf(node, source) };
}

function ownerOf(callee: Node, scope: Scope, source: Source): Value | null {
  return callee.type === 'MemberExpression' || callee.type === 'OptionalMemberExpression'
    ? source.evaluate(callee.object, scope)
    : null;
}

function propertyOf(callee: Node): string {
  const isMember = callee.type === 'MemberExpression' || callee.type === 'OptionalMemberExpression';
  return isMember && !callee.computed && callee.property.type === 'Identifier' ? callee.property.name : '';
}

/** The result where the text tells it, else `unknown`. */
function knownResult(
  node: CallExpression | OptionalCallExpression | NewExpression,
  given: readonly Value[],
  scope: Scope,
  source: Source,
  unknown: Value,
): Value {
  const name = nameOf(node.callee);
  const [first, second] = given;
  if (node.type === 'NewExpression') return name === 'URL' ? urlParts(given, unknown) : unknown;
  if (name !== null && plainHelpers.test(name) && first) return first;
  if (name === 'mergeConfig' && first?.kind === 'object' && second?.kind === 'object')
    return merged(first, second);
  if (name === 'Object.assign' && given.length > 0) return assigned(given, unknown);
  const parts = partsOf(name, first, unknown);
  if (parts !== null) return parts;
  const owner = ownerOf(node.callee, scope, source);
  const method = propertyOf(node.callee);
  if (method === 'parse' && name === 'url.parse') return urlParts([first], unknown);
  if (owner !== null) {
    const made = methodResult(owner, method, given, unknown, source);
    if (made !== null) return made;
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
