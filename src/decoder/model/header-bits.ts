// The first 16 bits of a frame (RFC 6455 5.2) as fields.

/** A field of the first 16 bits. */
export interface HeaderBitField {
  readonly id: 'fin' | 'rsv' | 'opcode' | 'mask' | 'length';
  readonly name: string;
  /** Bits `[start, end)`. */
  readonly start: number;
  readonly end: number;
  /** The field of the frame whose colour it has. */
  readonly colour: string;
}

export const headerBitFields: readonly HeaderBitField[] = [
  { id: 'fin', name: 'FIN', start: 0, end: 1, colour: 'fin' },
  { id: 'rsv', name: 'RSV', start: 1, end: 4, colour: 'rsv1' },
  { id: 'opcode', name: 'opcode', start: 4, end: 8, colour: 'opcode' },
  { id: 'mask', name: 'MASK', start: 8, end: 9, colour: 'mask' },
  { id: 'length', name: 'length', start: 9, end: 16, colour: 'length' },
];
