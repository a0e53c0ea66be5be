import { expect, test } from 'vitest';
import { proxyHeaderEnd, proxyHeaderVersion } from './proxy-header.ts';

const bytes = (text: string) => Uint8Array.from(text, (character) => character.charCodeAt(0));

test('version 1 ends with its line', () => {
  const header = 'PROXY TCP4 192.0.2.1 192.0.2.2 51312 443\r\n';
  expect(proxyHeaderVersion(bytes(header))).toBe(1);
  expect(proxyHeaderEnd(bytes(`${header}GET`))).toBe(header.length);
  expect(proxyHeaderEnd(bytes(header.slice(0, 20)))).toBe(-1);
});

test('version 2 gives the length of its addresses', () => {
  // Version 2 and PROXY, TCP over IPv4, 12 bytes of addresses and ports.
  const header = `\r\n\r\n\0\r\nQUIT\n\x21\x11\x00\x0c${'\x01'.repeat(12)}`;
  expect(proxyHeaderVersion(bytes(header))).toBe(2);
  expect(proxyHeaderEnd(bytes(`${header}\x16`))).toBe(28);
  expect(proxyHeaderEnd(bytes(header.slice(0, 27)))).toBe(-1);
  expect(proxyHeaderEnd(bytes(header.slice(0, 14)))).toBe(-1);
});
