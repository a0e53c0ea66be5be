import type { Rule } from '../rule.ts';

/** Text is not UTF-8 (RFC 6455 8.1). */
export const textNotUtf8Rule: Rule = {
  id: 'text-not-utf8',
  violation: 'textNotUtf8',
  severity: 'error',
  section: 'RFC 6455 8.1',
  closeCode: 1007,
  part: 'payload',
  title: 'Text is not UTF-8',
  explain: ({ detail }) => {
    const fault = detail?.kind === 'utf8' ? detail : null;
    const where = `at ${fault?.inflated ? 'offset' : 'payload offset'} ${fault?.at ?? 0}${fault?.inflated ? ' of the inflated message' : ''}`;
    return fault !== null && fault.byte === null
      ? `Expected the text to end with a whole character, found it truncated inside one, ${where}.`
      : `Expected UTF-8, found a byte that is not valid there, ${where}.`;
  },
  examples: [
    { title: 'c3 28', sender: 'server', hex: '81 02 6f 6b  81 02 c3 28', frame: 1 },
    { title: 'ends inside a character', sender: 'server', hex: '81 02 6f 6b  81 03 61 e2 82', frame: 1 },
  ],
};
