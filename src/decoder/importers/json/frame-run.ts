// Decides whether bytes of a socket are WebSocket frames, for a log that started after the handshake.

import type { Sender } from '../../model/basics.ts';

/**
 * Whether bytes of `sender` are whole frames of RFC 6455 from first to last, as a browser writes and reads them.
 * `null`: of both ends, or of one that is not known.
 */
export function areWholeFrames(bytes: Uint8Array, sender: Sender | null): boolean {
  let at = 0;
  while (at < bytes.length) {
    if (at + 2 > bytes.length) return false;
    const opcode = bytes[at] & 15;
    const final = bytes[at] >= 128;
    const masked = bytes[at + 1] >= 128;
    const short = bytes[at + 1] & 127;
    if ((bytes[at] & 0x30) !== 0 || (opcode > 2 && opcode < 8) || opcode > 10) return false;
    if (sender !== null && masked !== (sender === 'client')) return false;
    if (opcode >= 8 && (!final || short > 125)) return false;
    const extended = short === 126 ? 2 : short === 127 ? 8 : 0;
    if (at + 2 + extended > bytes.length) return false;
    let length = extended === 0 ? short : 0;
    for (let i = 0; i < extended; i++) length = length * 256 + bytes[at + 2 + i];
    at += 2 + extended + (masked ? 4 : 0) + length;
  }
  return at === bytes.length && at > 0;
}
