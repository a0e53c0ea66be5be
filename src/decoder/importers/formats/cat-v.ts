// cat -v, less and vi: `M-^A^EHello`. A byte and the characters that stand for it look the same, and lines
// may be wrapped: refused, with the command that keeps every byte.

import { refuseLossy } from '../text/lossy.ts';
import { textImporter } from '../text/text-importer.ts';

const high = /M-(?:\^[@-_?]|[ -~])/g;
const control = /\^[@-_?]/g;
const angle = /<[0-9A-F]{2}>/g;

/** Text in which control characters were made visible. */
export const catV = textImporter({
  id: 'cat-v',
  name: 'cat -v output',
  grade: ({ text }) => {
    const marks = (text.match(high)?.length ?? 0) + (text.match(control)?.length ?? 0);
    const angles = text.match(angle)?.length ?? 0;
    if (text.match(high) && marks > 1) return 'certain';
    return marks > 3 || (angles > 1 && /<[89A-F][0-9A-F]>/.test(text)) ? 'likely' : 'no';
  },
  read: (_text, out) => {
    out.describe('cat -v output');
    refuseLossy(out, 'the output of cat -v, less or vi', '`xxd FILE`');
  },
});
