import { hexOffset } from '../../model/words.ts';
import type { Rule } from '../rule.ts';

/** Inflating was stopped at a limit (RFC 7692 7.2.2). */
export const inflateCappedRule: Rule = {
  id: 'inflate-capped',
  violation: 'inflateCapped',
  severity: 'note',
  section: 'RFC 7692 7.2.2',
  closeCode: null,
  part: 'payload',
  title: 'Inflating was stopped at a limit',
  explain: (facts) =>
    `The message that begins at ${hexOffset(facts.offset)} inflates to more than 256 MiB; the rest was not checked.`,
  examples: [],
};
