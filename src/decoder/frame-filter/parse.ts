// Reads the filter of the frame list: `opcode:text len>125 from:client error "needle"`. A frame must match
// every term; `-` or
// `!` before a term negates it.

import { filterTerms, type RowTest } from './terms.ts';

export interface FrameFilter {
  readonly tests: readonly RowTest[];
  /** Texts that the payload must hold, compared without case. */
  readonly needles: readonly { readonly text: string; readonly negated: boolean }[];
}

export type ParsedFilter =
  | { readonly ok: true; readonly filter: FrameFilter }
  | { readonly ok: false; readonly problem: string };

const byName = new Map(filterTerms.flatMap((term) => term.names.map((name) => [name, term] as const)));

/** Reads a filter. An empty one lets every frame pass. */
export function parseFilter(text: string): ParsedFilter {
  const tests: RowTest[] = [];
  const needles: { text: string; negated: boolean }[] = [];
  const terms = text.matchAll(/([-!]?)(?:"((?:[^"\\]|\\.)*)("?)|(\S+))/g);
  for (const [, sign, quoted, closing, word] of terms) {
    const negated = sign !== '';
    if (quoted !== undefined) {
      if (closing === '') return { ok: false, problem: `Expected a closing quote after "${quoted}.` };
      if (quoted !== '') needles.push({ text: quoted.replace(/\\(.)/g, '$1').toLowerCase(), negated });
      continue;
    }
    const test = parseTerm(word.toLowerCase());
    if (typeof test === 'string') return { ok: false, problem: test };
    if (test === null) needles.push({ text: word.toLowerCase(), negated });
    else tests.push(negated ? (connection, frame) => !test(connection, frame) : test);
  }
  return { ok: true, filter: { tests, needles } };
}

/** A test, the text of a problem, or `null` for a word that is looked for in payloads. */
function parseTerm(term: string): RowTest | string | null {
  const alone = byName.get(term)?.test;
  if (alone !== undefined) return alone;
  const match = /^([a-z]+)(:|>=|<=|>|<|=)(.*)$/.exec(term);
  if (match === null) return null;
  const [, name, operator, value] = match;
  const compare = byName.get(name)?.compare;
  if (compare !== undefined) return compare(operator, value);
  if (operator !== ':') return null;
  const names = filterTerms.flatMap((one) => (one.compare === undefined ? [] : [one.names[0]]));
  return `Expected ${names.slice(0, -1).join(', ')} or ${names.at(-1)} before ":", found "${name}".`;
}
