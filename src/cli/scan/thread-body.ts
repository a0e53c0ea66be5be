// A thread of pool.ts: decides one file at a time.

import { parentPort, workerData } from 'node:worker_threads';
import { decideFile } from './decide.ts';
import type { FileTask, RunOptions } from './task.ts';

const options = workerData as RunOptions;

parentPort?.on('message', async (task: FileTask) => {
  parentPort?.postMessage(await decideFile(task, options));
});
