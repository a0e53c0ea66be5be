// What a check says of a text, in a headline.

import type { CauseId } from './cause-id.ts';

/** How good what was checked is. Never better than what was given of it. */
export type CheckLevel = 'broken' | 'warning' | 'sound' | 'unknown';

/** The headline of a check. */
export interface CheckHeadline {
  readonly level: CheckLevel;
  readonly title: string;
  /** The meaning and the next step; empty when the title says all. */
  readonly text: string;
  readonly next: string;
  readonly cause: CauseId | null;
}
