import type { Rule } from '../rule.ts';

/** The close reason is not UTF-8 (RFC 6455 5.5.1). */
export const closeReasonNotUtf8Rule: Rule = {
  id: 'close-reason-not-utf8',
  violation: 'closeReasonNotUtf8',
  severity: 'error',
  section: 'RFC 6455 5.5.1',
  closeCode: 1007,
  part: 'payload',
  title: 'The close reason is not UTF-8',
  explain: ({ detail }) => {
    const where = detail?.kind === 'close-reason' ? ` at payload offset ${detail.at}` : '';
    return `Expected UTF-8 in the close reason, found a byte that is not valid there${where}.`;
  },
  examples: [{ title: 'c3 28', sender: 'server', hex: '81 02 6f 6b  88 04 03 e8 c3 28', frame: 1 }],
};
