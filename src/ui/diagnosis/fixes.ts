// The guides are long and needed late: they load when the page is idle or a cause is shown.

import { url } from 'virtual:guides';
import type { Fix, Guide } from '../../decoder/guides/guide.ts';
import type { CauseId } from '../../decoder/model/cause-id.ts';
import type { StackId } from '../../decoder/model/stack-id.ts';

/** The fixes of one stack for a cause. */
export interface StackFixes {
  readonly stack: StackId;
  readonly name: string;
  readonly versions: string;
  readonly fixes: readonly Fix[];
}

let loading: Promise<readonly Guide[]> | null = null;
let loaded: readonly Guide[] = [];

/** The guides, if they are loaded already, for the first render. */
export function guidesNow(): readonly Guide[] {
  return loaded;
}

/** All guides, fetched once. */
export function loadGuides(): Promise<readonly Guide[]> {
  loading ??= fetch(url).then(async (answer) => {
    loaded = (await answer.json()) as Guide[];
    return loaded;
  });
  loading.catch(() => {
    loading = null;
  });
  return loading;
}

/**
 * The fixes of a cause, one entry for each stack: first the stacks that the evidence points to, then those
 * whose fix names this cause earliest.
 */
export function fixesFor(guides: readonly Guide[], cause: CauseId, stacks: readonly StackId[]): StackFixes[] {
  const found = guides.flatMap((guide) => {
    const place = (fix: Fix) => fix.causes.indexOf(cause);
    const fixes = guide.fixes.filter((fix) => place(fix) >= 0).sort((a, b) => place(a) - place(b));
    if (fixes.length === 0) return [];
    const pointed = stacks.indexOf(guide.stack);
    return [{ guide, fixes, rank: pointed < 0 ? stacks.length + place(fixes[0]) : pointed }];
  });
  return found
    .sort((a, b) => a.rank - b.rank)
    .map(({ guide, fixes }) => ({ stack: guide.stack, name: guide.name, versions: guide.versions, fixes }));
}
