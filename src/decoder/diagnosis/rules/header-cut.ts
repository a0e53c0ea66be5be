import { hexOffset } from '../../model/words.ts';
import type { Rule } from '../rule.ts';

/** The header is cut off (RFC 6455 5.2). */
export const headerCutRule: Rule = {
  id: 'header-cut',
  violation: 'headerCut',
  severity: 'note',
  section: 'RFC 6455 5.2',
  closeCode: null,
  part: 'frame',
  title: 'The header is cut off',
  explain: (facts) =>
    `Expected a whole frame header, found the end of the data, at ${hexOffset(facts.offset)}.`,
  examples: [{ title: 'one byte of a header', sender: 'server', hex: '81 02 6f 6b  81', frame: 1 }],
};
