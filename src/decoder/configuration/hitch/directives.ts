// hitch's names for the rules.

import type { Program } from '../program.ts';
import { readHitch } from './adapt.ts';

/** hitch 1.7. */
export const hitch: Program = {
  names: { name: 'hitch', ids: {}, fixes: {} },
  read: readHitch,
};
