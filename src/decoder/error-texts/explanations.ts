// What an error text can come from. A text cannot tell some causes apart, so an explanation gathers them: it is
// what people found in the end, in their software or network, and names the causes of the catalogue that it
// shows itself as.

import type { Explanation } from './explanation.ts';
import { frameExplanations } from './frame-explanations.ts';
import { handshakeExplanations } from './handshake-explanations.ts';
import { messageExplanations } from './message-explanations.ts';

const all = { ...frameExplanations, ...handshakeExplanations, ...messageExplanations };

export type ExplanationId = keyof typeof all;
export type FrameExplanationId = keyof typeof frameExplanations;

/** Every explanation by its id. Ids are part of the JSON contract. */
export const explanations: Readonly<Record<ExplanationId, Explanation>> = all;

/** The explanations of a fault in the frames: those that the public cases are counted for. */
export const frameExplanationIds = Object.keys(frameExplanations) as FrameExplanationId[];

/** Whether `id` names an explanation. */
export function isExplanation(id: string): id is ExplanationId {
  return Object.hasOwn(all, id);
}
