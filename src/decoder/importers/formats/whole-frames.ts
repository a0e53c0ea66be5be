// Whole frames wherever they stand in a text: in a chat, a table, a configuration or a log that nobody listed.

import type { Importer } from '../../model/importer.ts';
import { emitLiterals } from '../text/literals.ts';
import { provenRuns } from '../text/proven-runs.ts';
import { textImporter } from '../text/text-importer.ts';

/** Bytes that prove to be whole frames. What reads the structure of its text precedes it. */
export const wholeFrames: Importer = {
  ...textImporter({
    id: 'whole-frames',
    name: 'whole frames among other text',
    isDump: true,
    grade: ({ text }) => (provenRuns(text).length > 0 ? 'likely' : 'no'),
    read: (text, out) => {
      out.describe('whole frames among other text');
      emitLiterals(text, provenRuns(text), out);
    },
  }),
  comesLast: true,
};
