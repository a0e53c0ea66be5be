// The page without its looks: one store, the rows, and what can be done. No React here.

import { createStore, type StoreApi } from 'zustand/vanilla';
import type { Client } from '../worker/client.ts';
import { type CaptureActions, captureActions } from './capture-slice.ts';
import { RowCache } from './row-cache.ts';
import { type AppState, initialState } from './state.ts';
import { type ViewActions, viewActions } from './view-slice.ts';

export interface ShellActions {
  showDialog(dialog: AppState['dialog']): void;
  showCause(cause: string): void;
  setRoute(route: string): void;
}

export interface App {
  readonly client: Client;
  readonly store: StoreApi<AppState>;
  readonly rows: RowCache;
  readonly actions: CaptureActions & ViewActions & ShellActions;
}

/** Wires a store to a client of the decoder. */
export function createApp(client: Client): App {
  const store = createStore<AppState>(() => initialState);
  const rows = new RowCache(client);
  const view = viewActions(store, client, rows);
  const capture = captureActions(store, client, rows, view);
  const shell: ShellActions = {
    showDialog: (dialog) => store.setState({ dialog }),
    showCause: (cause) => store.setState({ dialog: 'cause', cause }),
    setRoute: (route) => store.setState({ route }),
  };
  return { client, store, rows, actions: { ...view, ...capture, ...shell } };
}
