// Bytes as one string of \x escapes. `printf '...'` of a shell, and strings of JavaScript, Perl, PHP and Ruby read it.

import { escapedBytes } from '../byte-lines.ts';
import type { Output } from '../output.ts';

export const escapedOutput: Output = {
  id: 'escaped',
  kind: 'bytes',
  write: ({ bytes }) => `${escapedBytes(bytes)}\n`,
};
