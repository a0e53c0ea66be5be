// The cost of reading a direction grows as its bytes do: heads in small segments, the search for a boundary,
// messages after a lost window.

import { describe, expect, test } from 'vitest';
import { converse, encodeFrame } from '../../testing/frames.ts';
import { expectLinear, expectLinearLater } from '../../testing/growth.ts';
import { MemoryStore } from '../bytes/store.ts';
import { plainDeflate } from '../model/assumptions.ts';
import { FrameTable } from '../model/frame-table.ts';
import { MessageTable } from '../model/message-table.ts';
import { StreamMap } from '../model/stream-map.ts';
import { DirectionReader } from './direction-reader.ts';
import { MessageReader } from './message-reader.ts';
import { findBoundary } from './resynchronise.ts';

/** Bytes that are looked at when a head comes byte by byte. */
function headWork(text: string, headExpected: boolean): number {
  const frames = new FrameTable();
  const reader = new DirectionReader('server', new StreamMap(new MemoryStore('test')), {
    frames,
    messages: new MessageTable(frames),
    fastPath: null,
    midStream: () => false,
    deflate: () => 'none',
    onDeflateInferred: () => {},
    onHead: () => {},
    headless: false,
    headExpected: () => headExpected,
    tunnelRequested: () => false,
    tunnelOpen: () => false,
    switchesToOther: () => false,
  });
  for (let i = 0; i < text.length; i++) reader.data(Uint8Array.of(text.charCodeAt(i)), 0, 1, i, 0, 0);
  return reader.searchedBytes;
}

describe('a head in segments of one byte', () => {
  test('costs a pass over its bytes', () => {
    expectLinear((size) => headWork(`HTTP/1.1 101 x\r\nX: ${'y'.repeat(size)}`, false), 4000);
  });

  test('that follows other bytes costs a pass over them', () => {
    expectLinear((size) => headWork('G'.repeat(size), true), 1000);
  });
});

describe('the search for a boundary', () => {
  const patterns: Readonly<Record<string, readonly number[]>> = {
    'texts inside texts': [0x01, 0x7e, 0x7f, 0x7f],
    'short texts inside texts': [0x01, 0x7e, 0x20, 0x20],
    'empty fragments': [0x01, 0x00],
    'fragments of a byte': [0x01, 0x01],
    'binary frames inside binary frames': [0x02, 0x7e, 0x10, 0x10],
  };
  for (const [name, pattern] of Object.entries(patterns)) {
    test(`in ${name}`, () => {
      expectLinear((size) => {
        const bytes = Uint8Array.from({ length: size }, (_, i) => pattern[i % pattern.length]);
        const effort = { spent: 1 };
        findBoundary(bytes, 0, bytes.length, { sender: 'server', deflate: false, open: true, effort });
        return size + effort.spent;
      }, 65_536);
    });
  }
});

describe('compressed messages', () => {
  test('whose window is missing are each inflated once', async () => {
    await expectLinearLater(async (count) => {
      // A block of fixed codes that begins with a match of distance 1 (RFC 1951 3.2.6): nothing lies there.
      const payload = Uint8Array.of(0x02, 0x02, 0x00);
      const frame = encodeFrame({ opcode: 2, rsv: 4, payload });
      const { connection } = converse(
        Array.from({ length: count }, () => ['server', frame] as const),
        'known',
        { sender: null, deflate: plainDeflate },
      );
      const reader = new MessageReader(connection, () => []);
      const notes = new Set<string | null>();
      for (let i = 0; i < connection.messages.length; i++) notes.add((await reader.read(i, 10)).note);
      expect(connection.messages.length).toBe(count);
      expect([...notes]).toEqual([expect.stringContaining('Inflating failed')]);
      return reader.inflatedCount;
    }, 50);
  });
});
