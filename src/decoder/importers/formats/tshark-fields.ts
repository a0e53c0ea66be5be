// tshark -T fields with tcp.payload and other columns: `51400<tab>9911<tab>8105...`. The port or address that speaks first is
// the client. tcp.payload alone is plain hex.

import { parseHex } from '../../bytes/hex.ts';
import type { Sender } from '../../model/basics.ts';
import { isSurrounding, linesOf } from '../text/lines.ts';
import { textImporter } from '../text/text-importer.ts';
import type { Transcript } from '../text/transcript.ts';
import { turnsOf } from '../text/turns.ts';

const payload = /^(?:[0-9a-fA-F]{2}){2,}$|^[0-9a-fA-F]{2}(?::[0-9a-fA-F]{2})+$/;
const other =
  /^(?:\d{1,7}|\d{1,10}\.\d+|\d{1,3}(?:\.\d{1,3}){3}|[0-9a-f:]*::?[0-9a-f:]+|[A-Z][a-z]{2} .*|\S*[^0-9a-fA-F:]\S*|)$/;

/** Columns split at tabs, commas or semicolons. */
function columnsOf(line: string): string[] {
  return line.split(/[\t,;]/).map((cell) => cell.trim().replace(/^"|"$/g, ''));
}

/** Which column holds the bytes: the same in all lines, -1 when the lines are something else. */
function payloadColumn(lines: readonly string[]): number {
  const rows = lines.filter((line) => !isSurrounding(line)).map((line) => columnsOf(line.replace(/\r$/, '')));
  const width = Math.max(0, ...rows.map((cells) => cells.length));
  // A paste may have lost the tab before an empty payload.
  const used = rows.map((cells) => (cells.length === width - 1 ? [...cells, ''] : cells));
  if (width < 2 || used.some((cells) => cells.length !== width)) return -1;
  for (let column = width - 1; column >= 0; column--) {
    const full = used.filter((cells) => payload.test(cells[column]) && cells[column].length >= 4);
    const empty = used.filter((cells) => cells[column] === '');
    const long = full.some((cells) => cells[column].length > 8 || /[a-f]/i.test(cells[column]));
    if (full.length === 0 || full.length + empty.length < used.length || !long) continue;
    const rest = used.every((cells) => cells.every((cell, i) => i === column || other.test(cell)));
    if (rest) return column;
  }
  return -1;
}

function read(text: string, out: Transcript): void {
  out.describe('tshark fields');
  const lines = text.split('\n');
  const column = payloadColumn(lines.slice(0, 2000));
  if (column < 0) return;
  // The speaker is the first column that differs between lines with bytes and repeats: a source port or address.
  const used = lines.map((line) => columnsOf(line.replace(/\r$/, ''))).filter((cells) => cells[column]);
  const width = used[0]?.length ?? 0;
  let speaker = -1;
  for (let i = 0; i < width && speaker < 0; i++) {
    if (
      i === column ||
      used.some((cells) => /\d\.\d{3,}$/.test(cells[i]) && !/^\d+(\.\d+){3}$/.test(cells[i]))
    )
      continue;
    if (new Set(used.map((cells) => cells[i])).size === 2) speaker = i;
  }
  const first = speaker >= 0 ? used[0][speaker] : '';
  const runs: { bytes: Uint8Array; sender: Sender | null; time: number }[] = [];
  for (const at of linesOf(text)) {
    const line = text.slice(at.start, at.end);
    const cells = columnsOf(line);
    const digits = (cells[column] ?? '').replaceAll(':', '');
    const bytes = parseHex(digits.slice(0, digits.length & ~1));
    if (!bytes || bytes.length === 0) {
      out.mark(at.start, at.end, 'ignored');
      continue;
    }
    const from = at.start + line.lastIndexOf(cells[column]);
    out.mark(at.start, from, 'direction');
    out.mark(from, from + cells[column].length, 'bytes');
    const epoch = cells.find((cell) => /^1\d{9}\.\d+$/.test(cell));
    const sender = speaker < 0 ? null : cells[speaker] === first ? 'client' : 'server';
    runs.push({ bytes, sender, time: epoch ? Number(epoch) : Number.NaN });
  }
  const turns = speaker < 0 ? turnsOf(runs.map((run) => run.bytes)) : null;
  for (const [i, run] of runs.entries()) out.only().bytes(turns ? turns[i] : run.sender, run.bytes, run.time);
}

/** Columns by tshark -T fields. */
export const tsharkFields = textImporter({
  id: 'tshark-fields',
  name: 'tshark -T fields',
  grade: ({ lines }) => (payloadColumn(lines.slice(0, 400)) >= 0 ? 'certain' : 'no'),
  read,
});
