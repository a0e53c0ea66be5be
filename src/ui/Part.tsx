import { type ComponentType, lazy, useMemo } from 'react';

/** A lazily loaded part of the page. */
export interface Part {
  /** The component, once it is loaded. */
  fetched: ComponentType | null;
  readonly later: ComponentType;
  /** Loads the component. Rejects on failure; the next call tries again. */
  fetch(): Promise<unknown>;
}

export function createPart(load: () => Promise<ComponentType>): Part {
  const part: Part = {
    fetched: null,
    later: lazy(() => part.fetch() as Promise<{ default: ComponentType }>),
    fetch: async () => {
      part.fetched = await load();
      return { default: part.fetched };
    },
  };
  return part;
}

/**
 * A part, to be rendered inside `Suspense`. A part that is loaded already renders at once: React shows what
 * it waited for at least 300 ms after its placeholder, however short the wait.
 */
export function Part({ of }: { readonly of: Part }) {
  // The same component type on every render, so that React keeps its state.
  const Shown = useMemo(() => of.fetched ?? of.later, [of]);
  return <Shown />;
}
