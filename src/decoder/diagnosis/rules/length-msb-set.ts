import { hexOffset } from '../../model/words.ts';
import type { Rule } from '../rule.ts';

/** The top bit of the 64-bit length is set (RFC 6455 5.2). */
export const lengthMsbSetRule: Rule = {
  id: 'length-msb-set',
  violation: 'lengthMsbSet',
  severity: 'error',
  section: 'RFC 6455 5.2',
  closeCode: 1002,
  part: 'length',
  title: 'The top bit of the 64-bit length is set',
  explain: (facts) =>
    `Expected the top bit of the 64-bit length to be 0, found 1, at ${hexOffset(facts.offset + 2)}.`,
  examples: [
    {
      title: 'top bit',
      sender: 'server',
      hex: '81 02 6f 6b  82 7f 80 00 00 00 00 00 00 05 48 65 6c 6c 6f',
      frame: 1,
    },
  ],
};
