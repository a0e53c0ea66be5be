// Inflates DEFLATE (RFC 1951) as permessage-deflate needs it (RFC 7692): input in pieces of any size, a
// window that is kept from message to message, output that is passed on in runs, and snapshots from which to
// continue later. Public inflaters either copy their window at every push or cannot keep it across messages.

import { type Kernels, kernels } from '../bytes/kernels/kernels.ts';
import type { InflateFault } from '../model/fault-detail.ts';
import {
  atCell,
  bitsCell,
  cell,
  farthestCell,
  finalFlag,
  fixedFlag,
  flagsCell,
  holdCell,
  inflateInKernel,
  inputEnded,
  outCell,
  outputFull,
  stateCell,
  storedCell,
} from './inflate-kernel.ts';
import {
  distRoot,
  fixedDist,
  fixedLit,
  invalidEntry,
  kindBase,
  kindEnd,
  kindLiteral,
  kindSub,
  litRoot,
} from './inflate-tables.ts';
import {
  type InflateContext,
  type InflateWorkspace,
  inflateContext,
  type WorkspaceOwner,
  windowSize,
} from './inflate-workspace.ts';

/** Least input for a call of the kernel, in bytes: above the four bytes that a sender cuts off a message. */
const minKernelInput = 5;

const inHeader = 0;
const inStored = 1;
const inCodes = 2;

/** The state between two messages, from which an inflater can continue. */
export interface InflateSnapshot {
  readonly window: Uint8Array;
}

/** Takes a run of inflated bytes: valid during the call only. */
export type InflateOutput = (bytes: Uint8Array, start: number, end: number) => void;

/** Inflates one direction of a permessage-deflate connection, message by message. */
export class Inflater implements WorkspaceOwner {
  /** Set by the first fault and kept; `reset` clears it. */
  error: InflateFault | null = null;
  /** Output bytes since the last `startMessage`. */
  produced = 0;
  /** The largest distance since `reset`: shows a window larger than agreed. */
  farthest = 0;

  /** The data ends with its last block, and other bytes follow (RFC 1952). Reads without the kernel. */
  stopsAtLastBlock = false;
  readonly #output: InflateOutput;
  readonly #maxDistance: number;
  readonly #context: InflateContext;
  #workspace: InflateWorkspace | null = null;
  /**
   * Content of the buffer up to `#position`, and the tables of the block, saved while another inflater owns
   * the workspace.
   */
  #kept: Uint8Array = new Uint8Array(0);
  #keptTables: { readonly lit: Int32Array; readonly dist: Int32Array } | null = null;
  #position = 0;
  #flushed = 0;
  #historyStart = 0;
  #state = inHeader;
  #hold = 0;
  #bits = 0;
  #storedLeft = 0;
  #fixed = false;
  /** The current block is marked as the last one: the next block begins at a byte boundary. */
  #final = false;
  #carry = new Uint8Array(512);
  #carryLength = 0;

  /** `windowBits` 8-15: a larger distance is a fault, as for a peer with that window. */
  constructor(output: InflateOutput, windowBits = 15, context: InflateContext = inflateContext) {
    this.#output = output;
    this.#context = context;
    // zlib keeps a window of 2^9 even where 8 was agreed, and its senders use it.
    this.#maxDistance = 1 << Math.max(9, windowBits);
  }

  /**
   * The workspace with its saved content. Call it again whenever another inflater may have run in between.
   */
  #enter(): InflateWorkspace {
    const held = this.#workspace;
    const workspace = this.#context.acquireWorkspace(this, held);
    if (workspace === held && this.#kept.length === 0 && this.#keptTables === null) return workspace;
    this.#workspace = workspace;
    workspace.buffer.set(this.#kept);
    this.#kept = nothing;
    if (this.#keptTables !== null) {
      workspace.litTable.set(this.#keptTables.lit);
      workspace.distTable.set(this.#keptTables.dist);
      this.#keptTables = null;
    }
    return workspace;
  }

  evict(workspace: InflateWorkspace): void {
    const from = Math.max(0, Math.min(this.#flushed, this.#position - windowSize));
    this.#kept = workspace.buffer.slice(from, this.#position);
    this.#position -= from;
    this.#flushed -= from;
    this.#historyStart = Math.max(0, this.#historyStart - from);
    if (this.#state === inCodes && !this.#fixed) {
      this.#keptTables = { lit: workspace.litTable.slice(), dist: workspace.distTable.slice() };
    }
    this.#workspace = null;
  }

  /** Clears the window (no context takeover, or a new start). */
  reset(): void {
    this.#historyStart = this.#position;
    this.error = null;
    this.startMessage();
    this.farthest = 0;
  }

  /** Starts at a block boundary, without bits from before. */
  startMessage(): void {
    this.#state = inHeader;
    this.#final = false;
    this.#hold = 0;
    this.#bits = 0;
    this.#carryLength = 0;
    this.produced = 0;
  }

  snapshot(): InflateSnapshot {
    const from = Math.max(this.#historyStart, this.#position - windowSize, 0);
    return { window: this.#enter().buffer.slice(from, this.#position) };
  }

  restore(snapshot: InflateSnapshot): void {
    this.#enter().buffer.set(snapshot.window, 0);
    this.#position = snapshot.window.length;
    this.#flushed = this.#position;
    this.#historyStart = 0;
    this.error = null;
    this.startMessage();
  }

  /** The last block has been read. */
  get isAtEnd(): boolean {
    return this.#final && this.#state === inHeader;
  }

  /** The bytes that were pushed and not used, once the last block has been read. */
  takeUnused(): Uint8Array {
    const unused = new Uint8Array((this.#bits >> 3) + this.#carryLength);
    for (let i = 0; i < this.#bits >> 3; i++) unused[i] = this.#hold >>> (8 * i);
    unused.set(this.#carry.subarray(0, this.#carryLength), this.#bits >> 3);
    this.startMessage();
    return unused;
  }

  /** Inflates `bytes[start..end)`. False after a fault. */
  push(bytes: Uint8Array, start: number, end: number): boolean {
    if (this.error !== null) return false;
    let input = bytes;
    let from = start;
    let to = end;
    if (this.#carryLength > 0) {
      input = new Uint8Array(this.#carryLength + (end - start));
      input.set(this.#carry.subarray(0, this.#carryLength));
      input.set(bytes.subarray(start, end), this.#carryLength);
      from = 0;
      to = input.length;
      this.#carryLength = 0;
    }
    const stopped = this.#run(input, from, to);
    if (this.error !== null) {
      this.flush();
      return false;
    }
    const rest = to - stopped;
    if (rest > 0) {
      if (rest > this.#carry.length) this.#carry = new Uint8Array(rest * 2);
      this.#carry.set(input.subarray(stopped, to));
      this.#carryLength = rest;
    }
    return true;
  }

  /** Ends a message: appends the four bytes that the sender cut off (RFC 7692 7.2.2). False after a fault. */
  finishMessage(): boolean {
    // After a last block nothing was cut off.
    const ended = this.#final && this.#state === inHeader && this.#carryLength === 0 && this.#bits === 0;
    const fine = ended ? this.error === null : this.push(emptyBlock, 0, 4);
    this.flush();
    // The appended block leaves no bit behind.
    if (fine && (this.#state !== inHeader || this.#carryLength > 0 || (!ended && this.#bits > 0)))
      this.error = 'truncated';
    return this.error === null;
  }

  /** Passes on the output so far. */
  flush(): void {
    if (this.#position > this.#flushed) {
      this.produced += this.#position - this.#flushed;
      this.#output(this.#enter().buffer, this.#flushed, this.#position);
      this.#flushed = this.#position;
    }
  }

  #slide(): void {
    this.flush();
    const { buffer } = this.#enter();
    const keep = Math.min(windowSize, this.#position);
    const moved = this.#position - keep;
    buffer.copyWithin(0, moved, this.#position);
    this.#position = keep;
    this.#flushed = keep;
    this.#historyStart = Math.max(0, this.#historyStart - moved);
  }

  /** Inflates, and returns the index of the first unused byte: the rest is too short for the next step. */
  #run(input: Uint8Array, from: number, end: number): number {
    let at = from;
    for (;;) {
      if (this.stopsAtLastBlock && this.isAtEnd) return at;
      let { buffer } = this.#enter();
      if (this.#position + 258 >= buffer.length) {
        this.#slide();
        buffer = this.#enter().buffer;
      }
      if (kernels !== null && !this.stopsAtLastBlock && end - at >= minKernelInput) {
        const reason = this.#inKernel(kernels, input, at, end);
        at = cell[atCell];
        if (reason === outputFull) continue;
        if (reason === inputEnded) return at;
      }
      if (this.#state === inCodes) {
        const next = this.#codes(input, at, end);
        if (this.error !== null || this.#state === inCodes) {
          at = next;
          if (this.error !== null || this.#position + 258 < buffer.length) return at;
          continue;
        }
        at = next;
      } else if (this.#state === inStored) {
        const workspace = buffer.length - this.#position;
        const take = Math.min(this.#storedLeft, end - at, workspace);
        buffer.set(input.subarray(at, at + take), this.#position);
        this.#position += take;
        at += take;
        this.#storedLeft -= take;
        if (this.#storedLeft === 0) this.#state = inHeader;
        else if (at >= end) return at;
      } else {
        const next = this.#header(input, at, end);
        if (next < 0 || this.error !== null) return at;
        at = next;
      }
    }
  }

  /** Inflates by the kernel as far as it can, and returns why it stopped. */
  #inKernel(quick: Kernels, input: Uint8Array, from: number, end: number): number {
    cell[stateCell] = this.#state;
    cell[holdCell] = this.#hold;
    cell[bitsCell] = this.#bits;
    cell[atCell] = from;
    cell[outCell] = this.#position;
    cell[farthestCell] = this.farthest;
    cell[storedCell] = this.#storedLeft;
    cell[flagsCell] = (this.#final ? finalFlag : 0) | (this.#fixed ? fixedFlag : 0);
    const reason = inflateInKernel(quick, this.#enter(), input, end, this.#historyStart, this.#maxDistance);
    this.#state = cell[stateCell];
    this.#hold = cell[holdCell];
    this.#bits = cell[bitsCell];
    this.#position = cell[outCell];
    this.farthest = cell[farthestCell];
    this.#storedLeft = cell[storedCell];
    this.#final = (cell[flagsCell] & finalFlag) !== 0;
    this.#fixed = (cell[flagsCell] & fixedFlag) !== 0;
    return reason;
  }

  /** Reads a block header and returns the index after it; -1 without a change when the input is too short. */
  #header(input: Uint8Array, from: number, end: number): number {
    let at = from;
    let hold = this.#hold;
    let bits = this.#bits;
    while (bits < 3) {
      if (at >= end) return -1;
      hold |= input[at++] << bits;
      bits += 8;
    }
    // After a block with BFINAL the next one begins at a byte boundary, in this message or the next (RFC 7692
    // 7.2.3.4).
    const final = (hold & 1) === 1;
    const type = (hold >> 1) & 3;
    hold >>>= 3;
    bits -= 3;
    if (type === 0) {
      hold >>>= bits & 7;
      bits &= ~7;
      while (bits < 32) {
        if (at >= end) return -1;
        hold |= input[at++] << bits;
        bits += 8;
      }
      if ((hold & 0xffff) !== (~(hold >>> 16) & 0xffff)) {
        this.error = 'stored-length';
        return at;
      }
      this.#storedLeft = hold & 0xffff;
      this.#hold = 0;
      this.#bits = 0;
      this.#state = this.#storedLeft > 0 ? inStored : inHeader;
      this.#final = final;
      return at;
    }
    if (type === 1) {
      this.#fixed = true;
    } else if (type === 2) {
      const block = this.#context.dynamicBlock;
      block.at = at;
      block.hold = hold;
      block.bits = bits;
      const { litTable, distTable } = this.#enter();
      const outcome = block.read(input, end, litTable, distTable);
      if (outcome === 'short') return -1;
      at = block.at;
      if (outcome === 'bad') {
        this.error = 'code-lengths';
        return at;
      }
      hold = block.hold;
      bits = block.bits;
      this.#fixed = false;
    } else {
      this.error = 'block-type';
      return at;
    }
    this.#hold = hold;
    this.#bits = bits;
    this.#state = inCodes;
    this.#final = final;
    return at;
  }

  /** Decodes symbols until the block ends, the input runs short, or the buffer is full. */
  #codes(input: Uint8Array, from: number, end: number): number {
    const { buffer, litTable, distTable } = this.#enter();
    const lit = this.#fixed ? fixedLit : litTable;
    const dist = this.#fixed ? fixedDist : distTable;
    const outLimit = buffer.length - 258;
    const maxDistance = this.#maxDistance;
    let at = from;
    let out = this.#position;
    let hold = this.#hold;
    let bits = this.#bits;
    // State after the last whole symbol, to return to when the input ends inside the next one.
    let safeAt = at;
    let safeHold = hold;
    let safeBits = bits;
    let ended = false;
    while (!ended && out < outLimit) {
      safeAt = at;
      safeHold = hold;
      safeBits = bits;
      // 15 bits for the code, 5 for the extra bits of a length.
      while (bits < 24 && at < end) {
        hold |= input[at++] << bits;
        bits += 8;
      }
      let entry = entryOf(lit, litRoot, hold);
      if (entry === invalidEntry) {
        if (bits >= 15) this.error = 'code';
        break;
      }
      const kind = (entry >> 8) & 255;
      let used = entry & 255;
      if (used > bits) break;
      if (kind === kindLiteral) {
        hold >>>= used;
        bits -= used;
        buffer[out++] = entry >>> 16;
        continue;
      }
      if (kind === kindEnd) {
        hold >>>= used;
        bits -= used;
        ended = true;
        break;
      }
      let extra = kind - kindBase;
      if (used + extra > bits) break;
      const length = (entry >>> 16) + ((hold >>> used) & ((1 << extra) - 1));
      hold >>>= used + extra;
      bits -= used + extra;
      while (bits < 24 && at < end) {
        hold |= input[at++] << bits;
        bits += 8;
      }
      entry = entryOf(dist, distRoot, hold);
      if (entry === invalidEntry) {
        if (bits >= 15) this.error = 'code';
        break;
      }
      used = entry & 255;
      if (used > bits) break;
      extra = ((entry >> 8) & 255) - kindBase;
      hold >>>= used;
      bits -= used;
      while (bits < extra && at < end) {
        hold |= input[at++] << bits;
        bits += 8;
      }
      if (extra > bits) break;
      const distance = (entry >>> 16) + (hold & ((1 << extra) - 1));
      hold >>>= extra;
      bits -= extra;
      if (distance > this.farthest) this.farthest = distance;
      if (distance > out - this.#historyStart || distance > maxDistance) {
        this.error = 'distance';
        break;
      }
      let source = out - distance;
      const target = out + length;
      while (out < target) buffer[out++] = buffer[source++];
    }
    // The loop stopped before the end of the block, a fault or a full buffer: the input is too short.
    if (!ended && this.error === null && out < outLimit) {
      at = safeAt;
      hold = safeHold;
      bits = safeBits;
    }
    this.#position = out;
    this.#hold = hold;
    this.#bits = bits;
    if (ended) this.#endBlock();
    return at;
  }

  /** Expects the header of the next block, at a byte boundary after a last block. */
  #endBlock(): void {
    this.#state = inHeader;
    if (!this.#final) return;
    this.#hold >>>= this.#bits & 7;
    this.#bits &= ~7;
  }
}

const emptyBlock = new Uint8Array([0x00, 0x00, 0xff, 0xff]);
const nothing = new Uint8Array(0);

/** The entry that the bits in `hold` select, with the length of the whole code. V8 inlines this function. */
function entryOf(table: Int32Array, root: number, hold: number): number {
  const entry = table[hold & ((1 << root) - 1)];
  if (((entry >> 8) & 255) !== kindSub) return entry;
  const sub = table[(entry >>> 16) + ((hold >>> root) & ((1 << (entry & 255)) - 1))];
  return sub === invalidEntry ? sub : sub + root;
}
