// What bytes without a handshake and without a carrier can show: how much of the connection was given.

import type { Connection } from '../../model/connection.ts';

/** The bytes were pasted or came in a file of bytes, and no handshake is among them. */
export function isBare({ transport, fidelity, handshake }: Connection): boolean {
  return transport === 'bytes' && fidelity === 'bytes' && handshake === null;
}

/**
 * The only frame runs over the end of bare bytes. It may have been cut when it was copied, or its length
 * may be wrong: a
 * reading that explains no further frame does not decide between the two.
 */
export function endsInsideOnlyFrame(connection: Connection): boolean {
  const { frames } = connection;
  return isBare(connection) && frames.length === 1 && !frames.complete(0);
}

/** Number of frames of which every byte was given. */
export function wholeFrameCount({ frames }: Connection): number {
  let whole = 0;
  for (let frame = 0; frame < frames.length; frame++) if (frames.complete(frame)) whole++;
  return whole;
}

/** Confidence that bare bytes are sound, by the number of whole frames: each further frame leaves less to chance. */
const soundByFrames: readonly (readonly [minFrames: number, confidence: number])[] = [
  [20, 0.9],
  [10, 0.88],
  [5, 0.85],
  [3, 0.8],
  [2, 0.7],
  [1, 0.6],
];

/** Confidence, 0 to 1, that `frameCount` legal frames without a handshake are a sound stream. */
export function soundConfidence(frameCount: number): number {
  return soundByFrames.find(([minFrames]) => frameCount >= minFrames)?.[1] ?? 0;
}
