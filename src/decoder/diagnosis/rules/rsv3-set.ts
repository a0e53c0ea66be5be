import { hexOffset } from '../../model/words.ts';
import type { Rule } from '../rule.ts';

/** RSV3 is set (RFC 6455 5.2). */
export const rsv3SetRule: Rule = {
  id: 'rsv3-set',
  violation: 'rsv3',
  severity: 'error',
  section: 'RFC 6455 5.2',
  closeCode: 1002,
  part: 'byte0',
  title: 'RSV3 is set',
  explain: (facts) =>
    `Expected RSV3 0, found RSV3 1, at ${hexOffset(facts.offset)}. No registered extension uses it.`,
  examples: [{ title: 'RSV3 on text', sender: 'server', hex: '81 02 6f 6b  91 05 48 65 6c 6c 6f', frame: 1 }],
};
