import { describe, expect, it } from 'vitest';
import { utf8 } from '../../../testing/bytes.ts';
import { noiseBitsPerByte, noiseCosts, tailCostsUnderAnyKey, textCosts } from './description-length.ts';

const json = utf8('{"id":17,"name":"Ada Lovelace","tags":["first","computer"]}');
/** Bytes of no pattern. */
const noise = Uint8Array.from({ length: 59 }, (_, i) => (i * 167 + 41) & 255);

function last(costs: Float64Array): number {
  return costs[costs.length - 1];
}

describe('textCosts', () => {
  it('takes well under 8 bits for a byte of JSON', () => {
    expect(last(textCosts(json)) / json.length).toBeLessThan(6);
  });

  it('takes more than noise does for bytes of no pattern', () => {
    expect(last(textCosts(noise))).toBeGreaterThan(last(noiseCosts(noise.length)));
  });

  it('takes 16, 20 and 24 bits for characters of 2, 3 and 4 bytes', () => {
    expect(last(textCosts(utf8('ж')))).toBeCloseTo(16);
    expect(last(textCosts(utf8('水')))).toBeCloseTo(20);
    expect(last(textCosts(utf8('🙂')))).toBeCloseTo(24);
  });

  it('takes more for the first byte of a character that is not whole', () => {
    expect(last(textCosts(utf8('ж').subarray(0, 1)))).toBeGreaterThan(noiseBitsPerByte);
  });

  it('gives the cost of each prefix', () => {
    const costs = textCosts(json);
    expect(costs).toHaveLength(json.length + 1);
    expect(costs[0]).toBe(0);
    expect(costs[20]).toBeCloseTo(last(textCosts(json.subarray(0, 20))));
  });
});

describe('tailCostsUnderAnyKey', () => {
  const key = [0x37, 0xfa, 0x21, 0x3d];
  const masked = json.map((byte, i) => byte ^ key[i & 3]);

  it('finds masked text shorter to describe than noise, though it has to name the key', () => {
    expect(tailCostsUnderAnyKey(masked)[0]).toBeLessThan(json.length * noiseBitsPerByte);
    expect(tailCostsUnderAnyKey(masked)[0]).toBeGreaterThan(32);
  });

  it('does not depend on the key', () => {
    expect(tailCostsUnderAnyKey(masked)[0]).toBeCloseTo(tailCostsUnderAnyKey(json)[0]);
  });

  it('finds bytes of no pattern longer to describe than noise', () => {
    expect(tailCostsUnderAnyKey(noise)[0]).toBeGreaterThan(noise.length * noiseBitsPerByte);
  });
});
