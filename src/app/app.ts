// The page without React: one store, the rows, and the actions.

import { createStore, type StoreApi } from 'zustand/vanilla';
import { CallCancelled, CallFailed, type Client } from '../worker/client.ts';
import type { ActionContext } from './action-context.ts';
import { type CaptureActions, captureActions } from './capture-actions.ts';
import { faultOf, recoveredFault } from './fault.ts';
import { reduce } from './reduce.ts';
import { RowCache } from './row-cache.ts';
import { decodedGeneration, isOpen, rowListOf } from './selectors.ts';
import { type ShareActions, shareActions } from './share-actions.ts';
import {
  type AppState,
  type Dialog,
  initialState,
  type ListView,
  type Live,
  type Offer,
  type OpenSource,
} from './state.ts';
import { type ViewActions, viewActions } from './view-actions.ts';
import { Visits } from './visits.ts';

export interface ShellActions {
  showDialog(
    dialog: Dialog['kind'] & ('share' | 'paste' | 'compare' | 'keys' | 'palette' | 'build' | 'schema'),
  ): void;
  closeDialog(): void;
  /** Shows the page of a cause; an id that is not known gives a sentence. */
  showCause(cause: string): void;
  /** Asks the reader about an offer of another page. */
  showOffer(offer: Offer): void;
  setList(list: ListView): void;
  setLive(live: Live | null): void;
  setRoute(route: string): void;
  /** Reports a fault of ours. */
  fail(error: unknown, doing: string): void;
  dismissFault(): void;
}

export interface App {
  readonly client: Client;
  /** Checks texts without a capture: one that takes long keeps neither the page nor the decoder busy. */
  readonly checker: Client;
  /** For reading only: events change it. */
  readonly store: Omit<StoreApi<AppState>, 'setState'>;
  readonly rows: RowCache;
  /** What was opened in this page. */
  readonly visits: Visits;
  readonly actions: CaptureActions & ViewActions & ShareActions & ShellActions;
}

/** Wires a store to a client of the decoder and one of the checks. */
export function createApp(client: Client, checker: Client): App {
  const store = createStore<AppState>(() => initialState);
  const rows = new RowCache(client);
  store.subscribe((state) => rows.use(rowListOf(state)));

  /** The source whose decoder died and that was read again: a second death is the input's own. */
  let recovered: OpenSource | null = null;

  /** A new decoder knows nothing of the open capture: it reads the input again, once. */
  function recover(error: unknown): boolean {
    if (!(error instanceof CallFailed) || error.by !== 'death') return false;
    const { phase } = store.getState();
    // Calls that failed by the same death find the input being read again.
    if (phase.kind === 'opening') return true;
    if (phase.kind !== 'open' || phase.source === recovered) return false;
    recovered = phase.source;
    dispatch({ type: 'schema-read', schema: null });
    void actions.reopen().then(() => {
      if (isOpen(store.getState())) dispatch({ type: 'fault-raised', fault: recoveredFault });
    });
    return true;
  }

  const context: ActionContext = {
    client,
    rows,
    state: store.getState,
    dispatch(event) {
      store.setState((state) => reduce(state, event), true);
      return store.getState();
    },
    fail(error, doing) {
      if (error instanceof CallCancelled || recover(error)) return;
      context.dispatch({ type: 'fault-raised', fault: faultOf(error, doing) });
    },
    failIfCurrent(error, doing, decoded) {
      const state = store.getState();
      if (isOpen(state) && decodedGeneration(state) === decoded) context.fail(error, doing);
    },
  };
  const { dispatch } = context;
  const view = viewActions(context);
  const shell: ShellActions = {
    showDialog: (kind) => dispatch({ type: 'dialog-shown', dialog: { kind } }),
    closeDialog: () => dispatch({ type: 'dialog-shown', dialog: null }),
    showCause: (cause) => dispatch({ type: 'dialog-shown', dialog: { kind: 'cause', cause } }),
    showOffer: (offer) => dispatch({ type: 'dialog-shown', dialog: { kind: 'offer', offer } }),
    setLive: (live) => dispatch({ type: 'live-changed', live }),
    setList: (list) => dispatch({ type: 'list-chosen', list }),
    setRoute: (route) => dispatch({ type: 'route-changed', route }),
    fail: context.fail,
    dismissFault: () => dispatch({ type: 'fault-dismissed' }),
  };
  const actions = { ...view, ...captureActions(context, view), ...shareActions(context), ...shell };
  return { client, checker, store, rows, visits: new Visits(), actions };
}
