import type { FileHandle } from 'node:fs/promises';

const chunkSize = 1 << 20;

/**
 * A part of a file on disk with the face of a Blob, which is what the worker opens. Nothing is read before it
 * is asked for.
 */
export class FileBlob implements Blob {
  readonly type = '';
  readonly size: number;
  readonly #handle: FileHandle;
  readonly #start: number;

  constructor(handle: FileHandle, start: number, end: number) {
    this.#handle = handle;
    this.#start = start;
    this.size = Math.max(0, end - start);
  }

  slice(start = 0, end = this.size): Blob {
    const at = (offset: number) => Math.min(this.size, Math.max(0, offset < 0 ? this.size + offset : offset));
    return new FileBlob(this.#handle, this.#start + at(start), this.#start + Math.max(at(start), at(end)));
  }

  async #read(into: Uint8Array, from: number): Promise<number> {
    let done = 0;
    while (done < into.length) {
      const { bytesRead } = await this.#handle.read(
        into,
        done,
        into.length - done,
        this.#start + from + done,
      );
      if (bytesRead === 0) throw new DOMException('The file ends before its size.', 'NotReadableError');
      done += bytesRead;
    }
    return done;
  }

  async bytes(): Promise<Uint8Array<ArrayBuffer>> {
    const result = new Uint8Array(this.size);
    return result.subarray(0, await this.#read(result, 0));
  }

  async arrayBuffer(): Promise<ArrayBuffer> {
    const bytes = await this.bytes();
    return bytes.length === bytes.buffer.byteLength ? bytes.buffer : bytes.slice().buffer;
  }

  async text(): Promise<string> {
    return new TextDecoder().decode(await this.bytes());
  }

  stream(): ReadableStream<Uint8Array<ArrayBuffer>> {
    let at = 0;
    return new ReadableStream({
      type: 'bytes',
      autoAllocateChunkSize: chunkSize,
      pull: async (controller) => {
        const request = controller.byobRequest;
        const view = request?.view;
        if (!request || !view) return;
        const room = Math.min(view.byteLength, this.size - at);
        const into = new Uint8Array(view.buffer, view.byteOffset, room);
        const count = room > 0 ? await this.#read(into, at) : 0;
        at += count;
        if (count === 0) controller.close();
        request.respond(count);
      },
    });
  }
}
