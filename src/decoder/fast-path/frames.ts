// Reads ordinary frames by the kernel, many at a time: a capture of millions of small messages spends its
// time here. `assembly/frames.ts` says which frames are ordinary.

import { word } from '../bytes/column.ts';
import { inKernelMemory } from '../bytes/kernels/kernels.ts';
import { wholeState } from '../model/frame-table.ts';
import { wholeMessageState } from '../model/message-table.ts';
import type { AdvancedFrameState, FrameCursor, FrameFastPath, FrameState } from '../websocket/frame-state.ts';
import { type KernelContext, type KernelDirection, kernelContext } from './kernel-context.ts';
import { directionWord } from './layout.ts';

/** The first bytes of an ordinary frame: FIN and text, FIN and binary. */
const textFrame = 0x81;
const binaryFrame = 0x82;

/** Largest number of bytes that one call reads. */
const maxCallBytes = 65536;

/** The kernel counts payloads in 31 bits. */
const maxPayload = 0x7fffffff;

/** Reads whole frames for a frame reader. */
class FastPathFrames implements FrameFastPath {
  readonly #context: KernelContext;

  constructor(context: KernelContext) {
    this.#context = context;
  }

  readWholeFrames(bytes: Uint8Array, start: number, end: number, cursor: FrameCursor): number {
    // This look at the first byte costs less than a copy and a call.
    if (bytes[start] !== textFrame && bytes[start] !== binaryFrame) return start;
    const { kernels, frameRows, copy } = this.#context;
    const { isServer, frames, messages, offset, time } = cursor;
    const isInPlace = inKernelMemory(bytes);
    const step = isInPlace ? maxCallBytes : copy.length;
    const frameState = wholeState(isServer, cursor.confidence);
    const indexToOffset = offset - start;
    let at = start;
    while (at < end) {
      const until = Math.min(end, at + step);
      const high = Math.floor((indexToOffset + at) / word);
      if (Math.floor((indexToOffset + until) / word) !== high) break;
      if (!isInPlace) copy.set(bytes.subarray(at, until));
      const address = isInPlace ? bytes.byteOffset + at : copy.byteOffset;
      frameRows.count = 0;
      const stopped = kernels.readWholeFrames(
        address,
        address + until - at,
        indexToOffset + at - high * word,
        time,
        frameState,
        wholeMessageState(isServer),
        frameRows.address,
      );
      const { count } = frameRows;
      if (count === 0) break;
      const firstMessage = messages.length;
      messages.append(frameRows, count, frames.length);
      frames.append(frameRows, count, high, firstMessage);
      at += stopped - address;
      // Without full rows the kernel stopped at another kind of frame, or at one that is not whole here.
      if (count < frameRows.capacity && until === end) break;
    }
    return at;
  }
}

/** The reader of whole frames, or `null` where kernels cannot run. */
export function createFrameFastPath(context: KernelContext | null = kernelContext): FrameFastPath | null {
  return context === null ? null : new FastPathFrames(context);
}

function byteSwapped(value: number): number {
  return ((value & 255) << 24) | ((value & 0xff00) << 8) | ((value >>> 8) & 0xff00) | ((value >>> 24) & 255);
}

/** Whether the kernel can continue from this state. */
export function isContinuable({ payloadRemaining }: FrameState): boolean {
  return payloadRemaining <= maxPayload;
}

/** Writes a state to where the kernel continues it. */
export function writeFrameState(direction: KernelDirection, state: FrameState): void {
  const { words } = direction;
  words[directionWord.bytesRead] = 0;
  words[directionWord.frameOffset] = state.offset;
  words[directionWord.frameState] = wholeState(state.isServer, state.confidence);
  words[directionWord.messageState] = wholeMessageState(state.isServer);
  words[directionWord.framesBegun] = 0;
  words[directionWord.payloadRemaining] = state.payloadRemaining;
  words[directionWord.payloadConsumed] = state.payloadConsumed;
  words[directionWord.key] = byteSwapped(state.maskingKey);
  words[directionWord.isText] = state.isText ? 1 : 0;
  words[directionWord.utf8State] = state.utf8State;
  words[directionWord.openRow] = -1;
  words[directionWord.completedOpenFrame] = 0;
  words[directionWord.headerBytesRead] = state.header.length;
  direction.header.set(state.header);
  direction.headerTime = state.headerTime;
}

/** Reads the state that the kernel reached from `before`. */
export function readFrameState(direction: KernelDirection, before: FrameState): AdvancedFrameState {
  const { words } = direction;
  return {
    isServer: before.isServer,
    offset: before.offset + words[directionWord.bytesRead],
    confidence: before.confidence,
    header: direction.header.slice(0, words[directionWord.headerBytesRead]),
    headerTime: direction.headerTime,
    payloadRemaining: words[directionWord.payloadRemaining],
    payloadConsumed: words[directionWord.payloadConsumed],
    maskingKey: byteSwapped(words[directionWord.key]) >>> 0,
    isText: words[directionWord.isText] !== 0,
    utf8State: words[directionWord.utf8State],
    framesBegun: words[directionWord.framesBegun],
    completedOpenFrame: words[directionWord.completedOpenFrame] !== 0,
    openRow: words[directionWord.openRow],
  };
}
