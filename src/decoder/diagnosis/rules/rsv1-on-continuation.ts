import { hexOffset } from '../../model/words.ts';
import type { Rule } from '../rule.ts';

/** RSV1 is set on a continuation frame (RFC 7692 6.1). */
export const rsv1OnContinuationRule: Rule = {
  id: 'rsv1-on-continuation',
  violation: 'rsv1OnContinuation',
  severity: 'error',
  section: 'RFC 7692 6.1',
  closeCode: 1002,
  part: 'byte0',
  title: 'RSV1 is set on a continuation frame',
  explain: (facts) =>
    `Expected RSV1 on the first frame of a message only, found it on a continuation, at ${hexOffset(facts.offset)}.`,
  examples: [
    {
      title: 'second fragment',
      sender: 'server',
      hex: '41 03 f2 48 cd  c0 04 c9 c9 07 00',
      frame: 1,
      deflate: true,
    },
  ],
};
