import type { PatternBit } from '../../decoder/error-texts/patterns.ts';
import { headerBitFields } from '../../decoder/model/header-bits.ts';

/** The first 16 bits of a frame, of which some are fixed: the others are drawn as dots. */
export function PatternBits({ bits, label }: { bits: readonly PatternBit[]; label: string }) {
  return (
    <div role="img" aria-label={label} className="flex max-w-full flex-wrap gap-x-1.5 gap-y-1">
      {headerBitFields.map(({ name, start, end, colour }) => (
        <span key={name} data-f={colour} className="grid justify-items-center gap-0.5">
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
                        color: 'var(--c)',
                        borderColor: 'var(--c)',
                        background: 'color-mix(in srgb, var(--c) 14%, transparent)',
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
