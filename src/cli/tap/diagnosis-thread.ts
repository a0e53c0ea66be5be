// The thread of diagnosis.ts.

import { open } from 'node:fs/promises';
import { basename } from 'node:path';
import { parentPort } from 'node:worker_threads';
import { diagnoseConnection } from '../../worker/connection-diagnosis.ts';
import { openCapture } from '../../worker/open.ts';
import { captureView } from '../../worker/views.ts';
import { connectionText } from '../connection-text.ts';
import { FileBlob } from '../file-blob.ts';
import { styleFor } from '../style.ts';
import { type Answer, noAnswer, type Question } from './diagnosis.ts';
import { PartsBlob } from './parts-blob.ts';

async function answer(question: Question): Promise<Answer> {
  const started = performance.now();
  const handle = await open(question.path, 'r');
  try {
    const file = new PartsBlob(question.ranges.map(([start, end]) => new FileBlob(handle, start, end)));
    const assumptions = { sender: null, deflate: null };
    const input = {
      kind: 'file',
      file,
      name: basename(question.path),
      format: 'pcapng',
      assumptions,
    } as const;
    const capture = await openCapture(input, { signal: { cancelled: false }, progress: () => {} });
    const at = capture.connections.findLastIndex(({ connection }) => connection.client === question.client);
    const found = capture.connections[at];
    if (found === undefined) return { ...noAnswer, id: question.id, took: performance.now() - started };
    await diagnoseConnection(found, capture.notes);
    const view = captureView(capture);
    const connection = view.connections[at];
    const style = styleFor(question.terminal, process.env);
    const shown = question.open
      ? connection.breaks.length > 0
      : connection.level === 'broken' || connection.level === 'warning';
    return {
      id: question.id,
      level: connection.level,
      cause: connection.diagnosis[0]?.cause ?? null,
      headline: connection.headline,
      frames: connection.frames,
      breaks: connection.breaks.length,
      text: shown ? await connectionText(capture, view, at, { most: null, style, env: process.env }) : '',
      took: performance.now() - started,
      failure: null,
    };
  } finally {
    await handle.close();
  }
}

let last = Promise.resolve();
parentPort?.on('message', (question: Question) => {
  last = last.then(async () => {
    try {
      parentPort?.postMessage(await answer(question));
    } catch (error) {
      parentPort?.postMessage({ ...noAnswer, id: question.id, failure: String(error) });
    }
  });
});
