// The header bits as the app draws them, in HTML that needs no script.

import type { PatternBit } from '../decoder/error-texts/patterns.ts';
import { type HeaderBitField, headerBitFields } from '../decoder/model/header-bits.ts';
import { fieldValue } from './frame-header.ts';

interface FrameBitsProps {
  readonly bits: readonly PatternBit[];
  /** Fields to mark as wrong. */
  readonly wrong?: readonly string[];
  /** What the picture shows, for those who do not see it. */
  readonly label: string;
}

/** A label below a field: its name, with the value where it says more than the bit itself. */
function labelOf(bits: readonly PatternBit[], field: HeaderBitField): string {
  const value = fieldValue(bits, field);
  if (value === null || field.end - field.start === 1 || field.id === 'rsv') return field.name;
  return `${field.name} ${field.id === 'opcode' ? value.toString(16).toUpperCase() : value}`;
}

/** The first 16 bits of a frame, one colour a field. Bits that are not fixed are dots. */
export function FrameBits({ bits, wrong = [], label }: FrameBitsProps) {
  return (
    <div className="frame-bits" role="img" aria-label={label}>
      {headerBitFields.map((field) =>
        bits.slice(field.start, field.end).map((bit, at) => {
          const edges = `${at === 0 ? ' bit-first' : ''}${at === field.end - field.start - 1 ? ' bit-last' : ''}`;
          const state = bit === null ? ' bit-free' : wrong.includes(field.id) ? ' bit-bad' : '';
          return (
            <span
              // biome-ignore lint/suspicious/noArrayIndexKey: bits have fixed places
              key={`${field.id}${at}`}
              className={`bit${edges}${state}`}
              data-f={field.colour}
            >
              {bit ?? '·'}
            </span>
          );
        }),
      )}
      {headerBitFields.map((field) => (
        <span key={field.id} className={`bit-label span-${field.end - field.start}`} data-f={field.colour}>
          {labelOf(bits, field)}
        </span>
      ))}
    </div>
  );
}
