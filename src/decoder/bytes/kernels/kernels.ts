// The loops over every byte of a capture, in WebAssembly: unmasking, checking UTF-8, inflating; and, for the
// fast path, reading packets and frames. The kernels work in one memory that never grows, so that views on it
// stay valid. Bytes that are in this memory already (see `stage`) are not copied. Without WebAssembly, or
// without its 128-bit SIMD (Safari before 16.4, Lockdown Mode), `kernels` is `null` and JavaScript does the
// same more slowly.

import { parseBase64 } from '../base64.ts';
import { checkUtf8, type Utf8Progress, utf8Bad, utf8States } from '../utf8.ts';
import { compiled } from './compiled.ts';

/**
 * The functions of the module; `assembly` describes them. Addresses are offsets in the memory of the kernels.
 */
export interface Kernels {
  unmask(from: number, end: number, key: number, to: number): void;
  utf8(from: number, end: number, state: number, table: number): number;
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

/** 4 MiB. Pages that are never used take no physical memory. */
const pages = 64;

function createMemory(): WebAssembly.Memory | null {
  // The memory is little-endian, and typed arrays read it in the byte order of the machine.
  if (new Uint8Array(new Uint16Array([1]).buffer)[0] !== 1) return null;
  try {
    return new WebAssembly.Memory({ initial: pages, maximum: pages });
  } catch {
    return null;
  }
}

const memory = createMemory();

/**
 * The functions of a compiled module, which work in the memory of the kernels; `null` where they cannot run.
 */
export function loadKernels<Functions>(base64: string): Functions | null {
  if (memory === null) return null;
  try {
    const module = new WebAssembly.Module(parseBase64(base64) as Uint8Array<ArrayBuffer>);
    return new WebAssembly.Instance(module, { env: { memory } }).exports as unknown as Functions;
  } catch {
    return null;
  }
}

/** The kernels, or `null` where they cannot run. */
export const kernels = loadKernels<Kernels>(compiled);

/** All of their memory; empty where they cannot run. */
export const kernelMemory = new Uint8Array(
  kernels !== null && memory !== null ? memory.buffer : new ArrayBuffer(0),
);

/** The compiler may put static data below this address. */
let reserved = 65536;

/**
 * Memory of the kernels, given out for good: for tables and buffers that live as long as the program, never
 * for each input. An ordinary array where there are no kernels.
 */
export function reserve(length: number): Uint8Array<ArrayBuffer> {
  if (kernels === null) return new Uint8Array(length);
  const address = reserved;
  // Whole blocks of 64 bytes, then 64 bytes that a kernel may read or write past the end.
  reserved += ((length + 63) & ~63) + 64;
  if (reserved > kernelMemory.length) throw new Error('The memory of the kernels is too small.');
  return new Uint8Array(kernelMemory.buffer, address, length);
}

/** As `reserve`, for 32-bit numbers. */
export function reserveWords(length: number): Int32Array<ArrayBuffer> {
  const bytes = reserve(length * 4);
  return new Int32Array(bytes.buffer, bytes.byteOffset, length);
}

/** Whether a kernel can work on these bytes without a copy. */
export function inKernelMemory(bytes: Uint8Array): boolean {
  return kernels !== null && bytes.buffer === kernelMemory.buffer;
}

const staged = reserve(1 << 20);

/**
 * A chunk of the input in the memory of the kernels, until the next call. A chunk of more than 1 MiB is not
 * copied as a whole; its payloads are copied when they are read.
 */
export function stage(chunk: Uint8Array): Uint8Array {
  if (kernels === null || chunk.length > staged.length) return chunk;
  staged.set(chunk);
  return staged.subarray(0, chunk.length);
}

const statesCopy = reserve(utf8States.length);
statesCopy.set(utf8States);

/** Address of the states of UTF-8. */
export const utf8Table = statesCopy.byteOffset;

/** As `checkUtf8`, by the kernel when the bytes are in its memory. */
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
