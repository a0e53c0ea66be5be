import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readLead, timeIn } from './directions.ts';

test('a time is the same at the start of a line and inside of it', () => {
  const two = fc.integer({ min: 0, max: 99 }).map((value) => String(value).padStart(2, '0'));
  const written = fc
    .tuple(
      fc.constantFrom('2026-11-', '1969-12-', '0001-01-', '2024/02-', '2026-13-'),
      two,
      fc.constantFrom('T', ' ', '_', '  '),
      two,
      two,
      two,
      fc.constantFrom('', '.5', ',123456789', '.1234567890123456789', '.', '.5.6'),
      fc.constantFrom('', 'Z', ' Z', '+02:00', ' -0330', ' recv', '\tZ', ':', '7'),
    )
    .map(
      ([date, day, gap, h, m, s, fraction, zone]) => `${date}${day}${gap}${h}:${m}:${s}${fraction}${zone}`,
    );
  fc.assert(
    fc.property(written, (text) => {
      const inside = timeIn(`at ${text}`);
      expect(timeIn(text)).toBe(inside);
      expect(timeIn(`[${text}]`)).toBe(inside);
    }),
    { numRuns: 2000 },
  );
  expect(timeIn('2026-11-22 12:00:01.25 recv')).toBe(Date.UTC(2026, 10, 22, 12, 0, 1) / 1000 + 0.25);
});

test.each([
  ['The client sends:', 'client'],
  ['The server sends:', 'server'],
  ['our server then wrote', 'server'],
  ['the client received', 'server'],
  ['What the server gets:', 'client'],
  ['server replied', 'server'],
] as const)('%s names the sender', (words, sender) => {
  expect(readLead(words)).toMatchObject({ sender, known: true });
});
