// Colour and text of the bytes in the hex view.

import { lacking } from '../../app/payload-bytes.ts';
import { hexByte } from '../../decoder/bytes/hex.ts';
import type { FieldView } from '../../worker/protocol.ts';

/** Printable ASCII as it is, everything else as a middle dot. */
export function asciiOf(value: number): string {
  return value >= 0x20 && value < 0x7f ? String.fromCharCode(value) : '·';
}

/** The field that colours byte `index` of a frame: the widest field that covers the byte. */
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

/** True when a field in byte `index` breaks a rule. */
export function isBadByte(fields: readonly FieldView[], index: number): boolean {
  const from = index * 8;
  return fields.some((field) => field.rules.length > 0 && field.bitStart < from + 8 && field.bitEnd > from);
}

/** Two hex digits; `··` for a byte that the capture lacks; blanks for a byte that is not loaded yet. */
export function digitsOf(value: number): string {
  if (value < 0) return value === lacking ? '··' : '  ';
  return hexByte(value);
}

/** An offset as typed: decimal or `0x` and hex, digits grouped or not. `null` when it is neither. */
export function parseOffset(text: string): number | null {
  const plain = text.trim().replace(/(?<=[\da-f])[,_ ](?=[\da-f])/gi, '');
  const [, sign, hex, decimal] = /^(-?)(?:0x([\da-f]{1,13})|(\d{1,15}))$/i.exec(plain) ?? [];
  if (hex === undefined && decimal === undefined) return null;
  const value = hex === undefined ? Number(decimal) : Number.parseInt(hex, 16);
  return sign === '-' ? -value : value;
}
