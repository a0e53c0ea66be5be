import { type ByteView, lacking, notHere } from '../../app/payload-bytes.ts';
import { asciiOf, digitsOf } from './hex-lines.ts';

/** How bytes are coloured, marked and tied to the frame's bits. */
export interface ByteLook {
  /** The byte that bit 0 of the frame's cells belongs to, or `null` when the cells are tied to nothing. */
  readonly bitsFrom: number | null;
  readonly fieldOf: (index: number) => string;
  readonly isBad?: (index: number) => boolean;
  /** Half-open run to mark and bring into view. */
  readonly mark?: { readonly start: number; readonly end: number } | null;
  readonly isChosen?: (index: number) => boolean;
}

interface HexLineProps {
  readonly view: ByteView;
  readonly from: number;
  readonly perLine: number;
  readonly look: ByteLook;
}

/** What a byte that is not at hand looks like: quiet while it is fetched, a warning where there is none. */
function absence(value: number): string {
  return value === notHere ? 'bg-raised' : value === lacking ? 'bg-warnbg text-warn' : '';
}

/** The bytes of one line, as digits and as characters. */
export function HexLine({ view, from, perLine, look }: HexLineProps) {
  const { bitsFrom, fieldOf, isBad, mark, isChosen } = look;
  const part: number[] = [];
  for (let i = from; i < Math.min(from + perLine, view.length); i++) part.push(view.at(i));
  const cells = (text: (value: number) => string, className: string, outline: boolean) =>
    part.map((value, column) => {
      const index = from + column;
      const marked = mark && index >= mark.start && index < mark.end;
      return (
        <span
          key={index}
          data-i={index}
          data-f={fieldOf(index)}
          data-from={bitsFrom === null ? undefined : (bitsFrom + index) * 8}
          data-to={bitsFrom === null ? undefined : (bitsFrom + index) * 8 + 8}
          data-chosen={isChosen?.(index) || undefined}
          className={`${className} ${outline ? absence(value) : ''} ${outline && isBad?.(index) ? 'hexbyte-bad' : ''} ${marked ? 'hexbyte-mark' : ''}`}
        >
          {text(value)}
        </span>
      );
    });
  return (
    <>
      <span className="flex shrink-0" style={{ width: `${perLine * 3 + (perLine > 8 ? 1 : 0)}ch` }}>
        {cells(digitsOf, 'hexbyte px-[0.5ch] nth-[9]:ml-[1ch]', true)}
      </span>
      <span className="ml-[1.5ch] flex text-dim">
        {cells((value) => (value < 0 ? ' ' : asciiOf(value)), 'hexchar', false)}
      </span>
    </>
  );
}
