import type { Connection } from '../decoder/model/connection.ts';

/** Bytes of the payloads of a message's frames. Frames of the other sender, and control frames, can lie among them. */
export function wireLength({ frames, messages }: Connection, message: number): number {
  const last = messages.complete(message) ? messages.lastFrame(message) : frames.length - 1;
  let bytes = 0;
  for (let frame = messages.firstFrame(message); frame <= last; frame++)
    if (frames.message(frame) === message) bytes += frames.payloadLength(frame);
  return bytes;
}
