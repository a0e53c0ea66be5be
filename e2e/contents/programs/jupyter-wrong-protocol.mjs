// A client agrees to `v1.kernel.websocket.jupyter.org` and goes on with the binary messages of the default protocol:
// jupyter-server fails on it, and says nothing.

import { defaultBinary, open, request, talkV1 } from './jupyter.mjs';
import { v1 } from './jupyter-v1.mjs';
import { heard, pause } from './kit.mjs';

export { serve } from './jupyter.mjs';

export async function talk(url) {
  const socket = await open(url, [v1]);
  await talkV1(socket);
  socket.send(defaultBinary(request('shell', 'comm_info_request', {}), [Buffer.of(1, 2, 3)]));
  await pause(500);
  socket.close(1000);
  await heard(socket, 'close');
}
