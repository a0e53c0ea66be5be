// One direction of a TCP connection: what was delivered, and what waits for the bytes before it.

import type { Sender } from '../model/basics.ts';
import type { EndKind } from '../model/capture-sink.ts';
import { OutOfOrderQueue } from './out-of-order-queue.ts';

/** Memory that a queued segment takes besides its bytes, estimated. */
export const segmentOverhead = 128;

/** The empty queue that all directions share until they need one: most never do. */
const noQueue = new OutOfOrderQueue();

/** One direction. Sequence numbers are signed 32-bit; only their differences are compared. */
export class DirectionState {
  sender: Sender = 'client';
  /** Whether `next` is known. */
  started = false;
  /** Whether this direction's SYN was seen, and its sequence number. */
  syn = false;
  isn = 0;
  /** Sequence number of the next byte to deliver, and its stream offset. */
  next = 0;
  offset = 0;
  /** Highest sequence number that the peer has acknowledged. */
  acknowledged = 0;
  hasAcknowledged = false;
  /** Stream offset at which FIN ends the stream, or -1. */
  fin = -1;
  finTime = Number.NaN;
  ended = false;
  endKind: EndKind = 'cut';
  endTime = Number.NaN;
  zeroWindow = false;
  /** Data came after a RST in the name of this end. */
  wentOnAfterReset = false;
  /** All after `offset`. */
  queue = noQueue;
  queueBytes = 0;
  /**
   * When the gap before the queue was first acknowledged, and the packet count of the flow then; -1: not yet.
   */
  gapPackets = -1;
  gapTime = Number.NaN;
  /** Segments in a row that lie far outside any window, and where the next of them would begin. */
  outOfWindowCount = 0;
  outOfWindowNext = 0;
  /** Row of the direction's last delivered segment, or -1. */
  row = -1;
}

/**
 * Puts `[from, to)` of `bytes` into the queue at `start` and copies what is new. Bytes that the queue already
 * holds stay. Returns where the two copies of a byte differ, or -1, and how many bytes were new.
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
  if (direction.queue === noQueue) direction.queue = new OutOfOrderQueue();
  const { queue } = direction;
  const end = start + length;
  const place = queue.placeAfter(start);
  let position = start;
  let fresh = 0;
  let differs = -1;
  while (position < end) {
    const existing = queue.at(place);
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
      queue.advance(place);
      continue;
    }
    const to = existing ? Math.min(end, existing.start) : end;
    const offset = position - start;
    queue.insert(place, {
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
    queue.advance(place);
  }
  return { fresh, differs };
}
