import { hypotheses } from './analysis/hypotheses.ts';
import type { Suspicion } from './cause.ts';
import type { Scene } from './scene.ts';

/** Below this share a hypothesis is listed as considered, not as a cause. */
const leastShare = 0.03;
/** No look at bytes is surer than this. */
const mostShare = 0.99;

/** The suspicion that the best hypothesis for a cause comes to, or `null`. */
export function suspect(scene: Scene, cause: string): Suspicion | null {
  const list = hypotheses(scene);
  const best = list.find((hypothesis) => hypothesis.cause === cause);
  if (best === undefined || best.share < leastShare) return null;
  const rival = list.find((hypothesis) => hypothesis.cause !== cause);
  const against =
    rival === undefined
      ? null
      : rival.score > best.score
        ? `The bytes fit “${rival.name}” better.`
        : rival.frames < best.frames
          ? `The next best reading, “${rival.name}”, explains ${rival.frames === 0 ? 'no further frame' : `only ${rival.frames} of the ${best.frames} frames that follow`}.`
          : `The next best reading, “${rival.name}”, needs more chance to fit.`;
  return {
    confidence: Math.min(mostShare, best.share),
    claim: best.claim,
    evidence: best.evidence,
    ...(best.title === undefined ? {} : { title: best.title }),
    ...(against === null ? {} : { against }),
    ...(best.stacks === undefined ? {} : { stacks: best.stacks }),
    ...(best.repair === undefined ? {} : { repair: best.repair }),
  };
}

/** Who wrote the bytes was worked out from their masks: then what the masks say of the sender is no surer than that. */
const mostWithoutSender = 0.8;

/** As `suspect`, for causes that rest on which side masks. */
export function suspectMask(scene: Scene, cause: string): Suspicion | null {
  const found = suspect(scene, cause);
  if (found === null || !scene.connection.senderInferred) return found;
  return {
    ...found,
    confidence: Math.min(found.confidence, mostWithoutSender),
    evidence: [
      ...found.evidence,
      {
        text: 'Which side wrote these bytes is worked out from the other frames. If the input holds both directions in one, masked and unmasked frames side by side are in order.',
        place: null,
      },
    ],
  };
}
