// Writes the results of threads one after another: as they come, or in the order in which their files were found.

/** Results that wait for an earlier one; a thread with a further one waits. */
const maxWaiting = 200;
/** Characters of results that wait. */
const maxWaitingLength = 1 << 25;

/** A result with the number of its file. */
export interface Numbered<T> {
  readonly number: number;
  readonly length: number;
  readonly value: T;
}

/** Resolves when a thread may go on to its next file, so that results never pile up. */
export type Emit<T> = (result: Numbered<T>) => Promise<void>;

/** In the order in which the results come. */
export function asTheyCome<T>(write: (value: T) => Promise<void>): Emit<T> {
  let last: Promise<void> = Promise.resolve();
  return ({ value }) => {
    last = last.then(() => write(value));
    return last;
  };
}

/** In the order of their numbers, from 0. */
export function inOrder<T>(write: (value: T) => Promise<void>): Emit<T> {
  const waiting = new Map<number, Numbered<T>>();
  let waitingLength = 0;
  let next = 0;
  let last: Promise<void> = Promise.resolve();
  let wake: (() => void)[] = [];
  const writeReady = async () => {
    for (let ready = waiting.get(next); ready !== undefined; ready = waiting.get(next)) {
      waiting.delete(next);
      waitingLength -= ready.length;
      next++;
      await write(ready.value);
    }
    for (const one of wake) one();
    wake = [];
  };
  return async (result) => {
    waiting.set(result.number, result);
    waitingLength += result.length;
    last = last.then(writeReady);
    await last;
    while (waiting.size > maxWaiting || waitingLength > maxWaitingLength) {
      await new Promise<void>((resolve) => {
        wake.push(resolve);
      });
      await last;
    }
  };
}
