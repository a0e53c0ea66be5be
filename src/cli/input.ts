// The input as a Blob: a file where it is on disk, standard input in a temporary file, because
// payloads are read back from the file and never kept in memory.

import { createWriteStream } from 'node:fs';
import { mkdtemp, open, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { CaptureSecret } from '../decoder/model/capture-sink.ts';
import { secretKindOf } from '../decoder/model/secret-text.ts';
import { FileBlob } from './file-blob.ts';
import { errorTextOf, maxLinkLength } from './link-input.ts';

/** An input that could not be read: one sentence for standard error. */
export class InputProblem extends Error {}

export interface InspectInput {
  readonly name: string;
  readonly file: Blob;
  close(): Promise<void>;
}

/** The text of a link as an input, or `null` for any other input. Throws `InputProblem`. */
function linkInput(input: string): InspectInput | null {
  const found = errorTextOf(input);
  if (found === null) return null;
  if ('problem' in found) throw new InputProblem(found.problem);
  return { name: 'link', file: new Blob([found.text]), close: async () => {} };
}

/** Opens a path, a link with an error text, or `-` for standard input. Throws `InputProblem`. */
export async function openInput(path: string, stdin: Readable): Promise<InspectInput> {
  if (path !== '-') return linkInput(path) ?? openFile(path, basename(path), async () => {});
  const folder = await mkdtemp(join(tmpdir(), 'framescope-'));
  const remove = () => rm(folder, { recursive: true, force: true });
  try {
    const spooled = join(folder, 'input');
    await pipeline(stdin, createWriteStream(spooled, { mode: 0o600 }));
    const input = await openFile(spooled, 'standard input', remove);
    const link = input.file.size > maxLinkLength ? null : linkInput(await input.file.text());
    if (link === null) return input;
    await input.close();
    return link;
  } catch (error) {
    await remove();
    throw error;
  }
}

async function openFile(path: string, name: string, after: () => Promise<void>): Promise<InspectInput> {
  try {
    const info = await stat(path);
    if (info.isDirectory())
      throw new InputProblem(
        `Expected a file, found a directory: ${path}. "framescope scan ${path}" decides each capture in it.`,
      );
    const handle = await open(path, 'r');
    const close = async () => {
      await handle.close();
      await after();
    };
    return { name, file: new FileBlob(handle, 0, info.size), close };
  } catch (error) {
    if (error instanceof InputProblem) throw error;
    const code = (error as NodeJS.ErrnoException).code;
    const reason =
      code === 'ENOENT' ? 'no such file' : code === 'EACCES' ? 'no permission to read' : String(code);
    throw new InputProblem(`Expected a readable file, found ${reason}: ${path}`);
  }
}

/** Reads the file of --keylog. Throws `InputProblem`. */
export async function readKeyLog(path: string): Promise<CaptureSecret> {
  try {
    const text = await readFile(path, 'utf8');
    return { kind: secretKindOf(text) ?? 'tls-key-log', text };
  } catch {
    throw new InputProblem(`Expected a readable key log, found none: ${path}`);
  }
}
