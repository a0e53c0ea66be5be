import { describe, expect, it } from 'vitest';
import { changedBits, changedMask, flipBit } from './patches.ts';

describe('flipBit', () => {
  it('flips the highest bit first, as the RFC counts', () => {
    const patches = flipBit([], 'server', 15, 0, 0x81);
    expect(patches).toEqual([{ sender: 'server', offset: 15, original: 0x81, value: 0x01 }]);
    expect(changedMask(patches, 'server', 15)).toBe(0x80);
  });

  it('remembers what was captured over two flips in one byte', () => {
    const once = flipBit([], 'client', 0, 1, 0x81);
    const twice = flipBit(once, 'client', 0, 2, once[0].value);
    expect(twice).toEqual([{ sender: 'client', offset: 0, original: 0x81, value: 0xe1 }]);
    expect(changedBits(twice)).toBe(2);
  });

  it('leaves no patch when a bit is flipped back', () => {
    const once = flipBit([], 'client', 7, 4, 0x00);
    expect(flipBit(once, 'client', 7, 4, once[0].value)).toEqual([]);
  });

  it('keeps the two senders apart', () => {
    const both = flipBit(flipBit([], 'client', 0, 0, 0), 'server', 0, 0, 0);
    expect(both).toHaveLength(2);
    expect(changedMask(both, 'client', 1)).toBe(0);
  });
});
