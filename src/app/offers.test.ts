import { describe, expect, it } from 'vitest';
import { readOffer } from './offers.ts';

/** Name and size of an offer; the sentence of one that is refused. */
function summary(content: unknown): string {
  const offered = readOffer(content);
  return typeof offered === 'string' ? offered : `${offered.name}: ${offered.size}`;
}

describe('an offer of another page', () => {
  it('is bytes, text or files', () => {
    expect(summary({ bytes: Uint8Array.of(0x81, 0x00), title: 'a.bin' })).toBe('a.bin: 2');
    expect(summary({ bytes: new ArrayBuffer(3) })).toBe('shared input: 3');
    expect(summary({ text: 'é', title: '  ' })).toBe('shared input: 2');
    expect(summary({ files: [new File(['abc'], 'a.pcap'), new File(['d'], 'keys.log')] })).toBe(
      'a.pcap, keys.log: 4',
    );
  });

  it('takes a view of a larger buffer for its own bytes alone', () => {
    expect(summary({ bytes: new Uint8Array([1, 2, 3, 4]).subarray(1, 3) })).toBe('shared input: 2');
  });

  it('of another form is refused with a sentence', () => {
    for (const content of [null, 1, {}, { bytes: [1, 2] }, { files: [] }, { files: ['a'] }, { text: 7 }]) {
      expect(summary(content)).toMatch(/^Expected /);
    }
  });

  it('has a title that is cut', () => {
    expect(summary({ text: '', title: 'x'.repeat(500) })).toBe(`${'x'.repeat(120)}: 0`);
  });
});
