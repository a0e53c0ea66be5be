// Bytes as a bytes literal of Python: literals beside each other are one.

import { count } from '../../model/words.ts';
import { commentText, escapedBytes, linesOf } from '../byte-lines.ts';
import type { Output } from '../output.ts';

export const pythonBytesOutput: Output = {
  id: 'python-bytes',
  kind: 'bytes',
  write({ title, bytes }) {
    const lines =
      bytes.length === 0 ? ["    b''"] : linesOf(bytes, 16, (part) => `    b'${escapedBytes(part)}'`);
    return [`# ${commentText(title)}, ${count(bytes.length, 'byte')}`, 'data = (', ...lines, ')', ''].join(
      '\n',
    );
  },
};
