// Causes that rest on which side masks are only as certain as the sides are.

import type { Connection, SidesFrom } from '../../model/connection.ts';
import type { CauseMatch } from '../cause.ts';
import type { DiagnosisContext } from '../context.ts';

/** Highest confidence of a cause about masking, by what says who sent the bytes. */
const maxConfidence: Readonly<Record<SidesFrom, number>> = {
  input: 1,
  ports: 0.95,
  report: 0.85,
  masks: 0.8,
  bytes: 0.8,
};

const words: Readonly<Record<SidesFrom, string>> = {
  input: '',
  ports: 'Which side wrote these bytes is told by the ports: clients get high ones.',
  report: 'Which side wrote these bytes is told by the error text beside them, which reports this fault.',
  masks:
    'Which side wrote these bytes is worked out from the other frames. If the input holds both directions in one, masked and unmasked frames side by side are in order.',
  bytes:
    'Which side wrote these bytes is worked out from the other frames. If the input holds both directions in one, masked and unmasked frames side by side are in order.',
};

/** A match that rests on who sent the bytes, limited where the sender was inferred. */
export function lessSureOfSender(context: DiagnosisContext, reading: CauseMatch | null): CauseMatch | null {
  const { sidesFrom, senderInferred, handshake } = context.connection;
  const isTold = sidesFrom === 'input' || (sidesFrom === 'ports' && handshake !== null);
  if (reading === null || isTold || (sidesFrom === 'bytes' && !senderInferred)) return reading;
  return {
    ...reading,
    confidence: Math.min(reading.confidence, maxConfidence[sidesFrom]),
    evidence: [...reading.evidence, { text: words[sidesFrom], place: null }],
  };
}

/** Highest confidence that frames are sound where their masks alone say who sent them. */
export const maxSoundByMasks = 0.7;

/** What makes frames of one direction illegal whose masks agree with each other; empty where the side is known. */
export function unlessOtherSide({ sidesFrom, frames }: Connection): string {
  if (sidesFrom !== 'masks' || frames.length === 0) return '';
  return frames.sender(0) === 'server'
    ? ' Nothing in this input says which side sent it: without a mask it is legal from a server alone.'
    : ' Nothing in this input says which side sent it: with a mask it is legal from a client alone.';
}
