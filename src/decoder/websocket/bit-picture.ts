// The header of a frame as RFC 6455 5.2 draws it: 32 bits a row, two columns a bit.

import type { FieldId } from './fields.ts';

/** A field in the picture. Bits count from the frame's first. */
export interface PicturedField {
  readonly id: FieldId;
  readonly bitStart: number;
  readonly bitEnd: number;
  /** The rules that it breaks. */
  readonly rules: readonly string[];
}

const bitsPerRow = 32;

const shortNames: Partial<Record<FieldId, readonly string[]>> = {
  fin: ['F'],
  rsv1: ['R'],
  rsv2: ['R'],
  rsv3: ['R'],
  opcode: ['opcode'],
  mask: ['M'],
  length: ['Payload len', 'length'],
  'extended-length': ['Extended payload length', 'Extended length', 'length'],
  'masking-key': ['Masking-key', 'key'],
  payload: ['Payload data', 'Payload', 'data'],
};

/**
 * Lines of the picture. `mark` colours the bits of the fields that break a rule; carets are below them.
 */
export function bitPicture(
  header: Uint8Array,
  fields: readonly PicturedField[],
  mark: (text: string) => string,
): string[] {
  const bits = header.length * 8;
  const shown = fields.filter((field) => field.bitStart < bits && field.bitEnd > field.bitStart);
  const lines = scale(Math.min(bits, bitsPerRow));
  for (let start = 0; start < bits; start += bitsPerRow) {
    const end = Math.min(start + bitsPerRow, bits);
    const cells = shown
      .filter((field) => field.bitStart < end && field.bitEnd > start)
      .map((field) => ({ field, from: Math.max(field.bitStart, start), to: Math.min(field.bitEnd, end) }));
    const border = `+${cells.map(({ from, to }) => '-'.repeat((to - from) * 2 - 1)).join('+')}+`;
    if (start === 0) lines.push(border);
    lines.push(`|${cells.map((cell) => label(cell.field.id, (cell.to - cell.from) * 2 - 1)).join('|')}|`);
    lines.push(
      `|${cells
        .map(({ field, from, to }) => {
          const text = bitText(header, from, to);
          return field.rules.length > 0 ? mark(text) : text;
        })
        .join('|')}|`,
    );
    lines.push(border);
    if (cells.some(({ field }) => field.rules.length > 0)) {
      const carets = cells.map(({ field, from, to }) =>
        (field.rules.length > 0 ? '^' : ' ').repeat((to - from) * 2 - 1),
      );
      lines.push(mark(` ${carets.join(' ')}`.trimEnd()));
    }
  }
  return lines;
}

function scale(bits: number): string[] {
  const numbers = Array.from({ length: bits }, (_, i) => i);
  return [
    ` ${numbers.map((i) => (i % 10 === 0 ? String(i / 10) : ' ')).join(' ')}`.trimEnd(),
    ` ${numbers.map((i) => i % 10).join(' ')}`,
  ];
}

function bitText(header: Uint8Array, from: number, to: number): string {
  return Array.from(
    { length: to - from },
    (_, i) => (header[(from + i) >> 3] >> (7 - ((from + i) & 7))) & 1,
  ).join(' ');
}

function label(id: FieldId, width: number): string {
  const name = (shortNames[id] ?? [id]).find((one) => one.length <= width) ?? '';
  const left = (width - name.length) >> 1;
  return ' '.repeat(left) + name + ' '.repeat(width - name.length - left);
}
