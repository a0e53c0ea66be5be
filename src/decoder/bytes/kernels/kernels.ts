// What runs over every byte of a capture, in WebAssembly: taking masks off, checking UTF-8, reading plain packets and frames, inflating.
// The kernels work in a memory of their own that never grows, so that views on it stay good. Bytes that lie in it already
// (see `stage`) are worked on where they are. Without WebAssembly, or without its 128-bit SIMD (Safari before 16.4,
// Lockdown Mode), `kernels` is `null`, and the same is done in JavaScript, more slowly.

import { parseBase64 } from '../base64.ts';
import { checkUtf8, type Utf8Progress, utf8Bad, utf8States } from '../utf8.ts';
import { compiled } from './compiled.ts';

/** The functions of the module; `assembly` describes them. All numbers are 32-bit; places are offsets in the memory. */
export interface Kernels {
  unmask(from: number, end: number, key: number, to: number): void;
  utf8(from: number, end: number, state: number, table: number): number;
  wholeFrames(
    at: number,
    end: number,
    low: number,
    time: number,
    state: number,
    messageState: number,
    rows: number,
  ): number;
  plainPackets(run: number): void;
  inflate(
    end: number,
    limit: number,
    history: number,
    maxDistance: number,
    lit: number,
    dist: number,
    cell: number,
  ): number;
}

/** 4 MiB, of which only what is used takes memory of the machine. */
const pages = 64;

function load(): { readonly kernels: Kernels; readonly buffer: ArrayBuffer } | null {
  // The memory is little-endian, and views on it are read as the machine reads.
  if (new Uint8Array(new Uint16Array([1]).buffer)[0] !== 1) return null;
  try {
    const memory = new WebAssembly.Memory({ initial: pages, maximum: pages });
    const module = new WebAssembly.Module(parseBase64(compiled) as Uint8Array<ArrayBuffer>);
    const { exports } = new WebAssembly.Instance(module, { env: { memory } });
    return { kernels: exports as unknown as Kernels, buffer: memory.buffer };
  } catch {
    return null;
  }
}

const loaded = load();

/** The kernels, or `null` where they cannot run. */
export const kernels = loaded?.kernels ?? null;

/** All of their memory. */
export const kernelMemory = new Uint8Array(loaded?.buffer ?? new ArrayBuffer(0));

// Below this lies what the compiler put there.
let reserved = 65536;

/**
 * A piece of the kernels' memory, given out for good: for tables and buffers that live as long as the program. An ordinary
 * array where there are no kernels. Never call it for each input.
 */
export function reserve(length: number): Uint8Array<ArrayBuffer> {
  if (loaded === null) return new Uint8Array(length);
  const at = reserved;
  // Whole blocks of 64 bytes, with as much behind each that a kernel may read or write over its end.
  reserved += ((length + 63) & ~63) + 64;
  if (reserved > loaded.buffer.byteLength) throw new Error('The memory of the kernels is too small.');
  return new Uint8Array(loaded.buffer, at, length);
}

/** As `reserve`, 32-bit numbers. */
export function reserveWords(length: number): Int32Array<ArrayBuffer> {
  const bytes = reserve(length * 4);
  return new Int32Array(bytes.buffer, bytes.byteOffset, length);
}

/** Whether a kernel can work on these bytes where they lie. */
export function inKernelMemory(bytes: Uint8Array): boolean {
  return loaded !== null && bytes.buffer === loaded.buffer;
}

const staged = reserve(1 << 20);

/**
 * A chunk of the input as the kernels like it: in their memory, until the next call. A chunk of more than 1 MiB stays where
 * it is, and its payloads are copied piece by piece.
 */
export function stage(chunk: Uint8Array): Uint8Array {
  if (kernels === null || chunk.length > staged.length) return chunk;
  staged.set(chunk);
  return staged.subarray(0, chunk.length);
}

const statesCopy = reserve(utf8States.length);
statesCopy.set(utf8States);

/** Where the states of UTF-8 lie. */
export const utf8Table = statesCopy.byteOffset;

/** As `checkUtf8`, by the kernel where the bytes lie in its memory. */
export function checkUtf8Fast(bytes: Uint8Array, start: number, end: number, progress: Utf8Progress): void {
  if (kernels === null || !inKernelMemory(bytes)) {
    checkUtf8(bytes, start, end, progress);
    return;
  }
  const from = bytes.byteOffset + start;
  const state = kernels.utf8(from, from + end - start, progress.state, utf8Table);
  if (state >= 0) {
    progress.state = state;
  } else {
    progress.state = utf8Bad;
    progress.badAt = start - 1 - state;
  }
}
