// jupyter-server and ipykernel with `v1.kernel.websocket.jupyter.org`.

import { open, talkV1 } from './jupyter.mjs';
import { heard } from './kit.mjs';

export { serve } from './jupyter.mjs';

export const v1 = 'v1.kernel.websocket.jupyter.org';

export async function talk(url) {
  const socket = await open(url, [v1]);
  await talkV1(socket);
  socket.close(1000);
  await heard(socket, 'close');
}
