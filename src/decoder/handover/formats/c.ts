// Bytes as an array of C. C has no array of length 0 before C23: no byte is written as one that does not count.

import { count } from '../../model/words.ts';
import { arrayLines, commentText } from '../byte-lines.ts';
import type { Output } from '../output.ts';

export const cOutput: Output = {
  id: 'c',
  kind: 'bytes',
  write({ title, bytes }) {
    const lines = bytes.length === 0 ? ['    0x00,'] : arrayLines(bytes);
    return [
      `/* ${commentText(title)}, ${count(bytes.length, 'byte')} */`,
      `static const unsigned long data_length = ${bytes.length};`,
      'static const unsigned char data[] = {',
      ...lines,
      '};',
      '',
    ].join('\n');
  },
};
