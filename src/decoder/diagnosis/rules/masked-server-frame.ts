import { hexOffset } from '../../model/words.ts';
import type { Rule } from '../rule.ts';

/** A server frame is masked (RFC 6455 5.1). */
export const maskedServerFrameRule: Rule = {
  id: 'masked-server-frame',
  violation: 'maskedServerFrame',
  severity: 'error',
  section: 'RFC 6455 5.1',
  closeCode: 1002,
  part: 'byte1',
  title: 'A server frame is masked',
  explain: (facts) =>
    `Expected MASK 0 in a frame from the server, found MASK 1, at ${hexOffset(facts.offset + 1)}.`,
  examples: [
    {
      title: 'masked text',
      sender: 'server',
      hex: '81 02 6f 6b  81 85 37 fa 21 3d 7f 9f 4d 51 58',
      frame: 1,
    },
  ],
};
