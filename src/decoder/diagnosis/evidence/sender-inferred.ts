// Causes that rest on which side masks are only as certain as the sides are.

import type { CauseMatch } from '../cause.ts';
import type { DiagnosisContext } from '../context.ts';

/** Highest confidence of a cause about masking where the sender itself was inferred from the masks. */
const maxWithoutSender = 0.8;

/** A match that rests on who sent the bytes, limited where the sender was inferred. */
export function lessSureOfSender(context: DiagnosisContext, reading: CauseMatch | null): CauseMatch | null {
  if (reading === null || !context.connection.senderInferred) return reading;
  return {
    ...reading,
    confidence: Math.min(reading.confidence, maxWithoutSender),
    evidence: [
      ...reading.evidence,
      {
        text: 'Which side wrote these bytes is worked out from the other frames. If the input holds both directions in one, masked and unmasked frames side by side are in order.',
        place: null,
      },
    ],
  };
}
