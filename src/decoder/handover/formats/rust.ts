// Bytes as an array of Rust.

import { count } from '../../model/words.ts';
import { arrayLines, commentText } from '../byte-lines.ts';
import type { Output } from '../output.ts';

export const rustOutput: Output = {
  id: 'rust',
  kind: 'bytes',
  write: ({ title, bytes }) =>
    [
      `// ${commentText(title)}, ${count(bytes.length, 'byte')}`,
      `const DATA: [u8; ${bytes.length}] = [`,
      ...arrayLines(bytes),
      '];',
      '',
    ].join('\n'),
};
