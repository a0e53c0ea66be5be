// Bytes as pairs of hex digits, 16 a line.

import { formatHex } from '../../bytes/hex.ts';
import { linesOf } from '../byte-lines.ts';
import type { Output } from '../output.ts';

export const hexOutput: Output = {
  id: 'hex',
  kind: 'bytes',
  write: ({ bytes }) => `${linesOf(bytes, 16, (part) => formatHex(part, ' ')).join('\n')}\n`,
};
