// Which lines a run gives: by verdict or cause, and by time.

import { causeIds } from '../../decoder/model/cause-id.ts';
import type { VerdictLevel } from '../../decoder/model/finding.ts';
import { isRefused, type ScanLine } from './line.ts';

const levels: readonly VerdictLevel[] = ['broken', 'warning', 'unknown', 'sound'];

/** What `--only`, `--since` and `--until` ask for. */
export interface Selection {
  /** Words of `--only`; empty: all. */
  readonly only: readonly string[];
  /** Milliseconds since 1970, or `null`. */
  readonly since: number | null;
  readonly until: number | null;
}

/** Words of `--only` beside the ids of causes. */
export const onlyWords: readonly string[] = [...levels, 'refused', 'unreadable'];

export function isOnlyWord(word: string): boolean {
  return onlyWords.includes(word) || causeIds.some((id) => id === word);
}

function fits(line: ScanLine, word: string): boolean {
  if (line.kind === 'file') return word === 'unreadable';
  if (word === 'refused') return isRefused(line);
  return line.verdict === word || line.cause === word;
}

/** Where a line is in the time that was asked for. A line without a time is `undated`. */
function timeOf(line: ScanLine, { since, until }: Selection): 'inside' | 'outside' | 'undated' {
  if ((since === null && until === null) || line.kind === 'file') return 'inside';
  if (line.started_at === null) return 'undated';
  const start = Date.parse(line.started_at);
  const end = start + (line.duration_ms ?? 0);
  // A connection that was open at any moment of the time belongs to it.
  return (since === null || end >= since) && (until === null || start < until) ? 'inside' : 'outside';
}

/** The lines that a run gives, and how many connections it leaves out because they have no time. */
export function select(
  lines: readonly ScanLine[],
  selection: Selection,
): { readonly selected: readonly ScanLine[]; readonly undatedCount: number } {
  let undatedCount = 0;
  const selected = lines.filter((line) => {
    const { only } = selection;
    if (only.length > 0 && !only.some((word) => fits(line, word))) return false;
    const time = timeOf(line, selection);
    if (time === 'undated') undatedCount += line.count;
    return time === 'inside';
  });
  return { selected, undatedCount };
}
