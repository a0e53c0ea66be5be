// What cannot be judged because it is not in the text.

import type { Gap, GapKind } from '../model.ts';
import { defineRule, type Rule } from '../rule.ts';

/** Rule ids, one for each kind of gap. */
const gapRules: Readonly<Record<GapKind, string>> = {
  include: 'include',
  'version-include': 'version-in-include',
  'header-include': 'headers-in-include',
  backend: 'backend-missing',
  servers: 'no-server',
  target: 'target-unknown',
  module: 'module-missing',
  middleware: 'middleware-missing',
  service: 'service-missing',
  'service-kind': 'service-kind',
  cluster: 'cluster-missing',
  'run-time-cluster': 'cluster-unknown',
  manager: 'manager-missing',
};

const gaps = (Object.entries(gapRules) as [GapKind, string][]).map(([about, id]) =>
  defineRule<Gap>({
    id,
    cause: null,
    find: (route) => route.gaps.filter((gap) => gap.about === about),
    severity: 'unknown',
    sentence: ({ text }) => text,
    cases: (gap) => gap.cases,
  }),
);

const code = defineRule({
  id: 'code',
  cause: null,
  find: (route) => route.code,
  severity: 'unknown',
  sentence: ({ words }) => `${words} can answer or change the request; what it does is not read here.`,
});

/** Rules about what is absent. */
export const unknownRules: readonly Rule[] = [...gaps, code];
