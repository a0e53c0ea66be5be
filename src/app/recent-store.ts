// The database of the kept inputs: one list of what there is, and each content under its id.

import { clear, createStore, delMany, get as read, set, update } from 'idb-keyval';
import type { OpenSource } from './state.ts';

/** An input that this browser keeps. */
export interface RecentInput {
  readonly id: string;
  readonly name: string;
  /** Milliseconds since 1970. */
  readonly opened: number;
}

const database = createStore('framescope', 'inputs');
const listKey = 'list';

export async function list(): Promise<readonly RecentInput[]> {
  return (await read<RecentInput[]>(listKey, database)) ?? [];
}

/**
 * Keeps an input as the last one of at most `most`. The content comes first: a list must not name what is not
 * there.
 */
export async function put(input: RecentInput, source: OpenSource, most: number): Promise<void> {
  await set(input.id, source, database);
  let dropped: readonly RecentInput[] = [];
  await update<RecentInput[]>(
    listKey,
    (before = []) => {
      const all = [input, ...before.filter(({ id }) => id !== input.id)];
      dropped = all.slice(most);
      return all.slice(0, most);
    },
    database,
  );
  await delMany(
    dropped.map(({ id }) => id),
    database,
  );
}

/** The content of an input; `undefined`: it is not kept. */
export function get(id: string): Promise<OpenSource | undefined> {
  return read<OpenSource>(id, database);
}

export function clearAll(): Promise<void> {
  return clear(database);
}
