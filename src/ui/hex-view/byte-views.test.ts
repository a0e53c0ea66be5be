import { describe, expect, it } from 'vitest';
import { lacking, notHere } from '../../app/payload-bytes.ts';
import { hexDump } from '../../decoder/bytes/hex-dump.ts';
import { heldView, withHeader } from './byte-views.ts';
import { digitsOf, parseOffset } from './hex-lines.ts';

describe('bytes to look at', () => {
  const held = { start: -2, bytes: new Uint8Array([1, 2, 0, 4]), holes: [{ start: 0, end: 1 }] };

  it('that are at hand know which of them are lacking', () => {
    const view = heldView(held);
    expect([0, 1, 2, 3, 4].map(view.at)).toEqual([1, 2, lacking, 4, notHere]);
    expect(hexDump(view.length, view.at, 16, digitsOf)).toBe(
      '00000010  01 02 ·· 04                                       |.. .|',
    );
  });

  it('begin with the header, and ask for the payload in its own offsets', () => {
    const asked: [number, number][] = [];
    const payload = { ...heldView(held), want: (first: number, end: number) => asked.push([first, end]) };
    const view = withHeader(new Uint8Array([0x81, 4]), payload);
    expect(view.length).toBe(6);
    expect([0, 1, 2, 5].map(view.at)).toEqual([0x81, 4, 1, 4]);
    view.want(0, 5);
    view.want(4, 6);
    expect(asked).toEqual([
      [0, 3],
      [2, 4],
    ]);
  });

  it('are two characters each', () => {
    expect([0, 255, lacking, notHere].map(digitsOf)).toEqual(['00', 'ff', '··', '  ']);
  });
});

describe('an offset that is typed', () => {
  it('is decimal, or hex with 0x', () => {
    expect(['500', ' 0x1F4 ', '1,048,576', '0x10_0000', '-0x10', '-3'].map(parseOffset)).toEqual([
      500, 500, 1048576, 1048576, -16, -3,
    ]);
  });

  it('is nothing else', () => {
    for (const text of ['', '1f4', '0x', 'abc', '1.5', '0xg', '1 2 x']) expect(parseOffset(text)).toBeNull();
  });
});
