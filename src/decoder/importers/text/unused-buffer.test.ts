import { expect, test } from 'vitest';
import { formatHex, parseHex } from '../../bytes/hex.ts';
import { UnusedBuffer } from './unused-buffer.ts';

const frame = '810548656c6c6f';

/** What is given of a direction that comes in these parts, and what is said. */
function given(...parts: string[]): { hex: string; notes: string[] } {
  const buffer = new UnusedBuffer();
  const notes: string[] = [];
  let hex = '';
  for (const part of parts)
    for (const bytes of buffer.take(parseHex(part) ?? new Uint8Array(0))) hex += formatHex(bytes);
  for (const bytes of buffer.end((text) => notes.push(text))) hex += formatHex(bytes);
  return { hex, notes };
}

test.each([['00'], ['ff']])(
  'a run of %s after whole frames is left out, in one part or in several',
  (value) => {
    const run = value.repeat(20);
    for (const parts of [[frame + run], [frame, run], [frame + value, value.repeat(19)]]) {
      const { hex, notes } = given(...parts);
      expect(hex).toBe(frame);
      expect(notes).toEqual([expect.stringContaining(`The last 20 bytes are all ${value}`)]);
    }
  },
);

test.each([
  ['a short run', [frame + '00'.repeat(15)]],
  ['a run before more bytes', [frame + '00'.repeat(20), frame]],
  ['a payload of zeros', [`8220${'00'.repeat(32)}`]],
  ['a run of two values', [frame + '00'.repeat(10) + 'ff'.repeat(10)]],
  ['nothing but zeros', ['00'.repeat(40)]],
  ['a run after half a frame', [`8110${'61'.repeat(8)}01${'00'.repeat(20)}`]],
])('%s is given whole', (_, parts) => {
  expect(given(...parts)).toEqual({ hex: parts.join(''), notes: [] });
});
