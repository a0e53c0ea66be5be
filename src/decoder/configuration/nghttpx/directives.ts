// nghttpx's names for the rules.

import type { Program } from '../program.ts';
import { readNghttpx } from './adapt.ts';

/** nghttpx 1.52. */
export const nghttpx: Program = {
  names: { name: 'nghttpx', ids: {}, fixes: {} },
  read: readNghttpx,
};
