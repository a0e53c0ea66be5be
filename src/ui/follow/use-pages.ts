import { useCallback, useEffect, useReducer, useRef } from 'react';
import { useApp } from '../app-context.ts';

/** Rows of a page, and pages kept: some 6,000 rows. */
const pageSize = 100;
const pageLimit = 60;

interface PageAnswer<Row> {
  readonly total: number;
  readonly rows: readonly Row[];
}

export interface Pages<Answer extends PageAnswer<unknown>> {
  /** The last answer; `null` before the first. */
  readonly answer: Answer | null;
  /** A row, or `null` while it is not available. */
  get(row: number): Answer['rows'][number] | null;
  /** The position of a row among those that are held, or -1. */
  find(isWanted: (row: Answer['rows'][number]) => boolean): number;
  /** A row, requested where it is missing; `null` past the end. */
  fetch(row: number): Promise<Answer['rows'][number] | null>;
  /** Requests what is missing of `[first, end)`. */
  want(first: number, end: number): void;
}

/** The rows of a list, requested from the worker in pages as they come into view. `load` never changes. */
export function usePages<Answer extends PageAnswer<unknown>>(
  load: (from: number, count: number, signal: AbortSignal) => Promise<Answer>,
): Pages<Answer> {
  const { actions } = useApp();
  const [, redraw] = useReducer((n: number) => n + 1, 0);
  const held = useRef({
    answer: null as Answer | null,
    pages: new Map<number, Answer['rows']>(),
    asked: new Set<number>(),
  });
  const abort = useRef(new AbortController());

  useEffect(() => {
    const controller = new AbortController();
    abort.current = controller;
    return () => controller.abort();
  }, []);

  const ask = useCallback(
    async (page: number) => {
      const { pages, asked } = held.current;
      const { signal } = abort.current;
      if (pages.has(page) || asked.has(page)) return;
      asked.add(page);
      try {
        const answer = await load(page * pageSize, pageSize, signal);
        if (signal.aborted) return;
        held.current.answer = answer;
        pages.set(page, answer.rows);
        const oldest = pages.keys().next().value;
        if (pages.size > pageLimit && oldest !== undefined) pages.delete(oldest);
        redraw();
      } catch (error) {
        if (!signal.aborted) actions.fail(error, 'reading a list');
      } finally {
        asked.delete(page);
      }
    },
    [load, actions],
  );

  useEffect(() => void ask(0), [ask]);

  const want = useCallback(
    (first: number, end: number) => {
      for (let page = Math.floor(first / pageSize); page * pageSize < end; page++) void ask(page);
    },
    [ask],
  );
  const get = (row: number) => held.current.pages.get(Math.floor(row / pageSize))?.[row % pageSize] ?? null;
  const find = (isWanted: (row: Answer['rows'][number]) => boolean): number => {
    for (const [page, rows] of held.current.pages) {
      const at = rows.findIndex(isWanted);
      if (at >= 0) return page * pageSize + at;
    }
    return -1;
  };
  const fetch = async (row: number) => get(row) ?? (await load(row, 1, abort.current.signal)).rows[0] ?? null;
  return { answer: held.current.answer, get, find, fetch, want };
}
