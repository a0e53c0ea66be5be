// The sizes of the panes as the user set them, kept in the browser.

export interface PaneSizes {
  /** Pixels of the column of connections, and of the one of the diagnosis. */
  readonly connections: number | null;
  readonly side: number | null;
  /** Share of the height that the lists take, in percent. */
  readonly lists: number | null;
}

export type Pane = keyof PaneSizes;

const key = 'framescope-panes';
const noSizes: PaneSizes = { connections: null, side: null, lists: null };

export const paneLimits: Readonly<Record<Pane, { readonly min: number; readonly max: number }>> = {
  connections: { min: 160, max: 480 },
  side: { min: 280, max: 720 },
  lists: { min: 15, max: 80 },
};

/** A size within the limits of its pane. */
export function withinLimits(pane: Pane, size: number): number {
  const { min, max } = paneLimits[pane];
  return Math.round(Math.max(min, Math.min(max, size)));
}

/** The sizes that the user set; `null` for those that follow the window. */
export function readPanes(): PaneSizes {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(key) ?? 'null');
    if (typeof kept !== 'object' || kept === null) return noSizes;
    const size = (pane: Pane): number | null => {
      const value = (kept as Partial<Record<Pane, unknown>>)[pane];
      return typeof value === 'number' && Number.isFinite(value) ? withinLimits(pane, value) : null;
    };
    return { connections: size('connections'), side: size('side'), lists: size('lists') };
  } catch {
    return noSizes;
  }
}

export function keepPanes(sizes: PaneSizes): void {
  try {
    if (Object.values(sizes).every((size) => size === null)) localStorage.removeItem(key);
    else localStorage.setItem(key, JSON.stringify(sizes));
  } catch {
    // Storage is off: the sizes last as long as the page.
  }
}
