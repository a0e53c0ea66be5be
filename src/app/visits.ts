// The inputs of this page's history, in memory: Back opens one again at the frame that was on the screen.

import type { WantedView } from './capture-actions.ts';
import type { OpenSource, Selection } from './state.ts';

export interface Visit {
  readonly source: OpenSource;
  /** What was looked at; `undefined` without a frame. */
  readonly view?: WantedView;
}

/** Of the oldest visits the input is dropped: a page that is open for weeks must not hold all that it was given. */
const most = 20;

export class Visits {
  readonly #visits = new Map<string, Visit>();

  /** Adds an input and returns its id, which differs from those of other pages and earlier days. */
  add(source: OpenSource): string {
    const id = `${Date.now().toString(36)}-${Math.floor(Math.random() * 2 ** 32).toString(36)}`;
    this.keep(id, source);
    return id;
  }

  keep(id: string, source: OpenSource): void {
    const known = this.#visits.get(id);
    if (known?.source !== source) this.#visits.set(id, { source });
    for (const oldest of this.#visits.keys()) {
      if (this.#visits.size <= most) break;
      this.#visits.delete(oldest);
    }
  }

  get(id: string): Visit | null {
    return this.#visits.get(id) ?? null;
  }

  /** The inputs, each once, the last one first. */
  get inputs(): Visit[] {
    const found = new Map<OpenSource, Visit>();
    for (const visit of [...this.#visits.values()].reverse()) {
      const known = found.get(visit.source);
      if (known?.view === undefined) found.set(visit.source, visit);
    }
    return [...found.values()];
  }

  /** Notes what is looked at in an input. */
  look(id: string, { connection, frame, field, filter }: Selection): void {
    const known = this.#visits.get(id);
    if (known === undefined || frame === null) return;
    this.#visits.set(id, { ...known, view: { connection, frame: frame.index, field, filter: filter.text } });
  }
}
