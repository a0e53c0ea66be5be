// An input before its format is known: its first bytes, one pass through all of it, and a store to read back
// from.

import { type ByteStore, MemoryStore } from '../decoder/bytes/store.ts';
import { encodeText } from '../decoder/bytes/utf8.ts';
import { recognisedBytes } from '../decoder/recognise/recognition.ts';
import { Gunzip } from './gunzip.ts';
import { BlobStore, type BlockCache, chunksOf, isGzip, spillInto } from './input.ts';
import type { InputContent } from './protocol.ts';

/** Bytes or characters of a chunk of an input in memory: the largest chunk that the kernels take. */
const partSize = 1 << 20;
/** Bytes of a gzip file that are inflated at once. */
const memberPart = 1 << 14;

/**
 * Bytes to which a gzip file may inflate: so many times its length, and any file so far. Captures and logs are
 * compressed to a tenth or less, rarely to a thirtieth.
 */
const maxInflatedTimes = 32;
const minInflated = 128 * 1024 * 1024;

/** A gzip file inflates to more than `limit` bytes. */
export class InflatesTooFar extends Error {
  readonly limit: number;
  constructor(limit: number) {
    super(`The gzip data inflates to more than ${limit} bytes.`);
    this.limit = limit;
  }
}

/** An input before its format is known. */
export interface Source {
  /** Size in bytes as given: compressed for a compressed file. */
  readonly size: number;
  readonly isCompressed: boolean;
  /** The first bytes, uncompressed. */
  readonly head: Uint8Array;
  /** Reads the input back; of a compressed file, the part that was read so far. */
  readonly store: ByteStore;
  /** The text, where a text was handed in. */
  readonly text: string | null;
  /**
   * The uncompressed bytes, each chunk valid until the next. `onRead` is given the number of bytes as given,
   * as they are read.
   */
  chunks(onRead: (length: number) => void): AsyncGenerator<Uint8Array>;
}

/** Prepares an input for reading. Blocks that are read back are kept in `cache`. */
export async function openSource(input: InputContent, cache: BlockCache): Promise<Source> {
  if (input.kind === 'text') return memorySource(input.name, encodeText(input.text), input.text);
  if (input.kind === 'bytes' && !isGzip(input.bytes)) return memorySource(input.name, input.bytes, null);
  const blob = input.kind === 'file' ? input.file : new Blob([input.bytes.slice()]);
  const head = new Uint8Array(await blob.slice(0, recognisedBytes).arrayBuffer());
  if (isGzip(head)) return gzipSource(input.name, blob, cache);
  return {
    size: blob.size,
    isCompressed: false,
    head,
    store: new BlobStore(input.name, blob, cache),
    text: null,
    async *chunks(onRead) {
      for await (const chunk of chunksOf(blob.stream())) {
        onRead(chunk.length);
        yield chunk;
      }
    },
  };
}

function memorySource(name: string, bytes: Uint8Array, text: string | null): Source {
  return {
    size: bytes.length,
    isCompressed: false,
    head: bytes.subarray(0, recognisedBytes),
    store: new MemoryStore(name, bytes),
    text,
    async *chunks(onRead) {
      for (let at = 0; at < bytes.length; at += partSize) {
        const chunk = bytes.subarray(at, at + partSize);
        onRead(chunk.length);
        yield chunk;
      }
    },
  };
}

async function gzipSource(name: string, blob: Blob, cache: BlockCache): Promise<Source> {
  const store = new MemoryStore(name);
  store.spillTo(spillInto(name, cache));
  const limit = Math.max(minInflated, blob.size * maxInflatedTimes);
  return {
    size: blob.size,
    isCompressed: true,
    head: await uncompressedHead(blob),
    store,
    text: null,
    async *chunks(onRead) {
      // A separate stage counts the compressed bytes.
      const counter = new TransformStream<Uint8Array<ArrayBuffer>, Uint8Array<ArrayBuffer>>({
        transform(chunk, controller) {
          onRead(chunk.length);
          controller.enqueue(chunk);
        },
      });
      const stream = blob.stream().pipeThrough(counter).pipeThrough(new DecompressionStream('gzip'));
      const add = (chunk: Uint8Array) => {
        if (store.length + chunk.length > limit) throw new InflatesTooFar(limit);
        store.append(chunk);
        return chunk;
      };
      try {
        for await (const chunk of chunksOf(stream)) yield add(chunk);
      } catch (error) {
        if (error instanceof InflatesTooFar) throw error;
        // Damage, or a member after the first.
        for await (const chunk of membersAfter(blob, store.length)) yield add(chunk);
      }
    },
  };
}

/** The inflated bytes of all members of a gzip file, from `offset` on. Throws at damage. */
async function* membersAfter(blob: Blob, offset: number): AsyncGenerator<Uint8Array> {
  let skipped = 0;
  const runs: Uint8Array[] = [];
  const gunzip = new Gunzip((bytes) => {
    const skip = Math.min(bytes.length, offset - skipped);
    skipped += skip;
    if (skip < bytes.length) runs.push(bytes.slice(skip));
  });
  for await (const chunk of chunksOf(blob.stream())) {
    // A small part at a time: it may inflate to a thousand times its length.
    for (let at = 0; at < chunk.length; at += memberPart) {
      let damage: unknown = null;
      try {
        gunzip.push(chunk.subarray(at, at + memberPart));
      } catch (error) {
        damage = error;
      }
      yield* runs.splice(0);
      if (damage !== null) throw damage;
    }
  }
  gunzip.end();
}

/** The first bytes of a gzip file, uncompressed. */
async function uncompressedHead(blob: Blob): Promise<Uint8Array> {
  const stream = blob.slice(0, recognisedBytes).stream().pipeThrough(new DecompressionStream('gzip'));
  const head = new Uint8Array(recognisedBytes);
  let length = 0;
  try {
    for await (const chunk of chunksOf(stream)) {
      const part = chunk.subarray(0, recognisedBytes - length);
      head.set(part, length);
      length += part.length;
      if (length === recognisedBytes) break;
    }
  } catch {
    // The compressed head ends inside a block: the output before that is enough to recognise a format.
  }
  return head.subarray(0, length);
}

/** A text in parts for a reader. */
export function* textParts(text: string): Generator<string> {
  for (let at = 0; at < text.length; at += partSize) yield text.slice(at, at + partSize);
}
