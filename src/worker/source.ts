// An input before its format is known: its first bytes, one pass through all of it, and a store to read back
// from.

import { type ByteStore, MemoryStore } from '../decoder/bytes/store.ts';
import { encodeText } from '../decoder/bytes/utf8.ts';
import { BlobStore, type BlockCache, chunksOf, isGzip, spillInto } from './input.ts';
import type { OpenInput } from './protocol.ts';

/** Bytes that recognition looks at. */
const headSize = 65536;
/** Bytes or characters of a chunk of an input in memory: the largest chunk that the kernels take. */
const partSize = 1 << 20;

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
export async function openSource(input: OpenInput, cache: BlockCache): Promise<Source> {
  if (input.kind === 'text') return memorySource(input.name, encodeText(input.text), input.text);
  if (input.kind === 'bytes' && !isGzip(input.bytes)) return memorySource(input.name, input.bytes, null);
  const blob = input.kind === 'file' ? input.file : new Blob([input.bytes.slice()]);
  const head = new Uint8Array(await blob.slice(0, headSize).arrayBuffer());
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
    head: bytes.subarray(0, headSize),
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
      for await (const chunk of chunksOf(stream)) {
        store.append(chunk);
        yield chunk;
      }
    },
  };
}

/** The first bytes of a gzip file, uncompressed. */
async function uncompressedHead(blob: Blob): Promise<Uint8Array> {
  const stream = blob.slice(0, headSize).stream().pipeThrough(new DecompressionStream('gzip'));
  const head = new Uint8Array(headSize);
  let length = 0;
  try {
    for await (const chunk of chunksOf(stream)) {
      const part = chunk.subarray(0, headSize - length);
      head.set(part, length);
      length += part.length;
      if (length === headSize) break;
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
