import { hexOffset } from '../../model/words.ts';
import type { Rule } from '../rule.ts';

/** The length is not in its shortest form (RFC 6455 5.2). */
export const lengthNotMinimalRule: Rule = {
  id: 'length-not-minimal',
  violation: 'lengthNotMinimal',
  severity: 'error',
  section: 'RFC 6455 5.2',
  closeCode: 1002,
  part: 'length',
  title: 'The length is not in its shortest form',
  explain: (facts) =>
    `Expected the shortest form for a length of ${facts.payloadLength}, found the ${facts.lengthForm}-bit form, at ${hexOffset(facts.offset + 1)}.`,
  examples: [
    { title: '16 bits for 5', sender: 'server', hex: '81 02 6f 6b  81 7e 00 05 48 65 6c 6c 6f', frame: 1 },
    {
      title: '64 bits for 5',
      sender: 'server',
      hex: '81 02 6f 6b  81 7f 00 00 00 00 00 00 00 05 48 65 6c 6c 6f',
      frame: 1,
    },
  ],
};
