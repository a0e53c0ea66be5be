// Reads what the user opened: as a stream of chunks for decoding, and as a store to read payloads back from.

import type { ByteStore, Spill } from '../decoder/bytes/store.ts';

/** Bytes of a block, the unit that is read back. */
const blockSize = 1 << 18;
/** Blocks that are kept: 12 MiB. */
const maxBlocks = 48;

/** The blocks that were read back last, of all the Blobs of one input. */
export class BlockCache {
  readonly #blocks = new Map<string, Promise<Uint8Array>>();
  #stores = 0;

  /** A number that identifies a store in this cache. */
  nextStore(): number {
    return this.#stores++;
  }

  block(store: number, index: number, blob: Blob): Promise<Uint8Array> {
    const key = `${store}:${index}`;
    const known = this.#blocks.get(key);
    if (known) {
      // Most recently used last.
      this.#blocks.delete(key);
      this.#blocks.set(key, known);
      return known;
    }
    const block = blob
      .slice(index * blockSize, (index + 1) * blockSize)
      .arrayBuffer()
      .then((buffer) => new Uint8Array(buffer));
    block.catch(() => this.#blocks.delete(key));
    this.#blocks.set(key, block);
    if (this.#blocks.size > maxBlocks) {
      const oldest = this.#blocks.keys().next().value;
      if (oldest !== undefined) this.#blocks.delete(oldest);
    }
    return block;
  }
}

/** A file or other Blob that is read back in blocks. */
export class BlobStore implements ByteStore {
  readonly name: string;
  readonly #blob: Blob;
  readonly #cache: BlockCache;
  readonly #number: number;

  constructor(name: string, blob: Blob, cache: BlockCache) {
    this.name = name;
    this.#blob = blob;
    this.#cache = cache;
    this.#number = cache.nextStore();
  }

  get length(): number {
    return this.#blob.size;
  }

  async read(start: number, end: number): Promise<Uint8Array> {
    const to = Math.min(end, this.length);
    if (start >= to) return new Uint8Array(0);
    const first = Math.floor(start / blockSize);
    const last = Math.floor((to - 1) / blockSize);
    if (last - first > 3) return new Uint8Array(await this.#blob.slice(start, to).arrayBuffer());
    if (first === last) {
      const block = await this.#block(first);
      return block.subarray(start - first * blockSize, to - first * blockSize);
    }
    const result = new Uint8Array(to - start);
    for (let index = first; index <= last; index++) {
      const block = await this.#block(index);
      const from = Math.max(start, index * blockSize);
      const until = Math.min(to, (index + 1) * blockSize);
      result.set(block.subarray(from - index * blockSize, until - index * blockSize), from - start);
    }
    return result;
  }

  #block(index: number): Promise<Uint8Array> {
    return this.#cache.block(this.#number, index, this.#blob);
  }
}

/** Spills bytes into Blobs, which a browser may keep on disk. */
export function spillInto(name: string, cache: BlockCache): Spill {
  return (bytes) => new BlobStore(name, new Blob([bytes as Uint8Array<ArrayBuffer>]), cache);
}

// In some browsers a byte-stream reader that nothing refers to is collected in the middle of a read, which
// then never ends. Readers in use are kept here.
const readersInUse = new Set<unknown>();

const bufferSize = 1 << 20;

/**
 * Hands out the bytes of a stream, each chunk valid until the next. Where the platform can, two buffers are
 * used in turn: one is filled while the other is decoded.
 */
export async function* chunksOf(stream: ReadableStream<Uint8Array>): AsyncGenerator<Uint8Array> {
  let byob: ReadableStreamBYOBReader | null = null;
  try {
    byob = stream.getReader({ mode: 'byob' });
  } catch {
    // Not a byte stream: use the plain reader below.
  }
  if (byob !== null) {
    readersInUse.add(byob);
    try {
      let pending = byob.read(new Uint8Array(new ArrayBuffer(bufferSize)));
      let spare = new ArrayBuffer(bufferSize);
      for (;;) {
        const { value, done } = await pending;
        if (done || value === undefined) return;
        pending = byob.read(new Uint8Array(spare));
        // After a cancel nobody awaits this read.
        pending.catch(() => undefined);
        yield value;
        spare = value.buffer as ArrayBuffer;
      }
    } finally {
      readersInUse.delete(byob);
      byob.cancel().catch(() => undefined);
    }
  }
  const reader = stream.getReader();
  readersInUse.add(reader);
  try {
    for (;;) {
      const { value, done } = await reader.read();
      if (done) return;
      yield value;
    }
  } finally {
    readersInUse.delete(reader);
    reader.cancel().catch(() => undefined);
  }
}

/** Whether bytes begin as gzip does (RFC 1952), compressed by the only method there is. */
export function isGzip(head: Uint8Array): boolean {
  return head.length > 3 && head[0] === 0x1f && head[1] === 0x8b && head[2] === 8;
}
