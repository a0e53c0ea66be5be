// The thread of diagnosis.ts.

import { open } from 'node:fs/promises';
import { basename } from 'node:path';
import { parentPort } from 'node:worker_threads';
import { noAssumptions } from '../../decoder/model/assumptions.ts';
import { sessionClient } from '../../library/session.ts';
import type { Client } from '../../worker/client.ts';
import { PartsBlob } from '../../worker/parts-blob.ts';
import type { ConnectionView } from '../../worker/protocol.ts';
import { connectionText } from '../connection-text.ts';
import { FileBlob } from '../file-blob.ts';
import { styleFor } from '../style.ts';
import { type Answer, noAnswer, type Question } from './diagnosis.ts';

async function answer(question: Question): Promise<Answer> {
  const started = performance.now();
  const handle = await open(question.path, 'r');
  try {
    const file = new PartsBlob(question.ranges.map(([start, end]) => new FileBlob(handle, start, end)));
    const name = basename(question.path);
    const client = sessionClient();
    const { capture } = await client.call('open', {
      kind: 'file',
      file,
      name,
      format: 'pcapng',
      assumptions: noAssumptions,
    });
    const connection = capture.connections.findLast((one) => one.client === question.client);
    if (connection === undefined) {
      return { ...noAnswer, id: question.id, took: performance.now() - started };
    }
    const isShown = question.open
      ? connection.breaks.length > 0
      : connection.level === 'broken' || connection.level === 'warning';
    return {
      id: question.id,
      level: connection.level,
      cause: connection.diagnosis[0]?.cause ?? null,
      headline: connection.headline,
      frames: connection.frames,
      breaks: connection.breaks.length,
      text: isShown ? await textOf(client, connection, question) : '',
      took: performance.now() - started,
      failure: null,
    };
  } finally {
    await handle.close();
  }
}

async function textOf(client: Client, connection: ConnectionView, question: Question): Promise<string> {
  const start = await client.call('show', { connection: connection.id, frame: null });
  const style = styleFor(question.terminal, process.env);
  const { number, page } = question;
  return connectionText(client, connection, start, { maxFrames: null, number, style, page });
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
