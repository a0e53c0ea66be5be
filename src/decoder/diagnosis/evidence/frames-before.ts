// The frames that parsed before the break: how far the framing is known to be right.

import type { Evidence } from '../../model/finding.ts';
import { the } from '../../model/words.ts';
import type { BreakWindow } from './break-window.ts';

/** How many frames before the break are sound. */
export function soundBefore(window: BreakWindow): Evidence {
  const n = window.framesBefore.length;
  const who = the(window.sender);
  if (n === 0) return { text: `No frame of ${who} is before it.`, place: null };
  const frames = n === 1 ? 'The 1 frame' : `All ${n.toLocaleString('en')} frames`;
  return { text: `${frames} of ${who} before it ${n === 1 ? 'is' : 'are'} sound.`, place: null };
}
