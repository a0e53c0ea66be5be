// The type of an expression of VCL, as far as it is known here.

import { functionOf, methodOf } from './functions.ts';
import type { Names } from './names.ts';
import type { Expression } from './tree.ts';
import { type ValueType, variableOf } from './variables.ts';

export function typeOf(value: Expression, names: Names): ValueType {
  switch (value.kind) {
    case 'text':
      return 'text';
    case 'number':
      if (/^-?\d+$/.test(value.text)) return 'integer';
      return /(?:ms|[smhdwy])$/.test(value.text) ? 'duration' : 'other';
    case 'comparison':
    case 'all':
    case 'any':
    case 'not':
      return 'flag';
    case 'name':
      return nameType(value.name, names);
    case 'call':
      return callType(value.name, names);
    case 'sum':
      return sumType(value.parts.map((part) => typeOf(part, names)));
  }
}

function nameType(name: string, names: Names): ValueType {
  if (name === 'true' || name === 'false') return 'flag';
  if (names.backends.has(name)) return 'backend';
  if (names.acls.has(name)) return 'acl';
  if (names.objects.has(name)) return 'object';
  return variableOf(name)?.type ?? 'other';
}

function callType(name: string, { objects }: Names): ValueType {
  const [, object = '', method = ''] = /^(.+)\.(\w+)$/.exec(name) ?? [];
  const maker = objects.get(object)?.maker;
  const signature = maker === undefined ? functionOf(name) : methodOf(maker, method);
  return signature?.gives ?? 'other';
}

/** A sum with a string in it is a string. */
function sumType(types: readonly ValueType[]): ValueType {
  if (types.includes('text') || types.includes('address')) return 'text';
  if (types.includes('other')) return 'other';
  return types.every((type) => type === types[0]) ? types[0] : 'other';
}

/** Whether a value of a type can stand where another is expected. */
export function fits(found: ValueType, wanted: ValueType): boolean {
  if (found === 'nothing') return false;
  if (found === 'other' || wanted === 'other' || found === wanted) return true;
  if (wanted === 'text') return !/^(?:backend|http|acl|object)$/.test(found);
  return wanted === 'flag' && (found === 'text' || found === 'integer' || found === 'duration');
}

export const typeWords: Readonly<Record<ValueType, string>> = {
  text: 'a string',
  address: 'an address',
  backend: 'a backend',
  flag: 'true or false',
  integer: 'a number without a unit',
  duration: 'a time with a unit',
  time: 'an instant',
  http: 'a whole request',
  acl: 'an acl',
  object: 'an object of a module',
  nothing: 'no value',
  other: 'not known',
};
