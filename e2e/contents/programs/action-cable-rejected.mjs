// A channel that Action Cable rejects.

import { consumer, joinRoom } from './action-cable.mjs';
import { pause } from './kit.mjs';

export { serve } from './action-cable.mjs';

export async function talk(url) {
  const cable = consumer(url);
  await joinRoom(cable, 'secret');
  cable.disconnect();
  await pause(300);
}
