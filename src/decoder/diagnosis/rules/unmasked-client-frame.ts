import { hexOffset } from '../../model/words.ts';
import type { Rule } from '../rule.ts';

/** A client frame is not masked (RFC 6455 5.1). */
export const unmaskedClientFrameRule: Rule = {
  id: 'unmasked-client-frame',
  violation: 'unmaskedClientFrame',
  severity: 'error',
  section: 'RFC 6455 5.1',
  closeCode: 1002,
  part: 'byte1',
  title: 'A client frame is not masked',
  explain: (facts) =>
    `Expected MASK 1 in a frame from the client, found MASK 0, at ${hexOffset(facts.offset + 1)}.`,
  examples: [
    { title: 'plain text', sender: 'client', hex: '81 82 01 02 03 04 6e 69  81 05 48 65 6c 6c 6f', frame: 1 },
  ],
};
