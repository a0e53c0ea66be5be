// Every rule, for every program. The order is that of the findings of a route.

import type { Rule } from '../rule.ts';
import { answerRules } from './answers.ts';
import { backendRules } from './backend.ts';
import { entryRules } from './entry.ts';
import { limitRules } from './limits.ts';
import { pathRules } from './path.ts';
import { requestRules } from './request.ts';
import { responseRules } from './response.ts';
import { unknownRules } from './unknown.ts';
import { upgradeRules } from './upgrade.ts';

/** The table of rules. */
export const rules: readonly Rule[] = [
  ...entryRules,
  ...answerRules,
  ...backendRules,
  ...pathRules,
  ...upgradeRules,
  ...requestRules,
  ...responseRules,
  ...limitRules,
  ...unknownRules,
];
