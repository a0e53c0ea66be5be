// stunnel's names for the rules.

import type { Program } from '../program.ts';
import { readStunnel } from './adapt.ts';

/** stunnel 5. */
export const stunnel: Program = {
  names: { name: 'stunnel', ids: { 'idle-limit-short': 'idle-timeout-short' }, fixes: {} },
  read: readStunnel,
};
