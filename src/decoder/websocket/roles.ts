// Who wrote a stream, when the input does not say: from how it begins, and from the mask bits of its frames.

import type { Sender } from '../model/basics.ts';
import { chainWeight, readChain } from './chain.ts';
import { looksLikeHttp } from './http-head.ts';

/** The likelier sender of `bytes`, or `null` when nothing speaks for either. `sure` is a matter of the bytes, not of chance. */
export function inferSender(bytes: Uint8Array): { sender: Sender; sure: boolean } | null {
  const http = looksLikeHttp(bytes);
  if (http === 'response') return { sender: 'server', sure: true };
  if (http === 'request') return { sender: 'client', sure: true };
  if (bytes.length === 0) return null;
  // Count mask bits along the frames, whoever may have sent them, as far as they can be read.
  let masked = 0;
  let unmasked = 0;
  let first: boolean | null = null;
  const chain = readChain(bytes, 0, { sender: null, deflate: true, most: 256 });
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
  // A stream that begins right and goes wrong is the rule: the first frame decides, unless it stands alone against the rest.
  const alone = first === true ? masked === 1 && unmasked >= 3 : unmasked === 1 && masked >= 3;
  return { sender: (first === true) !== alone ? 'client' : 'server', sure };
}
