// Infers who wrote a stream when the input does not say: from its first bytes and from the mask bits of its
// frames.

import type { Sender } from '../model/basics.ts';
import { chainWeight, readChain } from './chain.ts';
import { readHeader } from './header.ts';
import { looksLikeHttp } from './http-head.ts';
import { headerMissingMaskBit } from './missing-mask-bit.ts';
import { restoreTopBits, unencodeLatin1 } from './text-corruption.ts';

const maxRestoredBytes = 1 << 16;

/** The sender of a stream that was corrupted as text, or `null` when it was not. */
function senderOfCorruptedText(bytes: Uint8Array): { sender: Sender; sure: boolean } | null {
  if (bytes.length < 4) return null;
  // 81 became the replacement character; so did the second byte if it had its top bit, which is MASK.
  if (bytes[0] === 0xef && bytes[1] === 0xbf && bytes[2] === 0xbd) {
    return { sender: bytes[3] === 0xef && bytes[4] === 0xbf ? 'client' : 'server', sure: false };
  }
  if ((bytes[0] === 0xc2 || bytes[0] === 0xc3) && (bytes[1] & 0xc0) === 0x80) {
    const put = unencodeLatin1(bytes);
    return put === null ? null : inferSender(put);
  }
  if (bytes[0] === 0 || bytes[0] > 10 || bytes.some((byte) => byte >= 0x80)) return null;
  // Fragments of a message begin without the top bit as well.
  if (readChain(bytes, 0, { sender: 'server', deflate: true }).stop === 'end') return null;
  const client = restoreTopBits(bytes, true);
  const server = restoreTopBits(bytes, false);
  if (client.at === server.at) return null;
  return { sender: client.at > server.at ? 'client' : 'server', sure: false };
}

/** The sender of bytes that begin with an HTTP head; `null` for others. */
export function senderOfHead(bytes: Uint8Array): Sender | null {
  const http = looksLikeHttp(bytes);
  return http === 'response' ? 'server' : http === 'request' ? 'client' : null;
}

/** Whether the first frame of `bytes` has a mask; `null` without a header. */
export function isFirstMasked(bytes: Uint8Array): boolean | null {
  return readHeader(bytes, 0)?.masked ?? null;
}

/** The likelier sender of `bytes`, or `null` without evidence. `sure`: the evidence cannot be chance. */
export function inferSender(bytes: Uint8Array): { sender: Sender; sure: boolean } | null {
  const sender = senderOfHead(bytes);
  if (sender !== null) return { sender, sure: true };
  if (bytes.length === 0) return null;
  const restored = senderOfCorruptedText(bytes.subarray(0, maxRestoredBytes));
  if (restored !== null) return restored;
  if (headerMissingMaskBit(bytes, 0) !== null) return { sender: 'client', sure: false };
  // Count mask bits along the frames as far as they can be read, for either sender.
  let masked = 0;
  let unmasked = 0;
  let first: boolean | null = null;
  const chain = readChain(bytes, 0, { sender: null, deflate: true, maxFrames: 256 });
  for (const { header } of chain.frames) {
    first ??= header.masked;
    if (header.masked) masked++;
    else unmasked++;
  }
  if (masked + unmasked === 0) {
    const client = chainWeight(readChain(bytes, 0, { sender: 'client', deflate: true, tolerate: ~0 }));
    const server = chainWeight(readChain(bytes, 0, { sender: 'server', deflate: true, tolerate: ~0 }));
    if (bytes.length > 1 && client === server)
      return { sender: bytes[1] & 128 ? 'client' : 'server', sure: false };
    return { sender: client > server ? 'client' : 'server', sure: false };
  }
  const sure = masked + unmasked >= 3 && (masked === 0 || unmasked === 0);
  // Most streams begin correctly and break later: the first frame decides, unless three or more frames
  // contradict it alone.
  const alone = first === true ? masked === 1 && unmasked >= 3 : unmasked === 1 && masked >= 3;
  return { sender: (first === true) !== alone ? 'client' : 'server', sure };
}
