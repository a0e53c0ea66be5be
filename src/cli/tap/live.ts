// The recording of a running tap for the page of this machine: its bytes as they are written, to who has the token.

import { randomBytes, timingSafeEqual } from 'node:crypto';
import { open } from 'node:fs/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { pipeline } from 'node:stream/promises';
import { setTimeout as wait } from 'node:timers/promises';
import type { CaptureFile } from './capture-file.ts';
import { isOfAnotherUser } from './peer-user.ts';

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
    const refusal = await this.#refusal(request);
    if (refusal !== null) {
      response.writeHead(403, { 'Content-Type': 'text/plain' }).end(`${refusal}\n`);
      return;
    }
    response.writeHead(200, {
      'Content-Type': 'application/octet-stream',
      'Cache-Control': 'no-store',
      'X-Content-Type-Options': 'nosniff',
    });
    response.flushHeaders();
    // A page that leaves, and a file that was moved away, end the response: the tap goes on.
    await pipeline(this.#chunks(response), response).catch(() => {});
  }

  /** Why a request is not answered. The token alone is not enough: other users see it among the running programs. */
  async #refusal({ headers, socket }: IncomingMessage): Promise<string | null> {
    const site = headers['sec-fetch-site'];
    if (site !== undefined && site !== 'same-origin') return 'Expected a request of the page.';
    const { remotePort: from = 0, localPort: to = 0 } = socket;
    return (await isOfAnotherUser({ from, to })) ? 'Expected a request of the user who runs the tap.' : null;
  }

  async *#chunks(response: ServerResponse): AsyncGenerator<Uint8Array> {
    const handle = await open(this.#file.path, 'r');
    try {
      let sent = 0;
      while (!response.destroyed) {
        const isLast = this.#ended.aborted;
        // The header alone is no recording yet.
        const end = this.#file.written > this.#file.headerRange.end ? this.#file.written : 0;
        while (sent < end) {
          const buffer = Buffer.allocUnsafe(Math.min(chunkBytes, end - sent));
          const { bytesRead } = await handle.read(buffer, 0, buffer.length, sent);
          if (bytesRead === 0) break;
          sent += bytesRead;
          yield buffer.subarray(0, bytesRead);
        }
        if (isLast) return;
        await wait(lookMs);
      }
    } finally {
      await handle.close();
    }
  }
}
