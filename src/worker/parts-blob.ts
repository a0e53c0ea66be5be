// Parts of a file, one after the other, as a Blob.

/** Blobs joined without reading them. */
export class PartsBlob implements Blob {
  readonly type = '';
  readonly size: number;
  readonly #parts: readonly Blob[];
  /** Where each part begins. */
  readonly #at: readonly number[];

  constructor(parts: readonly Blob[]) {
    const at: number[] = [];
    let size = 0;
    for (const part of parts) {
      at.push(size);
      size += part.size;
    }
    this.size = size;
    this.#parts = parts;
    this.#at = at;
  }

  slice(start = 0, end = this.size): Blob {
    const place = (offset: number) =>
      Math.min(this.size, Math.max(0, offset < 0 ? this.size + offset : offset));
    const from = place(start);
    const to = Math.max(from, place(end));
    const parts: Blob[] = [];
    let low = 0;
    let high = this.#parts.length;
    while (low + 1 < high) {
      const middle = (low + high) >> 1;
      if (this.#at[middle] <= from) low = middle;
      else high = middle;
    }
    for (let i = low; i < this.#parts.length && this.#at[i] < to; i++) {
      const part = this.#parts[i].slice(Math.max(0, from - this.#at[i]), to - this.#at[i]);
      if (part.size > 0) parts.push(part);
    }
    return new PartsBlob(parts);
  }

  async bytes(): Promise<Uint8Array<ArrayBuffer>> {
    const result = new Uint8Array(this.size);
    for (const [i, part] of this.#parts.entries()) {
      result.set(new Uint8Array(await part.arrayBuffer()), this.#at[i]);
    }
    return result;
  }

  async arrayBuffer(): Promise<ArrayBuffer> {
    return (await this.bytes()).buffer;
  }

  async text(): Promise<string> {
    return new TextDecoder().decode(await this.bytes());
  }

  stream(): ReadableStream<Uint8Array<ArrayBuffer>> {
    let at = 0;
    return new ReadableStream({
      pull: async (controller) => {
        if (at >= this.size) {
          controller.close();
          return;
        }
        const part = this.slice(at, at + (1 << 20));
        at += part.size;
        controller.enqueue(new Uint8Array(await part.arrayBuffer()));
      },
    });
  }
}
