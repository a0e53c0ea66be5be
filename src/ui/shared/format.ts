// How the page alone writes values. What the terminal writes too is in `model/words.ts`.

import type { Sender } from '../../decoder/model/basics.ts';
import type { VerdictLevel } from '../../worker/protocol.ts';

/** Seconds left: `3 s`, `2 min 5 s`. */
export function formatSeconds(seconds: number): string {
  const whole = Math.ceil(seconds);
  return whole < 60 ? `${whole} s` : `${Math.floor(whole / 60)} min ${whole % 60} s`;
}

/** Time of a frame in seconds with four decimals; empty when unknown. */
export function formatTime(seconds: number | null): string {
  return seconds === null ? '' : seconds.toFixed(4);
}

/** `↑` from the client, `↓` from the server. Always shown with a letter or word. */
export function arrowOf(sender: Sender): string {
  return sender === 'client' ? '↑' : '↓';
}

/** Confidence in a word. */
export function certainty(confidence: number): string {
  if (confidence >= 0.97) return 'certain';
  if (confidence >= 0.85) return 'very likely';
  if (confidence >= 0.6) return 'likely';
  return 'possible';
}

/** Word of a verdict level. */
export const levelWord: Record<VerdictLevel, string> = {
  broken: 'broken',
  warning: 'warning',
  sound: 'sound',
  unknown: 'not known',
};

/** Text colour class of a verdict level. */
export const levelColor: Record<VerdictLevel, string> = {
  broken: 'text-bad',
  warning: 'text-warn',
  sound: 'text-ok',
  unknown: 'text-dim',
};
