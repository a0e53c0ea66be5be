import { hexOffset, inflateFaultText } from '../../model/words.ts';
import type { Rule } from '../rule.ts';

/** The payload does not inflate (RFC 7692 7.2.2). */
export const deflateFailedRule: Rule = {
  id: 'deflate-failed',
  violation: 'deflateFailed',
  severity: 'error',
  section: 'RFC 7692 7.2.2',
  closeCode: 1007,
  part: 'payload',
  title: 'The payload does not inflate',
  explain: ({ detail, offset }) => {
    const reason = detail?.kind === 'inflate' ? inflateFaultText[detail.reason] : 'invalid data';
    return `Expected DEFLATE data, found bytes that do not inflate: ${reason}, in the message that ends at ${hexOffset(offset)}.`;
  },
  examples: [
    {
      title: 'plain text under RSV1',
      sender: 'server',
      hex: '81 02 6f 6b  c1 05 48 65 6c 6c 6f',
      frame: 1,
      deflate: true,
    },
  ],
};
