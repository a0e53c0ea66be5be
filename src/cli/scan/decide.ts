// Decides one file: opens it in a session of its own and makes its lines.

import { createHash } from 'node:crypto';
import { constants } from 'node:fs';
import { open } from 'node:fs/promises';
import { basename } from 'node:path';
import { noAssumptions } from '../../decoder/model/assumptions.ts';
import { sessionClient } from '../../library/session.ts';
import { CallCancelled, CallFailed } from '../../worker/client.ts';
import type { CaptureView } from '../../worker/protocol.ts';
import { FileBlob } from '../file-blob.ts';
import { captureLines } from './capture-lines.ts';
import { faultText, memoryNote } from './fault-words.ts';
import { type FileFields, type FileProblem, fileLine, type ScanLine } from './line.ts';
import {
  type FileResult,
  type FileTask,
  fileFields,
  problemResult,
  type RunOptions,
  resultOf,
} from './task.ts';

/** The answer for one file. It never throws for what the file holds. */
export async function decideFile(task: FileTask, options: RunOptions): Promise<FileResult> {
  let handle: Awaited<ReturnType<typeof open>>;
  try {
    // Without O_NONBLOCK a pipe that took the place of the file would be waited for.
    handle = await open(task.file, constants.O_RDONLY | constants.O_NONBLOCK);
  } catch (error) {
    const note = `Expected a readable file, found ${faultText(error)}.`;
    return problemResult(task, 'unreadable', note, options);
  }
  try {
    const info = await handle.stat();
    if (!info.isFile())
      return problemResult(task, 'unreadable', 'Expected a file, found something else.', options);
    const blob = new FileBlob(handle, 0, info.size);
    const fields = fileFields({ ...task, bytes: info.size, modified: info.mtimeMs });
    return resultOf(await linesOf(blob, fields, options), options);
  } catch (error) {
    const [problem, note] = problemOf(error, options);
    return problemResult(task, problem, note, options);
  } finally {
    await handle.close();
  }
}

/** The memory of buffers, which the limit of a thread's heap does not count, is larger than the limit. */
class TooLarge extends Error {}

async function linesOf(blob: FileBlob, file: FileFields, options: RunOptions): Promise<ScanLine[]> {
  const client = sessionClient();
  const limit = options.threadMemory * 1024 * 1024;
  const stop = new AbortController();
  try {
    const { capture } = await client.call(
      'open',
      {
        kind: 'file',
        file: blob,
        name: basename(file.file),
        format: null,
        assumptions: noAssumptions,
        secrets: options.secrets,
      },
      {
        signal: stop.signal,
        onProgress: () => {
          if (process.memoryUsage().arrayBuffers > limit) stop.abort();
        },
      },
    );
    const fields = {
      ...file,
      format: capture.format === '' ? null : capture.format,
      file_sha256: options.hash ? await sha256Of(blob) : null,
    };
    if (capture.connections.length === 0 && capture.counted.connections === 0)
      return [withoutConnection(capture, fields)];
    if (!areFrames(capture)) return [fileLine(fields, 'foreign', noFrames)];
    return await captureLines(client, capture, fields, options.linkTo);
  } catch (error) {
    if (error instanceof CallCancelled) throw new TooLarge();
    throw error;
  }
}

const noFrames =
  'Expected a capture or a dump, found bytes that read as no WebSocket frames from their start. "framescope FILE" shows them as frames all the same.';

/**
 * Whether a file without the marks of a format holds a stream: two frames follow each other at its start, or all of
 * it reads as frames. A folder has many files that are none, and a fault found in them by chance would be counted.
 */
function areFrames({ format, grade, connections }: CaptureView): boolean {
  return format !== 'raw' || grade !== 'possible' || connections.some(({ level }) => level === 'sound');
}

async function sha256Of(blob: FileBlob): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of blob.stream()) hash.update(chunk);
  return hash.digest('hex');
}

function withoutConnection(capture: CaptureView, fields: FileFields): ScanLine {
  const isForeign =
    capture.notes.some(({ id }) => id === 'other-file-kind') ||
    (capture.kind === 'unknown' && capture.notes.every(({ id }) => id !== 'no-websocket'));
  const note = capture.notes.find(({ level }) => level === 'error') ?? capture.notes[0];
  const text = note?.text ?? `Expected a capture, found ${capture.formatName || 'something else'}.`;
  return fileLine(fields, isForeign ? 'foreign' : 'no-websocket', text);
}

function problemOf(error: unknown, { threadMemory }: RunOptions): [FileProblem, string] {
  const message = error instanceof Error ? error.message : String(error);
  const isAllocation = /allocation failed|invalid (?:typed )?array (?:buffer )?length/i.test(message);
  if (error instanceof TooLarge || isAllocation) return ['out-of-memory', memoryNote(threadMemory)];
  if (error instanceof CallFailed && error.by === 'input')
    return [
      'unreadable',
      'Expected the file as it was when it was opened, found that it changed or can no longer be read.',
    ];
  const code = (error as NodeJS.ErrnoException | null)?.code;
  if (code !== undefined) return ['unreadable', `Expected a readable file, found ${faultText(error)}.`];
  return ['failed', `The decoder failed: ${message}`];
}
