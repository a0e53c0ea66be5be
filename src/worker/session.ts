// One capture at a time, and the operations on it. The page runs a session in a Worker; terminal, tap, bench
// and tests run it in their own process, through the same client.

import { byteHandlers } from './byte-handlers.ts';
import { decodeHandlers } from './decode-handlers.ts';
import { followHandlers, listHandlers } from './list-handlers.ts';
import type { SessionHandlers } from './protocol.ts';
import { SessionState } from './session-state.ts';

/** The handlers of all operations on what is open, with a session of their own. */
export function createSession(): SessionHandlers {
  const state = new SessionState();
  return {
    ...decodeHandlers(state),
    ...listHandlers(state),
    ...followHandlers(state),
    ...byteHandlers(state),
  };
}
