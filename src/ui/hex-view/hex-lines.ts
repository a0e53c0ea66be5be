// Which colour a byte of a frame has, and what its line reads.

import type { FieldView } from '../../worker/protocol.ts';

/** Printable ASCII as it is, everything else as a middle dot. */
export function asciiOf(value: number): string {
  return value >= 0x20 && value < 0x7f ? String.fromCharCode(value) : '·';
}

/** The field that gives byte `index` of a frame its colour: the widest of those that it is part of. */
export function fieldOfByte(
  fields: readonly FieldView[],
  headerLength: number,
  index: number,
): FieldView['id'] {
  if (index >= headerLength) return 'payload';
  const from = index * 8;
  let best: FieldView['id'] = 'payload';
  let width = 0;
  for (const field of fields) {
    const shared = Math.min(field.bitEnd, from + 8) - Math.max(field.bitStart, from);
    if (shared > width) {
      width = shared;
      best = field.id;
    }
  }
  return best;
}

/** Whether a rule objects to a field in byte `index`. */
export function isBadByte(fields: readonly FieldView[], index: number): boolean {
  const from = index * 8;
  return fields.some((field) => field.rules.length > 0 && field.bitStart < from + 8 && field.bitEnd > from);
}

/** `hexdump -C` style lines, for copying. */
export function hexDump(bytes: Uint8Array, start: number): string {
  const lines: string[] = [];
  for (let at = 0; at < bytes.length; at += 16) {
    const part = bytes.subarray(at, at + 16);
    const hex = Array.from(part, (value) => value.toString(16).padStart(2, '0'));
    const left = hex.slice(0, 8).join(' ');
    const right = hex.slice(8).join(' ');
    const ascii = Array.from(part, (value) => asciiOf(value).replace('·', '.')).join('');
    lines.push(
      `${(start + at).toString(16).padStart(8, '0')}  ${left.padEnd(23)}  ${right.padEnd(23)}  |${ascii}|`,
    );
  }
  return lines.join('\n');
}
