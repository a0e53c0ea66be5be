// What cat -v, vis, less and vi show of bytes: `M-^A^EHello`, `\M^A\^EHello`. The signs of vis mean one byte each. With
// cat -v a byte and the characters that stand for it look the same, and less and vi wrap lines: read where whole
// frames fill the text, else refused, with the command that keeps every byte.

import { emitLiterals } from '../text/literals.ts';
import { refuseLossy } from '../text/lossy.ts';
import { textImporter } from '../text/text-importer.ts';
import { visibleBytes, writerOf } from '../text/visible.ts';

// "GCM-SHA256" is the name of a cipher, and "^Upgrade$" a pattern.
const high = /(?<![A-Z])M-(?:\^[@-_?]|[ -~])/g;
const control = /\^[@-_?](?![a-z]{3})/g;
const angle = /<[0-9A-F]{2}>/g;

/** Text in which control characters were made visible. */
export const catV = textImporter({
  id: 'cat-v',
  name: 'cat -v or vis output',
  grade: ({ text }) => {
    const marks = (text.match(high)?.length ?? 0) + (text.match(control)?.length ?? 0);
    const angles = text.match(angle)?.length ?? 0;
    if (visibleBytes(text).length > 0 || (text.match(high) && marks > 1)) return 'certain';
    return marks > 3 || (angles > 1 && /<[89A-F][0-9A-F]>/.test(text)) ? 'likely' : 'no';
  },
  read: (text, out) => {
    const found = visibleBytes(text);
    if (found.length === 0) {
      out.describe('cat -v output');
      refuseLossy(out, 'the output of cat -v, less or vi', '`xxd FILE`');
      return;
    }
    const writer = writerOf(text);
    out.describe(writer === 'vis' ? 'vis output' : 'cat -v output');
    emitLiterals(text, found, out);
    if (writer === 'cat')
      out.note(
        'info',
        'signs-as-bytes',
        'cat -v writes a byte and the characters "M-^A" the same way. Took all such signs for bytes: the frames then end where the text ends.',
      );
  },
});
