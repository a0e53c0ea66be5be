// What an error text comes from, whether or not it looks like one.

import { type ErrorText, errorsIn } from './errors.ts';
import { recognise, recogniseAs } from './recognise.ts';
import type { TextKind } from './recognition.ts';

/** An error text, and what is known of it. */
export interface ExplainedText {
  /** What the text is taken for when nobody says that it is an error text. */
  readonly kind: TextKind;
  /** Most telling first; empty for a text that no implementation is known to print. */
  readonly errors: readonly ErrorText[];
}

/** Whether a program is known to print it, or it is of a known kind. */
function isKnown({ implementation, kind, similarTo }: ErrorText): boolean {
  return implementation !== 'any' || kind !== null || similarTo !== null;
}

/** Explains a text as an error text. */
export function explainText(text: string): ExplainedText {
  const recognition = recognise(text);
  const own = errorsIn(text, recognition).filter(isKnown);
  const errors = own.length > 0 ? own : errorsIn(text, recogniseAs(text, 'error-text')).filter(isKnown);
  return { kind: recognition.kind, errors };
}

/** The answer to a text of which nothing is known. */
export const unknownErrorText = 'No implementation is known to print this text.';
