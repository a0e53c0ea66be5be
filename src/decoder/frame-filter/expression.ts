// What a filter asks of a frame: tests of its row and searches of its payload, joined by and, or and not.

import type { Connection } from '../model/connection.ts';
import type { JsonTest } from './json-path.ts';
import type { RowTest } from './terms.ts';

/**
 * What is looked for in payloads: a text in lower case, compared without case; bytes; and in whole messages a regular
 * expression or a value of JSON.
 */
export type Needle =
  | { readonly text: string }
  | { readonly bytes: Uint8Array }
  | { readonly pattern: string; readonly ignoresCase: boolean }
  | { readonly json: JsonTest };

/** `needle`: the index of one of the filter's needles, which the payload has to hold. */
export type Expression =
  | { readonly kind: 'test'; readonly test: RowTest }
  | { readonly kind: 'needle'; readonly needle: number }
  | { readonly kind: 'not'; readonly of: Expression }
  | { readonly kind: 'and' | 'or'; readonly of: readonly Expression[] };

/**
 * Whether a frame matches; `null` when that depends on its payload. `found`: which needles the payload holds, or `null`
 * when it was not searched. `isFaultyInside`: whether a frame begins a message that is faulty inside.
 */
export function matches(
  expression: Expression,
  connection: Connection,
  frame: number,
  found: readonly boolean[] | null,
  isFaultyInside: (frame: number) => boolean = () => false,
): boolean | null {
  switch (expression.kind) {
    case 'test':
      return expression.test(connection, frame, isFaultyInside);
    case 'needle':
      return found === null ? null : found[expression.needle];
    case 'not': {
      const inner = matches(expression.of, connection, frame, found, isFaultyInside);
      return inner === null ? null : !inner;
    }
    default: {
      const decides = expression.kind === 'or';
      let isOpen = false;
      for (const one of expression.of) {
        const inner = matches(one, connection, frame, found, isFaultyInside);
        if (inner === decides) return decides;
        isOpen ||= inner === null;
      }
      return isOpen ? null : !decides;
    }
  }
}
