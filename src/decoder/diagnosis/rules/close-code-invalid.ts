import { hexOffset } from '../../model/words.ts';
import type { Rule } from '../rule.ts';

/** The close code may not be sent (RFC 6455 7.4). */
export const closeCodeInvalidRule: Rule = {
  id: 'close-code-invalid',
  violation: 'closeCodeInvalid',
  severity: 'error',
  section: 'RFC 6455 7.4',
  closeCode: 1002,
  part: 'payload',
  title: 'The close code may not be sent',
  explain: ({ detail, offset }) => {
    const found = detail?.kind === 'close-code' ? detail.code : 'another';
    return `Expected a close code of 1000-1003, 1007-1014 or 3000-4999, found ${found}, at ${hexOffset(offset)}.`;
  },
  examples: [
    { title: '1005', sender: 'server', hex: '81 02 6f 6b  88 02 03 ed', frame: 1 },
    { title: '999', sender: 'server', hex: '88 02 03 e7', frame: 0 },
  ],
};
