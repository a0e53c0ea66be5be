import fc from 'fast-check';
import { expect, test } from 'vitest';
import { formatHex } from '../../bytes/hex.ts';
import { showsBytes } from './hex-evidence.ts';
import { foundHex, hexLine } from './hex-line.ts';
import { isSurrounding } from './lines.ts';
import { plainHex, SameWords } from './plain-hex.ts';

const lineOf = (text: string) => ({ number: 1, start: 0, end: text.length });

const stamps = ['', '12:00:01 ', '12:00:02.125 ', '2026-11-22 12:00:01,5 ', '[1700000000.25] '];
const words = [
  '',
  'recv ',
  'sent: ',
  'DEBUG ws: -> ',
  '<- ',
  '[conn 17] read ',
  'be: ',
  'id 81 len=2 ',
  'x="',
];
words.push('$ xxd -r ', 'Content-Length: ', '  <', 'ab  (', 'c: ', '# ', '[deadbeef ');
const pieces = [
  '81',
  '05',
  '8105',
  'e6ccc557ddb7',
  '0x81',
  '\\x05',
  ' ',
  ', ',
  ':',
  '  ',
  '8',
  'g',
  '-',
  '#',
  '> ',
];
const hex = fc.array(fc.constantFrom(...pieces), { maxLength: 12 }).map((parts) => parts.join(''));
const line = fc
  .tuple(fc.constantFrom(...stamps), fc.constantFrom(...words), hex)
  .map((parts) => parts.join(''));

/** What the long way finds. */
function slowly(text: string) {
  const whole = lineOf(text);
  const found = isSurrounding(text) ? null : hexLine(text, whole, false);
  if (found === null || !showsBytes(text, whole, foundHex(found))) return null;
  const { start, scan } = found;
  const clean = found.whole && scan.bad < 0 && scan.half < 0 && scan.singles === 0;
  return { start, stop: scan.stop, bytes: formatHex(scan.bytes.view()), padded: scan.padded, clean, found };
}

test('a line of whole bytes is what the long way finds in it', () => {
  fc.assert(
    fc.property(hex, (text) => {
      const plain = plainHex(text, 0, text.length);
      // A number with a line of its own is not bytes.
      if (plain === null || !showsBytes(text, lineOf(text), { ...plain, isPart: false })) return;
      expect(slowly(text)).toMatchObject({
        start: 0,
        stop: plain.stop,
        bytes: formatHex(plain.bytes),
        padded: plain.padded,
        clean: true,
      });
    }),
    { numRuns: 3000 },
  );
});

test('bytes behind words that were seen before are what the long way finds', () => {
  fc.assert(
    fc.property(fc.array(line, { minLength: 2, maxLength: 8 }), (lines) => {
      const same = new SameWords();
      for (const text of lines) {
        const slow = slowly(text);
        const plain = same.find(text, lineOf(text));
        if (plain !== null)
          expect(slow).toMatchObject({
            start: plain.start,
            stop: plain.stop,
            bytes: formatHex(plain.bytes),
            padded: plain.padded,
            clean: true,
          });
        else if (slow !== null) same.learn(text, lineOf(text), slow.found);
      }
    }),
    { numRuns: 5000 },
  );
});

test('the second of two lines that begin alike is not searched', () => {
  const same = new SameWords();
  const first = '2026-11-22 12:00:01.5 DEBUG recv 81 05 48 65 6c 6c 6f';
  same.learn(first, lineOf(first), hexLine(first, lineOf(first), false)!);
  const second = '2026-11-22 12:00:02.25 DEBUG recv 8a00';
  expect(same.find(second, lineOf(second))).toMatchObject({ bytes: Uint8Array.of(0x8a, 0) });
  expect(same.find('12:00:03 DEBUG sent 8a00', lineOf(second))).toBeNull();
});
