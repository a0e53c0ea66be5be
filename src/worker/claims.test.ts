import { expect, test } from 'vitest';
import { noAssumptions } from '../decoder/model/assumptions.ts';
import { createSession } from './session.ts';

/** Title and claim of the first cause of a paste. */
async function firstOf(text: string): Promise<string> {
  const context = { signal: { cancelled: false }, progress: () => {} };
  const input = { kind: 'text', text, name: 'paste', format: null, assumptions: noAssumptions } as const;
  const [{ title, claim }] = (await createSession().open(input, context)).capture.connections[0].diagnosis;
  return `${title}. ${claim}`;
}

test('without the handshake nothing is said of what was agreed', async () => {
  // RSV1 on "Hello"; RSV1 on data with the header of zlib.
  expect(await firstOf('server: c1 05 48 65 6c 6c 6f')).toContain('no handshake here gives it a meaning');
  const zlib = await firstOf('server: c1 11 78 9c cb 48 cd c9 c9 57 c8 40 27 00 a6 88 0a fb 00');
  expect(zlib).not.toMatch(/not agreed/);
});

test('a last byte that Latin-1 could explain has both readings', async () => {
  expect(await firstOf('server: 81 04 63 61 66 e9')).toContain(
    'or sent it in Latin-1, where it ends with “café”',
  );
  // "grü" and the first byte of another "ü": the text is UTF-8 up to there.
  expect(await firstOf('server: 81 05 67 72 c3 bc c3')).toMatch(/in the middle of a character\.$/);
});

test('HTTP/2 is not judged, whether or not the other end is in the input', async () => {
  const preface = '505249202a20485454502f322e300d0a0d0a534d0d0a0d0a';
  expect(await firstOf(`client: ${preface}000000040000000000\nserver: 000000040000000000`)).toContain(
    'Both ends speak HTTP/2',
  );
  expect(await firstOf(`client: ${preface}`)).toContain('This input has no byte of the other end');
});
