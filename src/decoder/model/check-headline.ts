// What a check says of a text, in a headline.

import type { CauseId } from './cause-id.ts';
import type { VerdictLevel } from './finding.ts';

/** The headline of a check. */
export interface CheckHeadline {
  readonly level: VerdictLevel;
  readonly title: string;
  /** The meaning and the next step; empty when the title says all. */
  readonly text: string;
  readonly next: string;
  readonly cause: CauseId | null;
}
