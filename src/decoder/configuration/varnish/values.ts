// Values of expressions of VCL while a request is followed, and how they compare.

import { readExpression } from '../parse/expression.ts';
import { isInNetwork } from '../parse/network.ts';
import type { AclDeclaration } from './tree.ts';

/** A value. The text of a header that is not sent is null. */
export type Value =
  | { readonly kind: 'text'; readonly text: string | null }
  | { readonly kind: 'number'; readonly number: number }
  | { readonly kind: 'flag'; readonly flag: boolean }
  | { readonly kind: 'backend'; readonly name: string }
  | { readonly kind: 'address'; readonly address: string }
  /** `name`: what it comes from. */
  | { readonly kind: 'unknown'; readonly name: string };

export const textValue = (text: string | null): Value => ({ kind: 'text', text });
export const flagValue = (flag: boolean): Value => ({ kind: 'flag', flag });
export const unknownValue = (name: string): Value => ({ kind: 'unknown', name });

/** As it stands in a string; null when that is not known. */
export function asText(value: Value): string | null {
  switch (value.kind) {
    case 'text':
      return value.text ?? '';
    case 'number':
      return String(value.number);
    case 'flag':
      return String(value.flag);
    case 'address':
      return value.address;
    default:
      return null;
  }
}

/** Whether it holds as a condition; null when that is not known. */
export function asFlag(value: Value): boolean | null {
  switch (value.kind) {
    case 'text':
      return value.text !== null;
    case 'number':
      return value.number !== 0;
    case 'flag':
      return value.flag;
    case 'backend':
    case 'address':
      return true;
    case 'unknown':
      return null;
  }
}

/** Compares two values by one of == != < > <= >=; null when the result is not known. */
export function comparison(operator: string, left: Value, right: Value): boolean | null {
  if (left.kind === 'number' && right.kind === 'number') {
    const order = left.number - right.number;
    const results: Readonly<Record<string, boolean>> = {
      '==': order === 0,
      '!=': order !== 0,
      '<': order < 0,
      '>': order > 0,
      '<=': order <= 0,
      '>=': order >= 0,
    };
    return results[operator] ?? null;
  }
  const isEqual = equality(left, right);
  if (isEqual === null || !/^[!=]=$/.test(operator)) return null;
  return isEqual === (operator === '==');
}

function equality(left: Value, right: Value): boolean | null {
  if (left.kind === 'flag' && right.kind === 'flag') return left.flag === right.flag;
  if (left.kind === 'backend' && right.kind === 'backend') return left.name === right.name;
  const [one, other] = [textOrNull(left), textOrNull(right)];
  if (one === undefined || other === undefined) return null;
  // Versions differ in whether a header that is not sent equals "".
  if ((one === null && other === '') || (one === '' && other === null)) return null;
  return one === other;
}

const textOrNull = (value: Value): string | null | undefined => {
  if (value.kind === 'text') return value.text;
  return value.kind === 'address' ? value.address : undefined;
};

/** `text ~ "expression"`; null when the result is not known. */
export function matches(value: Value, expression: string): boolean | null {
  const text = asText(value);
  const pattern = readExpression(expression, false);
  return text === null || pattern === null ? null : pattern.test(text);
}

/** Whether an address belongs to an acl: of the entries that hold it the one with the most bits decides. */
export function isInAcl(address: string, { entries }: AclDeclaration): boolean | null {
  let best = { bits: -1, isNot: true };
  for (const { isNot, network } of entries) {
    const names = network === 'localhost' ? ['127.0.0.1', '::1'] : [network];
    for (const name of names) {
      const holds = isInNetwork(address, name);
      if (holds === null) return null;
      const bits = Number(name.split('/')[1] ?? 128);
      if (holds && bits > best.bits) best = { bits, isNot };
    }
  }
  return best.bits >= 0 && !best.isNot;
}

/** `regsub` and `regsuball`: `\1` stands for the first group. */
export function replaced(
  text: string,
  expression: string,
  replacement: string,
  isForAll: boolean,
): string | null {
  const pattern = readExpression(expression, false);
  if (pattern === null) return null;
  const flags = pattern.flags + (isForAll ? 'g' : '');
  return text.replace(new RegExp(pattern.source, flags), (...found: unknown[]) =>
    replacement.replace(/\\(\d)|\\&/g, (_, digit: string | undefined) => {
      const group = found[digit === undefined ? 0 : Number(digit)];
      return typeof group === 'string' ? group : '';
    }),
  );
}
