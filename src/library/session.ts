// The session of the page, in this process: the terminal uses the same operations.

import { type Client, createClient } from '../worker/client.ts';
import { sessionRunner } from '../worker/serve.ts';
import { createSession } from '../worker/session.ts';

/** A client of a session of its own. */
export function sessionClient(): Client {
  return createClient(sessionRunner(createSession()));
}

/**
 * The items of a list that is read in pages. `read` gets the index to begin at and the number of items left.
 */
export async function* pages<T>(
  count: number,
  read: (from: number, count: number) => Promise<readonly T[]>,
  from = 0,
): AsyncGenerator<T> {
  const end = from + count;
  for (let at = from; at < end; ) {
    const page = await read(at, end - at);
    if (page.length === 0) return;
    yield* page;
    at += page.length;
  }
}
