// Names of Angular's proxy for the rules.

import type { Program } from '../program.ts';
import { readAngular } from './adapt.ts';

/** The dev server of `ng serve`. */
export const angular: Program = {
  names: {
    name: 'The dev server',
    ids: {
      'upgrade-switch-absent': 'upgrade-not-enabled',
      'upgrade-switch-off': 'upgrade-disabled',
    },
    fixes: {},
  },
  read: readAngular,
};
