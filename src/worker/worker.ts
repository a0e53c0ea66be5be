// The thread that decodes. It only forwards: requests to the session, replies to the page.

import type { Reply, Request } from './protocol.ts';
import { serve } from './serve.ts';
import { createSession } from './session.ts';
import { warmUp } from './warm-up.ts';

const scope = self as unknown as {
  onmessage: ((event: MessageEvent<Request>) => void) | null;
  postMessage(reply: Reply, transfer?: Transferable[]): void;
};

/** A saved file is handed over, not copied: it can be large, and the session keeps nothing of it. */
function transfers(reply: Reply): Transferable[] {
  if (reply.kind !== 'done' || reply.operation !== 'save') return [];
  const { bytes } = reply.output;
  return bytes.byteLength === bytes.buffer.byteLength ? [bytes.buffer as ArrayBuffer] : [];
}

const take = serve(createSession(), (reply) => scope.postMessage(reply, transfers(reply)));
let hasRequest = false;
scope.onmessage = (event) => {
  hasRequest = true;
  take(event.data);
};
// The page starts the worker early. A page that starts it for a request has sent that request before the
// timer ends. A failure costs only speed; a mark on the timeline shows success.
setTimeout(() => {
  warmUp(() => hasRequest).then(
    () => performance.mark('warmed-up'),
    () => undefined,
  );
}, 100);
