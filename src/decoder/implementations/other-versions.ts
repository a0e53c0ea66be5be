// What versions of a simulated program print that are not the one which is simulated, and what they say of the bytes.

import type { ViolationName } from '../model/violation.ts';

/** A text with blanks, as in a check. */
interface TextOfVersion {
  readonly text: string;
  readonly violations: readonly ViolationName[];
}

/** By the id of the implementation. */
export const textsOfOtherVersions: Readonly<Record<string, readonly TextOfVersion[]>> = {
  // 3.8 has no text of its own for a continuation of nothing.
  aiohttp: [
    { text: 'Unexpected opcode=0', violations: ['orphanContinuation'] },
    { text: 'Received new fragment frame with non-zero opcode 0', violations: ['orphanContinuation'] },
  ],
  // 1.2 does not print the code.
  'websocket-client': [{ text: 'Invalid close opcode.', violations: ['closeCodeInvalid'] }],
  // Reasons of a Close frame, where the server was told to look at UTF-8.
  'libwebsockets-server': [
    { text: 'bad utf8', violations: ['textNotUtf8', 'closeReasonNotUtf8'] },
    { text: 'partial utf8', violations: ['textNotUtf8'] },
  ],
};
