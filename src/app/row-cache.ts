// Rows of one list, requested from the worker in pages. It keeps a limited number of pages and drops the
// least recently shown first.

import type { Client } from '../worker/client.ts';
import type { FrameRowView } from '../worker/protocol.ts';
import type { Generation } from './state.ts';

/** Rows of a page. */
export const pageSize = 128;
/** Pages kept: some 8,000 rows. */
export const pageLimit = 64;

/** Which list the rows are of. A change empties the cache. */
export interface RowList {
  /** Generation of the decoding; `null` where nothing is open. */
  readonly generation: Generation | null;
  readonly connection: number;
  readonly filter: string;
}

export class RowCache {
  readonly #client: Client;
  readonly #listeners = new Set<() => void>();
  #list: RowList = { generation: null, connection: -1, filter: '' };
  #pages = new Map<number, readonly FrameRowView[]>();
  readonly #asked = new Set<number>();
  readonly #stale = new Set<number>();
  #version = 0;

  constructor(client: Client) {
    this.#client = client;
  }

  /** Grows when rows arrive or the list changes. */
  readonly version = (): number => this.#version;

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  /** Switches to another list. */
  use(list: RowList): void {
    const now = this.#list;
    if (
      now.generation === list.generation &&
      now.connection === list.connection &&
      now.filter === list.filter
    )
      return;
    this.#list = list;
    this.#pages = new Map();
    this.#asked.clear();
    this.#stale.clear();
    this.#changed();
  }

  /** The list has grown: requests pages that were not full again, and shows them until then. */
  grow(): void {
    for (const [page, rows] of this.#pages) if (rows.length < pageSize) this.#stale.add(page);
    this.#changed();
  }

  /** A row, or `null` while it is not available. */
  get(row: number): FrameRowView | null {
    return this.#pages.get(Math.floor(row / pageSize))?.[row % pageSize] ?? null;
  }

  /** Requests the missing pages of `[first, end)`. */
  want(first: number, end: number): void {
    const lastPage = Math.floor(Math.max(first, end - 1) / pageSize);
    for (let page = Math.floor(first / pageSize); page <= lastPage; page++) {
      const rows = this.#pages.get(page);
      if (rows) {
        this.#pages.delete(page);
        this.#pages.set(page, rows);
      }
      if (!rows || this.#stale.has(page)) void this.#ask(page);
    }
  }

  /** A row, requested if necessary. `null` past the end of the list. */
  async fetch(row: number): Promise<FrameRowView | null> {
    const here = this.get(row);
    if (here) return here;
    const { connection, filter } = this.#list;
    const answer = await this.#client.call('rows', { connection, filter, from: row, count: 1 });
    return answer.rows[0] ?? null;
  }

  async #ask(page: number): Promise<void> {
    if (this.#asked.has(page)) return;
    const list = this.#list;
    this.#asked.add(page);
    try {
      const { connection, filter } = list;
      const answer = await this.#client.call('rows', {
        connection,
        filter,
        from: page * pageSize,
        count: pageSize,
      });
      if (list !== this.#list) return;
      this.#stale.delete(page);
      this.#pages.set(page, answer.rows);
      for (const oldest of this.#pages.keys()) {
        if (this.#pages.size <= pageLimit) break;
        this.#pages.delete(oldest);
      }
      this.#changed();
    } catch {
      // The call that opened the capture or chose a frame reports the death of the worker; the row stays a
      // placeholder.
    } finally {
      if (list === this.#list) this.#asked.delete(page);
    }
  }

  #changed(): void {
    this.#version++;
    for (const listener of this.#listeners) listener();
  }
}
