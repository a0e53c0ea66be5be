// Calls the kernel that inflates. `assembly/inflate.ts` of the kernels describes what it reads and writes.

import { inKernelMemory, type Kernels, reserve, reserveWords } from '../bytes/kernels/kernels.ts';
import { fixedDist, fixedLit, literalEntries } from './inflate-tables.ts';
import type { InflateWorkspace } from './inflate-workspace.ts';

/**
 * The state of an inflater during a call of the kernel: written before it, read after it. Positions in input
 * and output are indices.
 */
export const cell = reserveWords(12);
const cellAt = cell.byteOffset;
export const stateCell = 0;
export const holdCell = 1;
export const bitsCell = 2;
export const atCell = 3;
export const outCell = 4;
export const farthestCell = 5;
export const storedCell = 6;
export const flagsCell = 7;
export const finalFlag = 1;
export const fixedFlag = 2;
const scratch = reserve(2048);
cell.set([fixedLit.byteOffset, fixedDist.byteOffset, literalEntries.byteOffset, scratch.byteOffset], 8);

// Why the kernel stopped: one of these, or a step that may be a fault and that JavaScript has to do.
export const inputEnded = 0;
export const outputFull = 1;

/** Input outside the memory of the kernels is copied here, piece by piece. */
const copied = reserve(16384);

/** Inflates by the kernel up to `end` at most, and returns why it stopped. */
export function inflateInKernel(
  { inflate }: Kernels,
  workspace: InflateWorkspace,
  input: Uint8Array,
  end: number,
  historyStart: number,
  maxDistance: number,
): number {
  const base = workspace.bufferAt;
  const limit = base + workspace.buffer.length - 258;
  const inPlace = inKernelMemory(input);
  let at = cell[atCell];
  let reason: number;
  let until: number;
  cell[outCell] += base;
  do {
    until = inPlace ? end : Math.min(end, at + copied.length);
    if (!inPlace) copied.set(input.subarray(at, until));
    const start = inPlace ? input.byteOffset + at : copied.byteOffset;
    cell[atCell] = start;
    reason = inflate(
      start + until - at,
      limit,
      base + historyStart,
      maxDistance,
      workspace.litAt,
      workspace.distAt,
      cellAt,
    );
    at += cell[atCell] - start;
  } while (reason === inputEnded && until < end);
  cell[atCell] = at;
  cell[outCell] -= base;
  return reason;
}
