// Whether WebSockets come to a route at all.

import type { CauseId } from '../../model/cause-id.ts';
import type { EntryCondition } from '../model.ts';
import type { FindingSeverity } from '../report.ts';
import { defineRule, type Rule } from '../rule.ts';

interface EntryRule {
  readonly id: string;
  readonly kind: EntryCondition['kind'];
  readonly cause: CauseId | null;
  readonly severity: FindingSeverity;
}

const table: readonly EntryRule[] = [
  { id: 'taken-before', kind: 'taken', cause: 'proxy-stripped-upgrade', severity: 'error' },
  { id: 'condition-case', kind: 'case', cause: 'upgrade-refused', severity: 'error' },
  { id: 'condition-list', kind: 'list', cause: 'upgrade-refused', severity: 'error' },
  { id: 'excluded', kind: 'excluded', cause: 'upgrade-refused', severity: 'error' },
  { id: 'narrowed', kind: 'narrow', cause: null, severity: 'note' },
  { id: 'condition-unknown', kind: 'unknown', cause: null, severity: 'unknown' },
];

const faults = table.map(({ id, kind, cause, severity }) =>
  defineRule<EntryCondition>({
    id,
    cause,
    find: (route) =>
      route.entry.filter((entry) => entry.kind === kind && (entry.isFault || kind !== 'taken')),
    severity,
    sentence: ({ text }) => text,
    cases: (entry) => entry.cases,
    edits: ({ edits }) => edits,
  }),
);

/** Another route takes the WebSockets, as the writer may have meant it. */
const notReached = defineRule<EntryCondition>({
  id: 'not-reached',
  cause: null,
  find: (route) => route.entry.filter(({ kind, isFault }) => kind === 'taken' && !isFault),
  severity: 'note',
  sentence: ({ text }) => text,
});

/** Rules about reaching a route. */
export const entryRules: readonly Rule[] = [...faults, notReached];
