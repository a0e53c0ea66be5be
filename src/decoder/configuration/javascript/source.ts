// A JavaScript text whose expressions can be evaluated, and the places of its nodes.

import type { Node } from '@babel/types';
import type { Span } from '../model.ts';
import type { Scope, Value } from './values.ts';

/** What an evaluation needs to know of its text. */
export interface Source {
  readonly text: string;
  /** What offsets of the tree are ahead of those of the text. */
  readonly shift: number;
  readonly evaluate: (node: Node, scope: Scope) => Value;
}

export function spanOf(node: Node, { shift }: Source): Span {
  return { start: (node.start ?? 0) - shift, end: (node.end ?? 0) - shift };
}

const maxWords = 60;

/** The words of a node as they stand, shortened. */
export function wordsOf(node: Node, source: Source): string {
  const { start, end } = spanOf(node, source);
  const words = source.text.slice(Math.max(0, start), end).replace(/\s+/g, ' ');
  return words.length > maxWords ? `${words.slice(0, maxWords - 1)}…` : words;
}
