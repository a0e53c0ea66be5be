// Memory for inflating: a window followed by space for output, and the tables of a block, in the memory of
// the kernels. There may be thousands of inflaters, most of them idle, and there are few workspaces. An
// inflater that continues acquires the workspace that was unused for longest; its owner is evicted and copies
// what it still needs.

import { kernels, reserve, reserveWords } from '../bytes/kernels/kernels.ts';
import { DynamicBlock } from './dynamic-block.ts';

/** Bytes that a distance can reach back (RFC 1951 2). */
export const windowSize = 32768;
const freshSize = 131072;
/** Number of workspaces: enough for both directions of two connections at once. */
const workspaceCount = 4;

export interface InflateWorkspace {
  readonly buffer: Uint8Array<ArrayBuffer>;
  readonly litTable: Int32Array<ArrayBuffer>;
  readonly distTable: Int32Array<ArrayBuffer>;
  /** Addresses of these in the memory of the kernels. */
  readonly bufferAt: number;
  readonly litAt: number;
  readonly distAt: number;
  owner: WorkspaceOwner | null;
  /** The number of its last use, where all uses are counted. */
  used: number;
}

/** An inflater that owns a workspace for a while. */
export interface WorkspaceOwner {
  /** Called before another owner gets the workspace: copies what is still needed. */
  evict(workspace: InflateWorkspace): void;
}

function makeWorkspace(): InflateWorkspace {
  const buffer = reserve(windowSize + freshSize);
  const litTable = reserveWords(1 << 12);
  const distTable = reserveWords(1 << 11);
  return {
    buffer,
    litTable,
    distTable,
    bufferAt: buffer.byteOffset,
    litAt: litTable.byteOffset,
    distAt: distTable.byteOffset,
    owner: null,
    used: 0,
  };
}

/** The memory that all inflaters of a thread share. */
export class InflateContext {
  /** Reads block headers. Its state is used within one call only. */
  readonly dynamicBlock = new DynamicBlock();
  readonly #workspaces =
    kernels === null ? [] : Array.from({ length: workspaceCount }, () => makeWorkspace());
  #uses = 0;

  /** The workspace of `owner`: the one that it still owns, or another with foreign content. */
  acquireWorkspace(owner: WorkspaceOwner, held: InflateWorkspace | null): InflateWorkspace {
    if (held !== null && held.owner === owner) {
      held.used = ++this.#uses;
      return held;
    }
    // Without kernels each inflater keeps a workspace of its own.
    const workspace =
      kernels === null ? makeWorkspace() : this.#workspaces.reduce((a, b) => (b.used < a.used ? b : a));
    workspace.owner?.evict(workspace);
    workspace.owner = owner;
    workspace.used = ++this.#uses;
    return workspace;
  }
}

/** The one context of a thread, since the memory of the kernels is divided once. */
export const inflateContext = new InflateContext();
