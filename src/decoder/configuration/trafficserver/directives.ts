// Traffic Server's names for the rules.

import type { Program } from '../program.ts';
import { readTrafficServer } from './adapt.ts';

/** Apache Traffic Server 9. */
export const trafficServer: Program = {
  names: { name: 'Traffic Server', ids: {}, fixes: {} },
  read: readTrafficServer,
};
