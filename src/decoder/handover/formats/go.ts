// Bytes as a slice of Go.

import { count } from '../../model/words.ts';
import { arrayLines, commentText } from '../byte-lines.ts';
import type { Output } from '../output.ts';

export const goOutput: Output = {
  id: 'go',
  kind: 'bytes',
  write: ({ title, bytes }) =>
    [
      `// ${commentText(title)}, ${count(bytes.length, 'byte')}`,
      'var data = []byte{',
      ...arrayLines(bytes).map((line) => line.replace(/^ {4}/, '\t')),
      '}',
      '',
    ].join('\n'),
};
