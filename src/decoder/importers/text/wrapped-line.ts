// A byte whose two digits stand in two lines: a terminal breaks lines at its width.

import type { HexScan } from './hex-line.ts';
import type { Line } from './lines.ts';

/** Shorter lines were not broken by a terminal, in characters. */
const minTerminalWidth = 40;

/** The byte whose two digits a line break divides, and where its second digit ends; `null` without one. */
export function joinedByte(text: string, line: Line, scan: HexScan): { byte: number; resume: number } | null {
  const { singleAt, singles, stop } = scan;
  if (singles !== 1 || singleAt[0] !== line.end - 1 || stop !== line.end) return null;
  if (line.end - line.start < minTerminalWidth || scan.bad >= 0) return null;
  const next = /^\r?\n([\da-f])(?=[ ,:]|\r?\n|$)/i.exec(text.slice(line.end, line.end + 5));
  if (next === null) return null;
  return { byte: Number.parseInt(text[line.end - 1] + next[1], 16), resume: line.end + next[0].length };
}
