import { hexOffset } from '../../model/words.ts';
import type { Rule } from '../rule.ts';

/** RSV1 is set without an agreed extension (RFC 6455 5.2). */
export const rsv1NotAgreedRule: Rule = {
  id: 'rsv1-not-agreed',
  violation: 'rsv1NotAgreed',
  severity: 'error',
  section: 'RFC 6455 5.2',
  closeCode: 1002,
  part: 'byte0',
  title: 'RSV1 is set without an agreed extension',
  explain: (facts) =>
    `Expected RSV1 0, since no extension that uses it is known to be agreed, found RSV1 1, at ${hexOffset(facts.offset)}.`,
  examples: [{ title: 'RSV1 on text', sender: 'server', hex: '81 02 6f 6b  c1 05 48 65 6c 6c 6f', frame: 1 }],
};
