// The cost of what the page asks for grows as the connection does.

import { describe, expect, test } from 'vitest';
import { MemoryStore } from '../decoder/bytes/store.ts';
import { noAssumptions } from '../decoder/model/assumptions.ts';
import { converse, encodeFrame, type Turn } from '../testing/frames.ts';
import { expectLinearLater } from '../testing/growth.ts';
import { Capture, openConnection } from './capture.ts';
import { share } from './sharing.ts';
import { TextSearch } from './text-search.ts';

describe('a text is searched for', () => {
  const needles = [{ text: 'b' }];

  test('in a payload with a gap far longer than the file', async () => {
    const length = [0, 0, 0x40, 0, 0, 0, 0, 0];
    const turns: Turn[] = [
      ['server', Uint8Array.of(0x82, 0x7f, ...length, 0x61)],
      ['server', 2 ** 45],
      ['server', 'ab'],
    ];
    const { decoder } = converse(turns);
    const search = new TextSearch(openConnection(decoder), needles, (_, [isFound]) => isFound);
    expect(await search.matches(0)).toBe(true);
    expect(search.readBytes).toBe(3);
  });

  test('between many gaps', async () => {
    await expectLinearLater(async (count) => {
      const turns: Turn[] = [['server', Uint8Array.of(0x82, 0x7f, 0, 0, 0x40, 0, 0, 0, 0, 0, 0x61)]];
      for (let i = 0; i < count; i++) turns.push(['server', 2 ** 20], ['server', 'a']);
      const { decoder } = converse(turns);
      const search = new TextSearch(openConnection(decoder), needles, (_, [isFound]) => isFound);
      expect(await search.matches(0)).toBe(false);
      return search.readBytes;
    }, 200);
  });
});

describe('a shared connection', () => {
  test('is blanked frame by frame, whatever segments carry it', async () => {
    const frame = encodeFrame({ opcode: 1, payload: Uint8Array.of(0x68, 0x69) });
    const request = {
      connection: 0,
      frame: null,
      field: null,
      scope: 'connection',
      blank: true,
      redact: false,
    } as const;
    const { decoder } = converse(Array.from({ length: 300 }, () => ['server', frame] as const));
    const open = openConnection(decoder);
    let looks = 0;
    const { locator } = open.connection;
    const payloadRange = locator.payloadRange.bind(locator);
    locator.payloadRange = (index) => {
      looks++;
      return payloadRange(index);
    };
    const capture = new Capture('x', new MemoryStore('x'), noAssumptions);
    expect((await share(capture, open, request)).fragment).not.toBe(null);
    // Sorting, and a few steps for each of 300 frames: each piece with each frame would be 90,000.
    expect(looks).toBeLessThan(300 * 40);
  });
});
