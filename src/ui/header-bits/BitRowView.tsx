import { Icon } from '../shared/Icon.tsx';
import type { BitRow, BitRun } from './bit-rows.ts';

interface BitRowViewProps {
  readonly row: BitRow;
  readonly perRow: number;
  /** Shows bit numbers above the row. */
  readonly first: boolean;
  readonly tabStop: number;
  readonly chosen: string | null;
  readonly editable: boolean;
  readonly bitAt: (bit: number) => number;
  readonly changed: (bit: number) => boolean;
  readonly onFlip: (bit: number) => void;
  readonly onFocusBit: (bit: number) => void;
  readonly onField: (field: string) => void;
}

function range(start: number, end: number): number[] {
  return Array.from({ length: end - start }, (_, index) => start + index);
}

/** One row of the bit grid: bit numbers, cells, field names. */
export function BitRowView(props: BitRowViewProps) {
  const { row, perRow, first, chosen, onField } = props;
  return (
    <div
      className="grid items-center pb-1.5"
      style={{ gridTemplateColumns: `26px repeat(${perRow}, minmax(0, 1fr))` }}
    >
      {first && (
        <>
          <span className="text-2xs text-faint">bit</span>
          {range(0, perRow).map((bit) => (
            <span key={bit} aria-hidden="true" className="text-center text-[10px] text-faint tabular-nums">
              {bit}
            </span>
          ))}
        </>
      )}
      <span className="font-mono text-2xs text-faint" title={`byte ${row.start / 8} of the frame`}>
        +{row.start / 8}
      </span>
      {row.runs.flatMap((run) =>
        range(run.start, run.end).map((bit) => <Bit key={bit} bit={bit} run={run} {...props} />),
      )}
      <RightBits row={row} bitAt={props.bitAt} />
      <span style={{ gridColumn: 1 }} />
      {row.runs.map((run) => (
        <button
          key={run.start}
          type="button"
          tabIndex={-1}
          data-f={run.field}
          data-from={run.start}
          data-to={run.end}
          onClick={() => onField(run.field)}
          style={{ gridColumn: `span ${run.end - run.start}` }}
          className={`flex min-h-6 min-w-0 items-center justify-center gap-0.5 rounded whitespace-nowrap text-(--c) ${
            run.end - run.start === 1 ? 'text-[9px] tracking-[-0.04em]' : 'overflow-hidden text-[10.5px]'
          } ${chosen === run.field ? 'font-bold underline' : ''}`}
          title={run.label}
        >
          {run.bad && run.end - run.start > 3 && (
            <span className="text-bad">
              <Icon name="cross" size={9} label="error" />
            </span>
          )}
          <span className={run.end - run.start === 1 ? '' : 'min-w-0 overflow-hidden text-ellipsis'}>
            {run.label}
          </span>
        </button>
      ))}
    </div>
  );
}

/** Below the bits that are wrong, what they should be. The list of fields says the same in words. */
function RightBits({ row, bitAt }: Pick<BitRowViewProps, 'row' | 'bitAt'>) {
  if (row.runs.every(({ right }) => right === null)) return null;
  return (
    <>
      <span className="text-2xs text-ok" style={{ gridColumn: 1 }} aria-hidden="true">
        right
      </span>
      {row.runs.flatMap(({ start, end, right }) =>
        range(start, end).map((bit) => {
          const value = right?.[bit - start];
          const isOther = value !== undefined && value !== String(bitAt(bit));
          return (
            <span key={bit} aria-hidden="true" data-right={bit} className="bit-right">
              {isOther ? value : ''}
            </span>
          );
        }),
      )}
    </>
  );
}

function Bit({
  bit,
  run,
  tabStop,
  chosen,
  editable,
  bitAt,
  changed,
  onFlip,
  onFocusBit,
}: BitRowViewProps & { bit: number; run: BitRun }) {
  const edge = `${bit === run.start ? 'bit-first' : ''} ${bit === run.end - 1 ? 'bit-last' : ''}`;
  const marks = { 'data-f': run.field, 'data-from': bit, 'data-to': bit + 1 };
  const value = bitAt(bit);
  if (!run.header) {
    return (
      <span {...marks} className={`bit text-dim! ${edge}`}>
        {value}
      </span>
    );
  }
  const turned = changed(bit);
  return (
    <button
      type="button"
      {...marks}
      data-bit={bit}
      data-chosen={chosen === run.field || undefined}
      tabIndex={bit === tabStop ? 0 : -1}
      aria-label={`Bit ${bit}, ${run.label}: ${value}${run.bad ? ', error' : ''}${turned ? ', changed' : ''}`}
      aria-disabled={!editable}
      title={editable ? `Bit ${bit} of ${run.label}. Click to flip it.` : `Bit ${bit} of ${run.label}`}
      onClick={() => onFlip(bit)}
      onFocus={() => onFocusBit(bit)}
      className={`bit ${edge} ${run.bad ? 'bit-bad' : ''} ${turned ? 'bit-changed' : ''}`}
    >
      {value}
    </button>
  );
}
