// Diagnoses one connection of the file in a separate thread, so that forwarding never waits for it.

import { Worker } from 'node:worker_threads';
import type { CauseId } from '../../decoder/model/cause-id.ts';
import type { VerdictLevel } from '../../decoder/model/finding.ts';

/** A request. Ranges are `[start, end)` of the file and hold the whole connection, perhaps more. */
export interface Question {
  readonly id: number;
  readonly path: string;
  readonly ranges: readonly (readonly [number, number])[];
  /** `host:port` of the client. */
  readonly client: string;
  /** Number of the connection in the report. */
  readonly number: number;
  /** The connection is still open: only a break is reported. */
  readonly open: boolean;
  /** Address of the page, for the link. */
  readonly page: string;
  readonly terminal: { readonly isTTY: boolean; readonly columns?: number };
}

/** The answer. `text` is empty when there is nothing to show. */
export interface Answer {
  readonly id: number;
  /** No WebSocket in the connection: `null`. */
  readonly level: VerdictLevel | null;
  readonly cause: CauseId | null;
  readonly headline: string;
  readonly frames: number;
  readonly breaks: number;
  readonly text: string;
  /** Milliseconds that the answer took. */
  readonly took: number;
  readonly failure: string | null;
}

/** Sends one request at a time, in order. */
export class Diagnoser {
  #worker: Worker | null = null;
  #next = 0;
  readonly #waiting = new Map<number, (answer: Answer) => void>();

  ask(question: Omit<Question, 'id'>): Promise<Answer> {
    const id = this.#next++;
    return new Promise((resolve) => {
      this.#waiting.set(id, resolve);
      this.#start().postMessage({ ...question, id });
    });
  }

  #start(): Worker {
    if (this.#worker !== null) return this.#worker;
    const worker = new Worker(new URL('./tap-thread.mjs', import.meta.url));
    worker.on('message', (answer: Answer) => {
      this.#waiting.get(answer.id)?.(answer);
      this.#waiting.delete(answer.id);
    });
    const fail = (reason: string) => {
      if (this.#worker !== worker) return;
      this.#worker = null;
      for (const [id, resolve] of this.#waiting) {
        resolve({ ...noAnswer, id, failure: reason });
      }
      this.#waiting.clear();
    };
    worker.on('error', (error) => fail(error.message));
    worker.on('exit', () => fail('the thread ended'));
    this.#worker = worker;
    return worker;
  }

  async close(): Promise<void> {
    const worker = this.#worker;
    this.#worker = null;
    await worker?.terminate();
  }
}

/** An answer without content. */
export const noAnswer: Answer = {
  id: -1,
  level: null,
  cause: null,
  headline: '',
  frames: 0,
  breaks: 0,
  text: '',
  took: 0,
  failure: null,
};
