// Connections grouped by verdict, server and path: the overview of a capture, and all that is kept of connections
// that are counted and not listed.

import type { ConnectionGroup, VerdictLevel } from './protocol.ts';

/** Groups that are told apart. The connections of further ones are counted by verdict alone. */
const maxGroups = 500;
const worstFirst: readonly VerdictLevel[] = ['broken', 'warning', 'unknown', 'sound'];

/** What a connection is grouped by. */
export type GroupKey = Omit<ConnectionGroup, 'count' | 'first'>;

/** Counts of connections by group. */
export class Tally {
  connections = 0;
  frames = 0;
  readonly #groups = new Map<string, { readonly key: GroupKey; count: number; first: number | null }>();

  /** Counts connections of a group. `first`: the id of a listed one, or `null`. */
  add(key: GroupKey, frames: number, first: number | null = null, count = 1): void {
    this.connections += count;
    this.frames += frames;
    const text = JSON.stringify([key.level, key.cause, key.title, key.server, key.path]);
    const known = this.#groups.get(text);
    if (known !== undefined) {
      known.count += count;
      known.first ??= first;
    } else if (this.#groups.size < maxGroups || key.server === null) {
      this.#groups.set(text, { key, count, first });
    } else {
      this.connections -= count;
      this.frames -= frames;
      this.add({ ...key, title: key.cause, server: null, path: null }, frames, first, count);
    }
  }

  /** Adds the groups of another tally. */
  addAll(other: Tally): void {
    for (const { key, count, first } of other.#groups.values()) this.add(key, 0, first, count);
    this.frames += other.frames;
  }

  /** The worst verdict first, then the largest group. */
  groups(): ConnectionGroup[] {
    return [...this.#groups.values()]
      .map(({ key, count, first }) => ({ ...key, count, first }))
      .sort((a, b) => worstFirst.indexOf(a.level) - worstFirst.indexOf(b.level) || b.count - a.count);
  }
}
