// Where the lines go: standard output, or a file that can be continued.

import { constants, type Stats } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import type { Writable } from 'node:stream';
import { InputProblem } from '../input.ts';

/** The reader of standard output has closed it. */
export class ReaderLeft extends Error {}

/** Takes text; resolves when more may be written. */
export interface Output {
  /** Bytes written, those of the runs before included. */
  readonly length: number;
  write(text: string): Promise<void>;
  close(): Promise<void>;
}

/** Standard output. Throws `ReaderLeft` once its reader has closed it. */
export function streamOutput(stream: Writable): Output {
  let length = 0;
  let isClosed = stream.destroyed;
  let wake: () => void = () => {};
  const leave = () => {
    isClosed = true;
    wake();
  };
  const drained = () => wake();
  stream.on('error', leave).on('close', leave).on('drain', drained);
  return {
    get length() {
      return length;
    },
    async write(text) {
      if (isClosed) throw new ReaderLeft();
      length += Buffer.byteLength(text);
      if (stream.write(text)) return;
      await new Promise<void>((resolve) => {
        wake = resolve;
        if (isClosed || !stream.writableNeedDrain) resolve();
      });
      if (isClosed) throw new ReaderLeft();
    },
    async close() {
      stream.off('close', leave).off('drain', drained);
    },
  };
}

/** An open file with what is known of it. */
export interface OpenFile {
  readonly handle: FileHandle;
  readonly info: Stats;
}

/** Opens a file for reading and writing and creates it if needed. Nothing in it is changed. */
export async function openForWriting(path: string): Promise<OpenFile> {
  try {
    const handle = await open(path, constants.O_RDWR | constants.O_CREAT, 0o644);
    return { handle, info: await handle.stat() };
  } catch (error) {
    throw new InputProblem(
      `Expected a file that can be written, found ${(error as NodeJS.ErrnoException).code ?? String(error)}: ${path}`,
    );
  }
}

/** A file whose content after its first `start` bytes is replaced. A pipe or device is written from now on. */
export async function fileOutput({ handle, info }: OpenFile, start: number): Promise<Output> {
  const isFile = info.isFile();
  if (isFile) await handle.truncate(start);
  let length = start;
  return {
    get length() {
      return length;
    },
    async write(text) {
      const bytes = Buffer.from(text);
      for (let done = 0; done < bytes.length; ) {
        const position = isFile ? length : null;
        const { bytesWritten } = await handle.write(bytes, done, bytes.length - done, position);
        done += bytesWritten;
        length += bytesWritten;
      }
    },
    close: () => handle.close(),
  };
}
