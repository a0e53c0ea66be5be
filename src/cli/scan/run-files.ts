// Decides all files of a walk on several threads and writes their lines.

import { asTheyCome, inOrder } from './order.ts';
import type { Found } from './paths.ts';
import { DecodingThread } from './pool.ts';
import { maxNamed, type RunFigures, type Summary } from './summary.ts';
import { type FileResult, type FileTask, problemResult, type RunOptions } from './task.ts';

/** What a run needs beside the files. */
export interface FilesRun {
  readonly options: RunOptions;
  readonly jobs: number;
  /** Milliseconds that a file may take. */
  readonly timeout: number;
  readonly sorted: boolean;
  readonly stop: AbortSignal;
  isDecided(task: FileTask): boolean;
  /** Writes the lines of a file. */
  write(task: FileTask, result: FileResult): Promise<void>;
  /** Called after each file. */
  progress(figures: FilesFigures): void;
}

export interface FilesFigures {
  files: number;
  bytes: number;
  decided: number;
  hasConnections: boolean;
  readonly named: RunFigures['named'][number][];
}

interface Decided {
  readonly task: FileTask;
  readonly result: FileResult;
}

/** Gives the files that are not decided yet, with their numbers, to one thread after another. */
class Queue {
  readonly #found: AsyncGenerator<Found>;
  readonly #run: FilesRun;
  readonly #figures: FilesFigures;
  #last: Promise<{ found: Found; number: number } | null> = Promise.resolve(null);
  #nextNumber = 0;

  constructor(found: AsyncGenerator<Found>, run: FilesRun, figures: FilesFigures) {
    this.#found = found;
    this.#run = run;
    this.#figures = figures;
  }

  next(): Promise<{ found: Found; number: number } | null> {
    this.#last = this.#last.then(() => this.#take());
    return this.#last;
  }

  async #take(): Promise<{ found: Found; number: number } | null> {
    while (!this.#run.stop.aborted) {
      const { value, done } = await this.#found.next();
      if (done) return null;
      if (this.#run.isDecided(taskOf(value))) this.#figures.decided++;
      else return { found: value, number: this.#nextNumber++ };
    }
    return null;
  }
}

function taskOf(found: Found): FileTask {
  return found.kind === 'file' ? found : { file: found.file, bytes: null, modified: null };
}

/** Decides all files and adds them to `summary`. */
export async function runFiles(
  found: AsyncGenerator<Found>,
  summary: Summary,
  run: FilesRun,
): Promise<FilesFigures> {
  const { options, stop } = run;
  const figures: FilesFigures = { files: 0, bytes: 0, decided: 0, hasConnections: false, named: [] };
  const queue = new Queue(found, run, figures);
  const write = async ({ task, result }: Decided) => {
    if (stop.aborted) return;
    await run.write(task, result);
    figures.files++;
    figures.bytes += task.bytes ?? 0;
    figures.hasConnections ||= result.hasConnections;
    summary.add(result.summary);
    if (result.problem !== null && figures.named.length < maxNamed)
      figures.named.push({ file: task.file, ...result.problem });
    run.progress(figures);
  };
  const emit = (run.sorted ? inOrder : asTheyCome)(write);
  const threads = Array.from({ length: run.jobs }, () => new DecodingThread(options, run.timeout));
  const closeAll = () => Promise.all(threads.map((thread) => thread.close()));
  stop.addEventListener('abort', closeAll);
  const work = async (thread: DecodingThread) => {
    for (let next = await queue.next(); next !== null; next = await queue.next()) {
      const task = taskOf(next.found);
      const result =
        next.found.kind === 'file'
          ? await thread.decide(next.found)
          : problemResult(task, 'unreadable', next.found.note, options);
      await emit({ number: next.number, length: result.text.length, value: { task, result } });
    }
  };
  try {
    await Promise.all(threads.map(work));
  } finally {
    stop.removeEventListener('abort', closeAll);
    await closeAll();
    await found.return(undefined);
  }
  return figures;
}
