// The bytes of a test or of the examination, as a simulated reader receives them.

import { MessageContent } from '../../src/decoder/implementations/message-content.ts';
import type { ReceivedStream } from '../../src/decoder/implementations/simulate.ts';
import { scanFrames } from '../../src/decoder/implementations/wire-frame.ts';
import type { Reading } from './facts.ts';

/** `readEnds`: offsets at which socket reads ended; without them all bytes came in one read. */
export function received(
  bytes: Uint8Array,
  { sender, deflate = false, noContext = false, ended = false }: Reading,
  readEnds?: readonly number[],
): ReceivedStream {
  const compression = deflate ? { noContextTakeover: noContext, windowBits: 15 } : null;
  return {
    sender,
    frames: scanFrames(bytes),
    compression,
    ended,
    ...(readEnds === undefined ? {} : { readEnds }),
    content: MessageContent.start(compression),
  };
}
