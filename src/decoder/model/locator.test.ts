import { describe, expect, it } from 'vitest';
import { MemoryStore } from '../bytes/store.ts';
import { frameOffset, streamOffset } from './coordinates.ts';
import { FrameTable } from './frame-table.ts';
import { Locator } from './locator.ts';
import { missing, StreamMap } from './stream-map.ts';

/**
 * The client: a head of 100 bytes at file offset 1000, a frame with 6 + 10 bytes at 2000, of which the
 * capture lacks the last 4, then a frame with 6 + 50 bytes at 3000, of which 20 are there.
 */
function located(): Locator {
  const client = new StreamMap(new MemoryStore('file'));
  client.append(100, 1000, 1, 0);
  client.append(12, 2000, 2, 1);
  client.append(4, missing, 2, 1);
  client.append(20, 3000, 3, 1);
  const server = new StreamMap(new MemoryStore('file'));
  const frames = new FrameTable();
  frames.push(false, 0x818a, 6, 10, 1, 0, 2, 0, 0, 0);
  frames.push(false, 0x81b2, 6, 50, 1, 16, 3, 0, 0, 1);
  return new Locator(frames, {
    client: { map: client, base: streamOffset(100) },
    server: { map: server, base: streamOffset(0) },
  });
}

describe('a locator', () => {
  const locator = located();

  it('converts between frame offsets and stream offsets', () => {
    expect(locator.streamOffset('client', frameOffset(16))).toBe(116);
    expect(locator.frameOffset('client', streamOffset(116))).toBe(16);
    expect(locator.firstByte('client')).toBe(-100);
    expect(locator.extent('client')).toEqual({ start: -100, end: 36 });
    expect(locator.extent('server')).toEqual({ start: 0, end: 0 });
  });

  it('tells where header and payload of a frame are', () => {
    expect(locator.headerRange(0)).toEqual({ start: 100, end: 106 });
    expect(locator.payloadStart(1)).toBe(122);
    expect(locator.payloadRange(1)).toEqual({ start: 122, end: 172 });
  });

  it('counts the bytes of a payload that lie before the end of the input', () => {
    expect([locator.payloadReach(0), locator.payloadReach(1)]).toEqual([10, 14]);
  });

  it('leads to the file, except where the capture lacks bytes', () => {
    expect(locator.fileRanges('client', { start: streamOffset(90), end: streamOffset(120) })).toEqual([
      { start: 1090, end: 1100 },
      { start: 2000, end: 2012 },
      { start: 3000, end: 3004 },
    ]);
    expect(locator.fileOffset('client', streamOffset(101))).toBe(2001);
    expect(locator.fileOffset('client', streamOffset(113))).toBeNull();
    expect(locator.missingRanges('client', locator.payloadRange(0))).toEqual([{ start: 112, end: 116 }]);
  });
});
