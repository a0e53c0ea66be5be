import { type ComponentType, lazy, useMemo } from 'react';

/** A part of the page that is fetched when it is wanted, or before. */
export interface Part {
  /** Once it has been fetched. */
  fetched: ComponentType | null;
  readonly later: ComponentType;
  /** Fetches it. Rejects when that fails; the next call tries again. */
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
 * A part, to be drawn inside `Suspense`. One that has been fetched before is drawn at once: what React had to wait for, if
 * only for a moment, it shows 300 ms later than its placeholder.
 */
export function Part({ of }: { readonly of: Part }) {
  // Not another component when the next drawing finds it fetched.
  const Shown = useMemo(() => of.fetched ?? of.later, [of]);
  return <Shown />;
}
