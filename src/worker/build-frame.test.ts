import { expect, test } from 'vitest';
import { buildFrame } from './build-frame.ts';
import type { FrameFields } from './payload-protocol.ts';

const hello: FrameFields = {
  fin: true,
  rsv: 0,
  opcode: 1,
  key: null,
  lengthForm: null,
  payload: 'Hello',
  payloadIs: 'text',
};

test('builds the examples of RFC 6455, 5.7', () => {
  expect(buildFrame(hello).hex).toBe('81 05 48 65 6c 6c 6f');
  expect(buildFrame({ ...hello, key: '37fa213d' }).hex).toBe('81 85 37 fa 21 3d 7f 9f 4d 51 58');
  expect(buildFrame({ ...hello, fin: false, payload: 'Hel' }).hex).toBe('01 03 48 65 6c');
});

test('builds frames that break rules', () => {
  expect(
    buildFrame({ ...hello, rsv: 4, opcode: 3, lengthForm: 64, payload: '6f 6b', payloadIs: 'hex' }).hex,
  ).toBe('c3 7f 00 00 00 00 00 00 00 02 6f 6b');
});

test('says what is wrong with a field', () => {
  expect(buildFrame({ ...hello, key: '37 fa' }).problem).toMatch(/masking key of 4 bytes/);
  expect(buildFrame({ ...hello, payload: 'zz', payloadIs: 'hex' }).problem).toMatch(/pairs of hex digits/);
  expect(buildFrame({ ...hello, payload: 'x'.repeat(126), lengthForm: 7 }).problem).toMatch(/at most 125/);
  expect(buildFrame({ ...hello, payload: 'x'.repeat(5000) }).problem).toMatch(
    /at most 4,096 bytes, found 5,000/,
  );
});
