// The recording of a running tap for the page of this machine: its bytes as they are written, to whoever has the token.

import { randomBytes, timingSafeEqual } from 'node:crypto';
import { open } from 'node:fs/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { setTimeout as wait } from 'node:timers/promises';
import type { CaptureFile } from './capture-file.ts';

/** Time between two looks at the file, in milliseconds. */
const lookMs = 150;
const chunkBytes = 1 << 20;

/** Gives the bytes of a recording out while it grows. */
export class LiveRecording {
  readonly token = randomBytes(16).toString('hex');
  readonly #file: CaptureFile;
  readonly #ended: AbortSignal;

  /** `ended`: aborted once the recording is complete. */
  constructor(file: CaptureFile, ended: AbortSignal) {
    this.#file = file;
    this.#ended = ended;
  }

  /** Whether a path asks for this recording. */
  answers(path: string): boolean {
    const asked = Buffer.from(/^\/live\/([0-9a-f]{32})$/.exec(path)?.[1] ?? '');
    const own = Buffer.from(this.token);
    return asked.length === own.length && timingSafeEqual(asked, own);
  }

  /** Writes what is recorded and what follows, to the end of the recording or of the connection. */
  async respond(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const site = request.headers['sec-fetch-site'];
    if (site !== undefined && site !== 'same-origin') {
      response.writeHead(403, { 'Content-Type': 'text/plain' }).end('Expected a request of the page.\n');
      return;
    }
    response.writeHead(200, {
      'Content-Type': 'application/octet-stream',
      'Cache-Control': 'no-store',
      'X-Content-Type-Options': 'nosniff',
    });
    response.flushHeaders();
    const handle = await open(this.#file.path, 'r');
    try {
      let sent = 0;
      let isLast = false;
      while (!response.destroyed && !isLast) {
        isLast = this.#ended.aborted;
        sent = await this.#send(handle, sent, response);
        if (!isLast) await wait(lookMs);
      }
    } finally {
      await handle.close();
      response.end();
    }
  }

  async #send(
    handle: Awaited<ReturnType<typeof open>>,
    from: number,
    response: ServerResponse,
  ): Promise<number> {
    // The header alone is no recording yet.
    if (this.#file.written <= this.#file.headerRange.end) return from;
    let sent = from;
    for (const end = this.#file.written; sent < end && !response.destroyed; ) {
      const { bytesRead, buffer } = await handle.read(
        Buffer.allocUnsafe(Math.min(chunkBytes, end - sent)),
        0,
        undefined,
        sent,
      );
      if (bytesRead === 0) break;
      sent += bytesRead;
      if (!response.write(buffer.subarray(0, bytesRead))) {
        await Promise.race([
          new Promise((resolve) => response.once('drain', resolve)),
          new Promise((resolve) => response.once('close', resolve)),
        ]);
      }
    }
    return sent;
  }
}
