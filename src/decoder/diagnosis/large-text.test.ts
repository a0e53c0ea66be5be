// A text message larger than what a diagnosis looks at: what is wrong with it is known from reading it, not
// from its beginning.

import { describe, expect, test } from 'vitest';
import { createSession } from '../../worker/session.ts';
import { encodeText } from '../bytes/utf8.ts';
import { noAssumptions } from '../model/assumptions.ts';

const length = 3_000_000;

/** A text frame of 3 MB from the server with `byte` at `at`, and another frame after it. */
async function claimOf(
  at: number,
  byte: number,
): Promise<{ cause: string; claim: string; evidence: string }> {
  const size = [length >>> 24, (length >> 16) & 255, (length >> 8) & 255, length & 255];
  const words = encodeText('the quick brown fox jumps over the lazy dog, '.repeat(length / 40)).subarray(
    0,
    length,
  );
  const bytes = new Uint8Array(10 + length + 7);
  bytes.set(words, 10);
  bytes.set([0x81, 127, 0, 0, 0, 0, ...size]);
  bytes[10 + at] = byte;
  bytes.set([0x81, 5, 0x68, 0x65, 0x6c, 0x6c, 0x6f], 10 + length);
  const input = { kind: 'bytes', bytes, name: 'x', format: 'raw', assumptions: noAssumptions } as const;
  const context = { signal: { cancelled: false }, progress: () => undefined as never };
  const [first] = (await createSession().open(input, context)).capture.connections[0].diagnosis;
  return { cause: first.cause, claim: first.claim, evidence: first.evidence[0].text };
}

describe('a text of 3 MB', () => {
  test.each([700_000, 2_900_000, length - 1])(
    'with a byte at %i that is no UTF-8 is not said to be cut',
    async (at) => {
      const { cause, claim, evidence } = await claimOf(at, 0xff);
      expect(cause).toBe('text-not-utf8');
      expect(claim).toBe('The server sent a text message at 0x0 that is not UTF-8.');
      expect(evidence).toBe(
        `Byte ${at.toLocaleString('en')} of the payload is not valid UTF-8 at that position.`,
      );
    },
  );

  test('that ends inside a character is', async () => {
    const { cause, claim } = await claimOf(length - 1, 0xc3);
    expect(cause).toBe('text-not-utf8');
    expect(claim).toContain('in the middle of a character');
  });
});
