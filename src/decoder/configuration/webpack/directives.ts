// webpack-dev-server's names for the rules.

import type { Program } from '../program.ts';
import { readWebpack } from './adapt.ts';

/** webpack-dev-server 4 and 5. */
export const webpack: Program = {
  names: {
    name: 'webpack-dev-server',
    ids: {
      'upgrade-switch-absent': 'upgrade-not-enabled',
      'upgrade-switch-off': 'upgrade-disabled',
    },
    fixes: {},
  },
  read: readWebpack,
};
