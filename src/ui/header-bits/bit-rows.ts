// Layout of the header as rows of bits, as in RFC 6455 5.2.

import type { FieldView } from '../../worker/protocol.ts';

/** Consecutive cells of one field in one row. Bit 0 is the first bit of the frame. */
export interface BitRun {
  readonly field: FieldView['id'];
  readonly start: number;
  readonly end: number;
  /** True for header bits, which can be flipped; payload bits only fill the row. */
  readonly header: boolean;
  readonly bad: boolean;
  readonly label: string;
  /** What its bits should be, where they are wrong and one value is right. */
  readonly right: string | null;
}

/** One row: `start` is its first bit. */
export interface BitRow {
  readonly start: number;
  readonly runs: readonly BitRun[];
}

const shortNames: Partial<Record<FieldView['id'], string>> = {
  fin: 'FIN',
  rsv1: 'RSV1',
  rsv2: 'RSV2',
  rsv3: 'RSV3',
  mask: 'MASK',
  'extended-length': 'extended length',
  'masking-key': 'masking key',
};

/** Label of a field, with its value where the value is more than the bit itself. */
export function runLabel(field: FieldView): string {
  const name = shortNames[field.id] ?? field.id;
  return field.bitEnd - field.bitStart === 1 || field.id === 'payload' ? name : `${name} ${field.value}`;
}

/**
 * Rows of `perRow` bits that hold a header of `headerBits`; the last is filled with up to `payloadBits` of payload.
 * `fields` are those of the header, in order and without gaps.
 */
export function bitRows(
  fields: readonly FieldView[],
  headerBits: number,
  payloadBits: number,
  perRow: number,
): BitRow[] {
  const rows: BitRow[] = [];
  const headed = fields.filter((field) => field.bitStart < headerBits);
  for (let start = 0; start < headerBits; start += perRow) {
    const rowEnd = start + perRow;
    const runs: BitRun[] = [];
    for (const field of headed) {
      const from = Math.max(field.bitStart, start);
      const to = Math.min(field.bitEnd, rowEnd, headerBits);
      if (from >= to) continue;
      runs.push({
        field: field.id,
        start: from,
        end: to,
        header: true,
        bad: field.rules.length > 0,
        label: runLabel(field),
        right: field.right?.slice(from - field.bitStart, to - field.bitStart) ?? null,
      });
    }
    const filled = Math.min(rowEnd, headerBits + payloadBits);
    if (headerBits < filled && rowEnd > headerBits) {
      const from = Math.max(headerBits, start);
      const payload = { field: 'payload', header: false, bad: false, label: 'payload', right: null } as const;
      runs.push({ ...payload, start: from, end: filled });
    }
    rows.push({ start, runs });
  }
  return rows;
}

/** Bits in a row for a width, with cells wide enough for touch: 32, 16 or 8. */
export function bitsPerRow(width: number, gutter: number, cell: number): number {
  for (const count of [32, 16]) if (width - gutter >= count * cell) return count;
  return 8;
}
