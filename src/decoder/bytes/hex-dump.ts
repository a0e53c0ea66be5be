// Lines in the style of `hexdump -C`.

import { hexByte } from './hex.ts';

/** An offset in eight columns; one inside a handshake is negative. */
function column(offset: number): string {
  return offset < 0 ? `-${(-offset).toString(16).padStart(7, '0')}` : offset.toString(16).padStart(8, '0');
}

/**
 * Bytes with their offsets from `start` on. `at` gives the value of a byte, negative for one that is not there;
 * `digits` gives its two characters.
 */
export function hexDump(
  length: number,
  at: (index: number) => number,
  start: number,
  digits: (value: number) => string = hexByte,
): string {
  const lines: string[] = [];
  for (let from = 0; from < length; from += 16) {
    let left = '';
    let right = '';
    let ascii = '';
    for (let i = from; i < Math.min(length, from + 16); i++) {
      const value = at(i);
      if (i - from < 8) left += `${left && ' '}${digits(value)}`;
      else right += `${right && ' '}${digits(value)}`;
      ascii += value < 0 ? ' ' : value >= 0x20 && value < 0x7f ? String.fromCharCode(value) : '.';
    }
    lines.push(`${column(start + from)}  ${left.padEnd(23)}  ${right.padEnd(23)}  |${ascii}|`);
  }
  return lines.join('\n');
}
