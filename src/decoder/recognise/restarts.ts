// Several dumps below each other without words between them, as a terminal shows them: `xxd client.bin`, `xxd
// server.bin`. The offsets of each begin at 0. Where the masks tell that both ends are among them, they are no
// stream.

import { readLead } from '../importers/text/directions.ts';
import { isSurrounding } from '../importers/text/lines.ts';
import type { Range } from './pieces.ts';

/** A row whose offset is 0. */
const firstRow = /^\s*(?:0x)?0{4,16}[:\s]\s*[\da-f]{2}/i;
const row = /^\s*(?:0x)?[\da-f]{4,16}[:\s]\s*[\da-f]{2}/i;
/** More dumps are the log of a program. */
const maxDumps = 20;

/** A line of a text: its characters are `[start, end)`. */
interface Line extends Range {
  readonly written: string;
}

/** The ranges of dumps whose offsets begin again, or `null`: a single dump, or words that say who sent what. */
export function restartedRanges(lines: readonly Line[]): Range[] | null {
  const ranges: Range[] = [];
  for (const { start, end, written } of lines) {
    const last = ranges[ranges.length - 1];
    if (firstRow.test(written)) ranges.push({ start, end });
    else if (row.test(written) && last !== undefined) ranges[ranges.length - 1] = { ...last, end };
    else if (!isSurrounding(written) && readLead(written).sender !== null) return null;
  }
  return ranges.length > 1 && ranges.length <= maxDumps ? ranges : null;
}
