// What an explanation is: see `explanations.ts`.

import type { CauseId } from '../model/cause-id.ts';
import type { StackId } from '../model/stack-id.ts';
import type { ViolationName } from '../model/violation.ts';

/** One explanation. */
export interface Explanation {
  /** In the user's words, as a statement. */
  readonly title: string;
  /** How it brings the error about, in one or two sentences. */
  readonly how: string;
  /** The test that confirms it or rules it out. */
  readonly check: string;
  /** As which causes it shows itself in the bytes, the most frequent first. */
  readonly causes: readonly [CauseId, ...CauseId[]];
  /** The only violations that it brings about; absent: any. */
  readonly violations?: readonly ViolationName[];
  /** Stacks whose guide has a fix, where the text names none. */
  readonly stacks?: readonly StackId[];
  /** Fixes that fit it better than others of its cause, `<stack>/<id>`. */
  readonly fixes?: readonly string[];
  /** The status that refuses the handshake most often, where the text names none. */
  readonly status?: number;
}
