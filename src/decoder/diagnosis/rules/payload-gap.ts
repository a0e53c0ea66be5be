import { hexOffset } from '../../model/words.ts';
import type { Rule } from '../rule.ts';

/** The capture lacks bytes of this payload (RFC 6455 5.2). */
export const payloadGapRule: Rule = {
  id: 'payload-gap',
  violation: 'payloadGap',
  severity: 'note',
  section: 'RFC 6455 5.2',
  closeCode: null,
  part: 'payload',
  title: 'The capture lacks bytes of this payload',
  explain: (facts) =>
    `Bytes of this payload are missing from the capture. The frame begins at ${hexOffset(facts.offset)}.`,
  examples: [],
};
