// The captures that an agent looks at. A capture stays open, so that pages of it cost no second decoding.

import { noAssumptions } from '../../decoder/model/assumptions.ts';
import { secretKindOf } from '../../decoder/model/secret-text.ts';
import { sessionClient } from '../../library/session.ts';
import type { Client } from '../../worker/client.ts';
import type { CaptureView, ConnectionView } from '../../worker/protocol.ts';
import { FileBlob } from '../file-blob.ts';
import { InputProblem } from '../input.ts';
import type { RootedFile, Roots } from './roots.ts';

/** Captures that stay open. */
const maxOpen = 2;
/** Largest key log, in bytes. */
const maxKeyLog = 64 * 1024 * 1024;

/** A decoded capture. */
export interface OpenedCapture {
  readonly client: Client;
  readonly capture: CaptureView;
  readonly file: Blob;
}

interface Kept {
  readonly rooted: RootedFile;
  readonly opened: Promise<OpenedCapture>;
}

/** Opens captures below the roots. */
export class Captures {
  readonly #roots: Roots;
  /** The most recently used one last. */
  readonly #kept = new Map<string, Kept>();

  constructor(roots: Roots) {
    this.#roots = roots;
  }

  /** Decodes a file, or takes it as it was decoded before. Throws `InputProblem`. */
  async open(path: string, keylog: string | null, signal: AbortSignal): Promise<OpenedCapture> {
    const rooted = await this.#roots.open(path);
    const key = JSON.stringify([rooted.path, rooted.size, rooted.modified, keylog]);
    const known = this.#kept.get(key);
    if (known !== undefined) {
      await rooted.handle.close();
      this.#kept.delete(key);
      this.#kept.set(key, known);
      return known.opened;
    }
    const opened = this.#decode(rooted, keylog, signal);
    this.#kept.set(key, { rooted, opened });
    try {
      const result = await opened;
      for (const [oldest, { rooted: file }] of this.#kept) {
        if (this.#kept.size <= maxOpen) break;
        this.#kept.delete(oldest);
        await file.handle.close();
      }
      return result;
    } catch (error) {
      this.#kept.delete(key);
      await rooted.handle.close();
      throw error;
    }
  }

  async #decode(rooted: RootedFile, keylog: string | null, signal: AbortSignal): Promise<OpenedCapture> {
    const client = sessionClient();
    const file = new FileBlob(rooted.handle, 0, rooted.size);
    const secrets = keylog === null ? [] : [await this.#secret(keylog)];
    const { capture } = await client.call(
      'open',
      { kind: 'file', file, name: rooted.name, format: null, assumptions: noAssumptions, secrets },
      { signal },
    );
    return { client, capture, file };
  }

  async #secret(path: string) {
    const text = await this.text(path, maxKeyLog);
    return { kind: secretKindOf(text) ?? ('tls-key-log' as const), text };
  }

  /** A text file below the roots. Throws `InputProblem`. */
  async text(path: string, maxBytes: number): Promise<string> {
    const { handle, size } = await this.#roots.open(path);
    try {
      if (size > maxBytes)
        throw new InputProblem(`Expected at most ${maxBytes} bytes, found ${size}: ${path}`);
      return await handle.readFile('utf8');
    } finally {
      await handle.close();
    }
  }

  async close(): Promise<void> {
    for (const { rooted } of this.#kept.values()) await rooted.handle.close();
    this.#kept.clear();
  }
}

/** A connection by its number. Throws `InputProblem`. */
export function connectionOf({ connections }: CaptureView, id: number): ConnectionView {
  const view = connections[id];
  if (view === undefined)
    throw new InputProblem(`Expected a connection from 0 to ${connections.length - 1}, found ${id}.`);
  return view;
}
