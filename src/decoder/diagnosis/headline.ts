// The headline of a connection, the same on the page, in the terminal and in JSON: it says how sure the first
// cause is.

import type { Diagnosis } from '../model/finding.ts';

export interface Headline {
  readonly title: string;
  /** One or two sentences below it. */
  readonly summary: string;
}

/** Below this confidence the headline says that the cause is a possibility. */
export const minNamed = 0.6;
/** Below this confidence no cause is named: the headline says what to capture. */
export const minPossible = 0.25;

const usualCapture = 'Capture both directions from before the handshake, if possible at both ends.';

/** The headline for the first cause of a connection. `isOpen`: its title says itself that nothing is decided. */
export function headlineOf(first: Diagnosis, isOpen: boolean): Headline {
  const { title, claim, confidence, confirm } = first;
  if (isOpen || confidence >= minNamed) return { title, summary: claim };
  if (confidence >= minPossible) return { title: `Possibly: ${title}`, summary: claim };
  const fit = `What fits best is “${title}”, with ${Math.round(confidence * 100)} %.`;
  return { title: 'Not enough to name a cause', summary: `${fit} ${confirm ?? usualCapture}` };
}
