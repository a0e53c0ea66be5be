// The thread that checks texts without a capture. It starts with the first of them, and can be stopped without losing
// what is open.

import { checkHandlers } from './check-handlers.ts';
import type { Reply, Request } from './protocol.ts';
import { serve } from './serve.ts';

const scope = self as unknown as {
  onmessage: ((event: MessageEvent<Request>) => void) | null;
  postMessage(reply: Reply): void;
};

const take = serve(checkHandlers, (reply) => scope.postMessage(reply));
scope.onmessage = (event) => take(event.data);
