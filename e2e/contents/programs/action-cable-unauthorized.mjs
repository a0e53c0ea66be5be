// A connection that the application refuses: Action Cable says why and closes.

import { consumer } from './action-cable.mjs';
import { pause } from './kit.mjs';

export { serve } from './action-cable.mjs';

export async function talk(url) {
  const cable = consumer(url, '?user=nobody');
  cable.connect();
  await pause(1500);
  cable.disconnect();
}
