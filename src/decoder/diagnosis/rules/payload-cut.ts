import { hexOffset } from '../../model/words.ts';
import type { Rule } from '../rule.ts';

/** The payload is cut off (RFC 6455 5.2). */
export const payloadCutRule: Rule = {
  id: 'payload-cut',
  violation: 'payloadCut',
  severity: 'note',
  section: 'RFC 6455 5.2',
  closeCode: null,
  part: 'payload',
  title: 'The payload is cut off',
  explain: (facts) =>
    `Expected ${facts.payloadLength} bytes of payload, found the end of the data first. The frame begins at ${hexOffset(facts.offset)}.`,
  examples: [{ title: '3 of 5 bytes', sender: 'server', hex: '81 02 6f 6b  81 05 48 65 6c', frame: 1 }],
};
