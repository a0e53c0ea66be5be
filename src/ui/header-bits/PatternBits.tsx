import type { PatternBit } from '../../decoder/error-texts/patterns.ts';

interface PatternField {
  readonly name: string;
  readonly start: number;
  readonly end: number;
  /** Custom property with the colour of the field. */
  readonly colour: string;
}

/** Fields of the first 16 bits (RFC 6455 5.2). */
const fields: readonly PatternField[] = [
  { name: 'FIN', start: 0, end: 1, colour: '--fin' },
  { name: 'RSV', start: 1, end: 4, colour: '--rsv' },
  { name: 'opcode', start: 4, end: 8, colour: '--op' },
  { name: 'MASK', start: 8, end: 9, colour: '--mask' },
  { name: 'length', start: 9, end: 16, colour: '--len' },
];

/** The first 16 bits of a frame, of which some are fixed: the others are drawn as dots. */
export function PatternBits({ bits, label }: { bits: readonly PatternBit[]; label: string }) {
  return (
    <div role="img" aria-label={label} className="flex max-w-full flex-wrap gap-x-1.5 gap-y-1">
      {fields.map(({ name, start, end, colour }) => (
        <span key={name} className="grid justify-items-center gap-0.5">
          <span className="flex">
            {bits.slice(start, end).map((bit, at) => (
              <span
                // biome-ignore lint/suspicious/noArrayIndexKey: bits have fixed places
                key={at}
                className={`grid h-5 w-4 place-items-center border-y border-r first:rounded-l first:border-l last:rounded-r font-mono text-xs ${
                  bit === null ? 'border-line text-faint' : 'font-bold'
                }`}
                style={
                  bit === null
                    ? undefined
                    : {
                        color: `var(${colour})`,
                        borderColor: `var(${colour})`,
                        background: `color-mix(in srgb, var(${colour}) 14%, transparent)`,
                      }
                }
              >
                {bit ?? '·'}
              </span>
            ))}
          </span>
          <span className="text-[9.5px] leading-none text-dim">{name}</span>
        </span>
      ))}
    </div>
  );
}
