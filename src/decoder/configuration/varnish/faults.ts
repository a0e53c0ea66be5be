// Reasons why Varnish does not load a text, or may not.

import type { Cases, Span, UnresolvedFact } from '../model.ts';
import type { Names } from './names.ts';

export const refusal = (name: string, text: string, { start, end }: Span): UnresolvedFact => ({
  kind: 'syntax',
  name,
  text: `${text}: Varnish does not load this text.`,
  span: { start, end },
});

export const doubt = (name: string, text: string, { start, end }: Span, cases?: Cases): UnresolvedFact => ({
  kind: 'directive',
  name,
  text,
  span: { start, end },
  ...(cases ? { cases } : {}),
});

/** True for a file that other files complete. */
export const isPart = ({ file, includes }: Names): boolean => includes.length > 0 || file.version === null;

/** Something that is not in the text; another file of the configuration may have it. */
export function missing(name: string, words: string, span: Span, names: Names): UnresolvedFact {
  if (!isPart(names)) return refusal(name, `${words} is not declared`, span);
  const cases = { passes: `another file declares ${name}`, fails: 'none does' };
  return doubt(name, `${words} is not in this text.`, span, cases);
}
