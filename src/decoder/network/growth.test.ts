// The cost of reassembly grows as the capture does, in whatever order segments and fragments come.

import { describe, expect, test } from 'vitest';
import { expectLinear } from '../../testing/growth.ts';
import { DeliveredSegments } from './delivered-segments.ts';
import { DirectionState, enqueue } from './direction-state.ts';
import { Fragments } from './fragments.ts';
import { newPacket } from './packet.ts';

const bytes = new Uint8Array(2);

/** The steps of a queue that takes one byte at each of `offsets`. */
function queueSteps(offsets: Iterable<number>): number {
  const direction = new DirectionState();
  for (const offset of offsets) enqueue(direction, offset, bytes, 0, 1, 0, 0, 0);
  return direction.queue.steps;
}

function* descending(count: number): Generator<number> {
  for (let i = count; i > 0; i--) yield 10 + 2 * i;
}

/** All offsets in an order that jumps through the whole range. */
function* scattered(count: number): Generator<number> {
  for (let i = 0; i < count; i++) yield 10 + 2 * ((i * 7919) % count);
}

describe('the out-of-order queue', () => {
  test('takes segments in falling order', () => {
    expectLinear((count) => queueSteps(descending(count)), 4000);
  });

  test('takes segments in scattered order', () => {
    expectLinear((count) => queueSteps(scattered(count)), 4001);
  });

  test('takes duplicates of all that it holds', () => {
    expectLinear((count) => queueSteps([...descending(count), ...scattered(count)]), 4001);
  });

  test('gives its segments back in order', () => {
    expectLinear((count) => {
      const direction = new DirectionState();
      for (const offset of scattered(count)) enqueue(direction, offset, bytes, 0, 1, 0, 0, 0);
      let last = 0;
      for (let { first } = direction.queue; first !== undefined; first = direction.queue.first) {
        expect(first.start).toBeGreaterThan(last);
        last = first.start;
        direction.queue.shift();
      }
      expect(direction.queue.length).toBe(0);
      return direction.queue.steps;
    }, 1009);
  });
});

describe('retransmissions', () => {
  test('of segments far back are compared with their first copy', () => {
    expectLinear((count) => {
      const delivered = new DeliveredSegments();
      delivered.begin(new Uint8Array(count * 2), 0);
      let row = -1;
      for (let i = 0; i < count; i++) row = delivered.add(row, i * 2, 2, i * 2, i + 1);
      for (let i = 0; i < count; i++) {
        const offset = (i % 100) * 2;
        expect(delivered.isSamePacket(row, offset, 2, (i % 100) + 1)).toBe(true);
        expect(delivered.compare(row, offset, bytes, 0, 2, count * 2).result).toBe('same');
      }
      return delivered.steps;
    }, 2000);
  });

  test('are found as one after the other would be', () => {
    const delivered = new DeliveredSegments();
    const rows: { row: number; offset: number }[] = [];
    const ends = [0, 0];
    const last = [-1, -1];
    for (let i = 0; i < 40_000; i++) {
      const which = i % 3 === 0 ? 1 : 0;
      last[which] = delivered.add(last[which], ends[which], 3, 0, (i % 60_000) + 1);
      if (which === 1) rows.push({ row: i, offset: ends[1] });
      ends[which] += 3;
    }
    // 16,384 rows are remembered.
    for (const { row, offset } of rows) {
      expect(delivered.isSamePacket(last[1], offset, 3, (row % 60_000) + 1)).toBe(row >= 40_000 - 16_384);
    }
  });
});

describe('fragments', () => {
  function fragmentSteps(starts: Iterable<number>): number {
    const fragments = new Fragments();
    const add = (start: number, more: boolean): boolean => {
      const packet = newPacket();
      packet.bytes = new Uint8Array(28);
      packet.version = 4;
      packet.address = 0;
      packet.offset = 20;
      packet.end = 28;
      packet.time = 0;
      return fragments.add(packet, 'key', start, more);
    };
    expect(add(65_520, false)).toBe(false);
    for (const start of starts) expect(add(start, true)).toBe(false);
    return fragments.steps;
  }

  test('of one datagram that never becomes whole', () => {
    const falling = (count: number) => Array.from({ length: count }, (_, i) => (count - i) * 8);
    expectLinear((count) => fragmentSteps(falling(count)), 2000);
  });

  test('that come again and again', () => {
    expectLinear((count) => fragmentSteps(Array.from({ length: count }, (_, i) => 8 + (i % 500) * 8)), 4000);
  });
});
