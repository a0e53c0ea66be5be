// What the actions work with: the state as it is, the one way to change it, and the worker.

import type { Client } from '../worker/client.ts';
import type { AppEvent } from './reduce.ts';
import type { RowCache } from './row-cache.ts';
import type { AppState, Generation } from './state.ts';

export interface ActionContext {
  readonly client: Client;
  readonly rows: RowCache;
  state(): AppState;
  /** Changes the state, and returns it. */
  dispatch(event: AppEvent): AppState;
  /** Reports a fault of ours. */
  fail(error: unknown, doing: string): void;
  /**
   * As `fail`, for a question about one decoding: nobody waits for the answer when another has taken its
   * place.
   */
  failIfCurrent(error: unknown, doing: string, decoded: Generation | null): void;
}
