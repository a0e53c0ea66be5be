import { createContext, useContext, useSyncExternalStore } from 'react';
import { useStore } from 'zustand';
import type { App } from '../app/app.ts';
import { selectionOf } from '../app/selectors.ts';
import type { AppState, Selection } from '../app/state.ts';

export const AppContext = createContext<App | null>(null);

/** The application behind the page. */
export function useApp(): App {
  const app = useContext(AppContext);
  if (!app) throw new Error('No AppContext above this component');
  return app;
}

/** The actions. The object never changes. */
export function useActions(): App['actions'] {
  return useApp().actions;
}

/** A value from the state. The selector must return the same value for the same state. */
export function useAppState<T>(selector: (state: AppState) => T): T {
  return useStore(useApp().store, selector);
}

/** A part of what is looked at. */
export function useSelection<T>(selector: (selection: Selection) => T): T {
  return useAppState((state) => selector(selectionOf(state)));
}

/** Renders again when rows arrive. */
export function useRowVersion(): number {
  const { rows } = useApp();
  return useSyncExternalStore(rows.subscribe, rows.version, rows.version);
}
