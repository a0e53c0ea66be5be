// Bytes as base64 (RFC 4648 section 4) on one line.

import { formatBase64 } from '../../bytes/base64.ts';
import type { Output } from '../output.ts';

export const base64Output: Output = {
  id: 'base64',
  kind: 'bytes',
  write: ({ bytes }) => `${formatBase64(bytes)}\n`,
};
