// Vite's names for the rules.

import type { Program } from '../program.ts';
import { readVite } from './adapt.ts';

/** The dev server of Vite. */
export const vite: Program = {
  names: {
    name: 'Vite',
    ids: {
      'upgrade-switch-absent': 'upgrade-not-enabled',
      'upgrade-switch-off': 'upgrade-disabled',
    },
    fixes: {
      'upgrade-switch-absent': 'vite/proxy-ws',
      'upgrade-switch-off': 'vite/proxy-ws',
    },
  },
  read: readVite,
};
