import { hexOffset } from '../../model/words.ts';
import type { Rule } from '../rule.ts';

/** RSV2 is set (RFC 6455 5.2). */
export const rsv2SetRule: Rule = {
  id: 'rsv2-set',
  violation: 'rsv2',
  severity: 'error',
  section: 'RFC 6455 5.2',
  closeCode: 1002,
  part: 'byte0',
  title: 'RSV2 is set',
  explain: (facts) =>
    `Expected RSV2 0, found RSV2 1, at ${hexOffset(facts.offset)}. No registered extension uses it.`,
  examples: [{ title: 'RSV2 on text', sender: 'server', hex: '81 02 6f 6b  a1 05 48 65 6c 6c 6f', frame: 1 }],
};
