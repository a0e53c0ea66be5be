// Which fixes are shown for a cause: those whose condition holds for this case, those of the software seen first.

import type { CauseId } from '../model/cause-id.ts';
import type { CaseFacts } from '../model/finding.ts';
import type { StackId } from '../model/stack-id.ts';
import type { Fix, Guide } from './guide.ts';

/** The fixes of one stack for a cause. */
export interface StackFixes {
  readonly stack: StackId;
  readonly name: string;
  readonly versions: string;
  readonly fixes: readonly Fix[];
}

/** Whether the condition that a fix has for a cause holds; a fix without one always applies. */
export function fixApplies(fix: Fix, cause: CauseId, facts: CaseFacts, stack: StackId): boolean {
  const condition = fix.conditions?.[cause];
  if (facts.variant !== null && facts.variant !== (condition?.variant ?? 'usual')) return false;
  if (condition === undefined) return true;
  const { statuses, senders, tunnel, minSilence, onlySeen } = condition;
  const isCaseKnown = facts.variant !== null;
  if (onlySeen && isCaseKnown && !facts.seen.includes(stack)) return false;
  if (minSilence !== undefined && facts.silence !== null && facts.silence < minSilence) return false;
  if (statuses !== undefined && facts.status !== null && !statuses.includes(facts.status)) return false;
  if (senders !== undefined && facts.sender !== null && !senders.includes(facts.sender)) return false;
  return tunnel === undefined || tunnel === facts.tunnel;
}

/** Stands for the number of cases that a fix without a condition fits: more than any list of statuses has. */
const fitsAll = 99;

/** How many cases a fix fits: one for a few statuses is closer to the case than one for many. */
function breadth(fix: Fix, cause: CauseId): number {
  const condition = fix.conditions?.[cause];
  return condition === undefined ? fitsAll : (condition.statuses?.length ?? 1);
}

/** Larger than the number of stacks. */
const stackLimit = 1000;
/** Up to so many statuses a fix is made for this case; with more it fits many. */
const maxNarrow = 4;

/** 1 for a fix made for this case, 2 for one that fits many, 3 for one that fits all. */
function closeness(fix: Fix, cause: CauseId): number {
  const cases = breadth(fix, cause);
  return cases <= maxNarrow ? 1 : cases < fitsAll ? 2 : 3;
}

/**
 * The fixes of a cause, one entry for each stack: first the stacks that the handshake names; then those with a fix of
 * `first` (`<stack>/<id>`); then those whose fix fits the case most closely; among these the stacks that the evidence
 * points to, best first.
 */
export function chooseFixes(
  guides: readonly Guide[],
  cause: CauseId,
  stacks: readonly StackId[],
  facts: CaseFacts,
  first: readonly string[] = [],
): StackFixes[] {
  const found = guides.flatMap((guide) => {
    // Of those with a condition that holds, the guide has the most typical one first.
    const isFirst = (fix: Fix) => first.includes(`${guide.stack}/${fix.id}`);
    const place = (fix: Fix) =>
      isFirst(fix) ? -1 : breadth(fix, cause) < fitsAll ? 0 : 1 + fix.causes.indexOf(cause);
    const fixes = guide.fixes
      .filter((fix) => fix.causes.includes(cause) && fixApplies(fix, cause, facts, guide.stack))
      .sort((a, b) => place(a) - place(b));
    if (fixes.length === 0) return [];
    const seen = facts.seen.indexOf(guide.stack);
    const pointed = stacks.indexOf(guide.stack);
    const order = pointed >= 0 ? pointed : stacks.length + fixes[0].causes.indexOf(cause);
    const far = isFirst(fixes[0]) ? 1 : 1 + closeness(fixes[0], cause) + (pointed < 0 ? 1 : 0);
    const rank = seen >= 0 ? seen : far * stackLimit + order;
    return [{ guide, fixes, rank }];
  });
  return found
    .sort((a, b) => a.rank - b.rank)
    .map(({ guide, fixes }) => ({ stack: guide.stack, name: guide.name, versions: guide.versions, fixes }));
}
