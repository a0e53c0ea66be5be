// What the actions use: the current state, the one function that changes it, and the worker.

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
   * As `fail`, for a request about one decoding. It reports nothing when that decoding is not the current
   * one.
   */
  failIfCurrent(error: unknown, doing: string, decoded: Generation | null): void;
}
