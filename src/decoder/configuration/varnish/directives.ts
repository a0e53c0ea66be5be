// Varnish's names for the rules.

import type { Program } from '../program.ts';
import { readVarnish } from './adapt.ts';

/** Varnish 4 to 7. */
export const varnish: Program = {
  names: {
    name: 'Varnish',
    ids: { 'upgrade-switch-absent': 'not-piped', 'idle-limit-short': 'idle-timeout-short' },
    fixes: {},
  },
  read: readVarnish,
};
