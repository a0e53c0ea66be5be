// A text that its program refuses to load, with what would make it load.

import { type EditIntent, type Quirk, type Span, spanOf, type UnresolvedFact } from '../model.ts';

/** A reason why the program does not start with the text, and the edits that take it away. */
export interface LoadFault {
  readonly fact: UnresolvedFact;
  readonly edits: readonly EditIntent[];
}

/** A fault that is sure. `words`: what is wrong, and what the program does then. */
export function syntaxFault(
  name: string,
  words: string,
  at: Span,
  edits: readonly EditIntent[] = [],
): LoadFault {
  return { fact: { kind: 'syntax', name, text: words, span: spanOf(at) }, edits };
}

/** The faults that can be mended, as quirks of a route, which have edits. */
export function loadQuirks(faults: readonly LoadFault[]): Quirk[] {
  return faults
    .filter(({ edits }) => edits.length > 0)
    .map(
      ({ fact: { span, text }, edits }): Quirk => ({
        span,
        id: 'not-loaded',
        severity: 'error',
        text,
        cause: null,
        edits,
      }),
    );
}
