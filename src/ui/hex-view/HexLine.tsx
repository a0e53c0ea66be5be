import { type ByteView, lacking, notHere } from '../../app/payload-bytes.ts';
import { asciiOf, digitsOf } from './hex-lines.ts';

/** Colour, highlight and bit link of the bytes. */
export interface ByteLook {
  /** Index of the byte that holds bit 0 of the frame, or `null` when the bytes are not linked to header bits. */
  readonly bitsFrom: number | null;
  readonly fieldOf: (index: number) => string;
  readonly isBad?: (index: number) => boolean;
  /** Half-open range to highlight and scroll to. */
  readonly mark?: { readonly start: number; readonly end: number } | null;
  readonly isChosen?: (index: number) => boolean;
}

interface HexLineProps {
  readonly view: ByteView;
  readonly from: number;
  readonly perLine: number;
  readonly look: ByteLook;
}

/** Style of a byte without a value: dim while it is fetched, a warning where the capture lacks it. */
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
