// One direction of a TCP connection: what was handed on, and what waits for bytes before it.

import type { Sender } from '../model/basics.ts';
import type { EndKind } from '../model/capture-sink.ts';

/** Bytes that came early, or a gap known to be one (`bytes` null: cut off by the snapshot length). */
export interface OutOfOrderSegment {
  /** Offset in the stream. */
  start: number;
  length: number;
  bytes: Uint8Array | null;
  at: number;
  time: number;
  identification: number;
}

/** Memory that a held piece takes beside its bytes, roughly. */
export const segmentOverhead = 128;

/** Stands for an empty queue until there is something to hold: most directions never have one. */
const noQueue: OutOfOrderSegment[] = [];

/** One direction. Sequence numbers are signed 32-bit; their differences are what counts. */
export class DirectionState {
  sender: Sender = 'client';
  /** Whether `next` means anything. */
  started = false;
  /** Whether this side's SYN was seen, and its sequence number. */
  syn = false;
  isn = 0;
  /** Sequence number of the next byte to hand on, and its offset in the stream. */
  next = 0;
  offset = 0;
  /** Highest sequence number that the other side has acknowledged. */
  acknowledged = 0;
  hasAcknowledged = false;
  /** Offset in the stream at which FIN says the stream ends, or -1. */
  fin = -1;
  finTime = Number.NaN;
  ended = false;
  endKind: EndKind = 'cut';
  endTime = Number.NaN;
  zeroWindow = false;
  /** Sorted by `start`, without overlap, all behind `offset`. */
  queue: OutOfOrderSegment[] = noQueue;
  queueBytes = 0;
  /** When the gap before the queue was first seen to be acknowledged, and the packets of the flow until then; -1: not yet. */
  gapPackets = -1;
  gapTime = Number.NaN;
  /** Segments in a row that lie far outside any window, and where the next of them would begin. */
  outOfWindowCount = 0;
  outOfWindowNext = 0;
  /** Row of the last in the delivered segments. */
  row = -1;
}

/**
 * Puts `[from, to)` of `bytes` into the queue at `start`, copying what is new. Bytes that are already there stand; the
 * answer says where a byte of both differs, or -1, and how many bytes were new.
 */
export function enqueue(
  direction: DirectionState,
  start: number,
  bytes: Uint8Array | null,
  from: number,
  length: number,
  at: number,
  time: number,
  identification: number,
): { readonly fresh: number; readonly differs: number } {
  if (direction.queue === noQueue) direction.queue = [];
  const { queue } = direction;
  const end = start + length;
  let index = queue.length;
  while (index > 0 && queue[index - 1].start + queue[index - 1].length > start) index--;
  let position = start;
  let fresh = 0;
  let differs = -1;
  while (position < end) {
    const existing = index < queue.length ? queue[index] : null;
    if (existing && existing.start <= position) {
      const to = Math.min(end, existing.start + existing.length);
      if (bytes && existing.bytes && differs < 0) {
        for (let i = position; i < to; i++) {
          if (existing.bytes[i - existing.start] !== bytes[from + i - start]) {
            differs = i;
            break;
          }
        }
      }
      position = Math.max(position, to);
      index++;
      continue;
    }
    const to = existing ? Math.min(end, existing.start) : end;
    const offset = position - start;
    queue.splice(index, 0, {
      start: position,
      length: to - position,
      bytes: bytes ? bytes.slice(from + offset, from + offset + to - position) : null,
      at: at + offset,
      time,
      identification,
    });
    direction.queueBytes += segmentOverhead + (bytes ? to - position : 0);
    fresh += to - position;
    position = to;
    index++;
  }
  return { fresh, differs };
}
