// lighttpd's names for the rules.

import type { Program } from '../program.ts';
import { readLighttpd } from './adapt.ts';

/** lighttpd 1.4. */
export const lighttpd: Program = {
  names: {
    name: 'lighttpd',
    ids: {
      'upgrade-switch-absent': 'upgrade-not-enabled',
      'upgrade-switch-off': 'upgrade-disabled',
      'idle-limit-short': 'idle-timeout-short',
      'http-1.0': 'force-http10',
    },
    fixes: {
      'upgrade-switch-absent': 'lighttpd/upgrade',
      'upgrade-switch-off': 'lighttpd/upgrade',
      'http-1.0': 'lighttpd/force-http10',
      'idle-limit-short': 'lighttpd/idle',
    },
  },
  read: readLighttpd,
};
