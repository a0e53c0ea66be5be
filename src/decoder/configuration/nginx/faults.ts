// How a reason for which nginx does not start is stated.

import type { Cases, Span, UnresolvedFact } from '../model.ts';
import { childrenOf, spanOf } from './blocks.ts';
import type { NginxDirective } from './parse.ts';

export const notStarted = 'so that nginx does not start';

/** A line that nginx refuses. */
export function fault(at: NginxDirective, reason: string): UnresolvedFact {
  const text = `nginx will not start with this: ${reason}`;
  return { kind: 'syntax', name: at.name, text, span: spanOf(at) };
}

/** A line that some versions, modules or other files make good. */
export function doubt(span: Span, name: string, text: string, cases: Cases): UnresolvedFact {
  return { kind: 'directive', name, text, span, cases };
}

/** Every directive of a name, at any depth. */
export function all(block: NginxDirective, name: string): NginxDirective[] {
  return childrenOf(block).flatMap((child) => [...(child.name === name ? [child] : []), ...all(child, name)]);
}
