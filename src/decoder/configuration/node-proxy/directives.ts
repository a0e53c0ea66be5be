// Names of a Node program with a proxy for the rules.

import type { Program } from '../program.ts';
import { readNodeProxy } from './adapt.ts';

/** Programs with http-proxy 1 or http-proxy-middleware 2 and 3. */
export const nodeProxy: Program = {
  names: {
    name: 'Node',
    ids: {
      'upgrade-switch-absent': 'upgrade-not-heard',
      'upgrade-switch-off': 'upgrade-disabled',
    },
    fixes: {},
  },
  read: readNodeProxy,
};
