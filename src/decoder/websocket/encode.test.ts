import { describe, expect, it } from 'vitest';
import { encodeHeader } from './encode.ts';
import { readHeader } from './header.ts';

const textHeader = { byte0: 0x81, masked: false, maskingKey: 0 };

describe('encodeHeader', () => {
  it('writes each length in its shortest form', () => {
    const written = (payloadLength: number) => [...encodeHeader({ ...textHeader, payloadLength })];
    expect(written(125)).toEqual([0x81, 125]);
    expect(written(126)).toEqual([0x81, 126, 0, 126]);
    expect(written(65535)).toEqual([0x81, 126, 0xff, 0xff]);
    expect(written(65536)).toEqual([0x81, 127, 0, 0, 0, 0, 0, 1, 0, 0]);
    expect(written(2 ** 40)).toEqual([0x81, 127, 0, 0, 1, 0, 0, 0, 0, 0]);
  });

  it('puts the masking key after the length', () => {
    expect([
      ...encodeHeader({ byte0: 0x82, masked: true, maskingKey: 0xdeadbeef, payloadLength: 3 }),
    ]).toEqual([0x82, 0x83, 0xde, 0xad, 0xbe, 0xef]);
  });

  it('writes what readHeader reads', () => {
    for (const payloadLength of [0, 125, 126, 65535, 65536, 2 ** 33 + 5]) {
      const header = { byte0: 0x01, masked: true, maskingKey: 0x12345678, payloadLength };
      expect(readHeader(encodeHeader(header), 0)).toMatchObject(header);
    }
  });
});
