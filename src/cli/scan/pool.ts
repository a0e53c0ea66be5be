// The threads that decide files. A thread that takes too long or too much memory is replaced, and its file is named.

import { Worker } from 'node:worker_threads';
import { duration } from '../../decoder/model/words.ts';
import { memoryNote } from './fault-words.ts';
import type { FileProblem } from './line.ts';
import { type FileResult, type FileTask, problemResult, type RunOptions } from './task.ts';

/** What became of a file. A thread that is lost is not used again. */
type Outcome =
  | { readonly kind: 'result'; readonly result: FileResult }
  | { readonly kind: 'lost'; readonly problem: FileProblem; readonly note: string };

/** One thread with its file. It starts with its first file. */
export class DecodingThread {
  readonly #options: RunOptions;
  /** Milliseconds that a file may take. */
  readonly #timeout: number;
  #worker: Worker | null = null;
  /** Takes what became of the file that the thread has. */
  #take: (outcome: Outcome) => void = () => {};

  constructor(options: RunOptions, timeout: number) {
    this.#options = options;
    this.#timeout = timeout;
  }

  /** Decides a file. One call at a time. */
  async decide(task: FileTask): Promise<FileResult> {
    this.#worker ??= this.#start();
    const worker = this.#worker;
    let timer: NodeJS.Timeout | undefined;
    const outcome = await new Promise<Outcome>((resolve) => {
      this.#take = resolve;
      timer = setTimeout(() => {
        const note = `Expected a decision within ${duration(this.#timeout / 1000)}, found none (--timeout).`;
        resolve({ kind: 'lost', problem: 'timed-out', note });
      }, this.#timeout);
      worker.postMessage(task);
    });
    clearTimeout(timer);
    if (outcome.kind === 'result') return outcome.result;
    await this.close();
    return problemResult(task, outcome.problem, outcome.note, this.#options);
  }

  #start(): Worker {
    const { threadMemory } = this.#options;
    const worker = new Worker(new URL('./scan-thread.mjs', import.meta.url), {
      workerData: this.#options,
      resourceLimits: { maxOldGenerationSizeMb: threadMemory },
    });
    // What a thread that was replaced says is about no file.
    const take = (outcome: Outcome) => {
      if (this.#worker === worker) this.#take(outcome);
    };
    worker.on('message', (result: FileResult) => take({ kind: 'result', result }));
    worker.on('error', (error: NodeJS.ErrnoException) => {
      const isMemory = error.code === 'ERR_WORKER_OUT_OF_MEMORY';
      const note = isMemory ? memoryNote(threadMemory) : `The thread failed: ${error.message}`;
      take({ kind: 'lost', problem: isMemory ? 'out-of-memory' : 'failed', note });
    });
    worker.on('exit', () => {
      take({ kind: 'lost', problem: 'failed', note: 'The thread ended before its file was decided.' });
    });
    return worker;
  }

  /** Ends the thread, and the file that it has. */
  async close(): Promise<void> {
    const worker = this.#worker;
    if (worker === null) return;
    this.#worker = null;
    this.#take({ kind: 'lost', problem: 'failed', note: 'The run was stopped.' });
    await worker.terminate();
  }
}
