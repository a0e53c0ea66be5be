// What each line of a head is wrapped in: a sign of a quote, a comment or a table, or the items of an array as PHP
// prints them.

import type { TextLine } from './pasted.ts';

/** A sign at the beginning of a line, and what follows it. */
const signedLine = /^[ \t]*(?<sign>[|│┃║;#*]|\/\/|--|>{1,3})(?<rest>.*)$/;
const statusLine = /^\s*HTTP\/\d(?:\.\d)? \d{3}(?: |$)/;
const startLine = /^\s*(?:[A-Z]{3,8} \S+ HTTP\/\d|HTTP\/\d(?:\.\d)? \d{3}(?: |$))/;
/** A line of curl -v after the sign of a quote. */
const curlLine = /^ ?(?:[<>*] |HTTP\/\d(?:\.\d)? \d{3})/;

/** The lines without the sign that each of them begins with, when a start line stands after it. */
export function withoutSign(lines: TextLine[]): TextLine[] {
  const used = lines.filter(({ text }) => text.trim() !== '');
  const sign = signedLine.exec(used[0]?.text ?? '')?.groups?.sign;
  if (sign === undefined) return lines;
  const rests = used.map(({ text }) => {
    const groups = signedLine.exec(text)?.groups;
    return groups?.sign === sign ? groups.rest : null;
  });
  // A request whose lines all begin with `>` is what curl -v prints of it.
  const begins = sign === '>' ? [curlLine] : [startLine, statusLine];
  if (!rests.every((rest) => rest !== null)) return lines;
  if (!rests.some((rest) => begins.some((pattern) => pattern.test(rest)))) return lines;
  return lines.map((line) => {
    const rest = signedLine.exec(line.text)?.groups?.rest;
    return rest === undefined ? line : { ...line, text: rest.replace(/^[ \t]/, '') };
  });
}

/** A row of a table whose last cell is a line of a head in quotes. */
const lastCell =
  /^(?:"[^"]{0,80}"|[^",;\t]{0,80})(?:[,;\t](?:"[^"]{0,80}"|[^",;\t]{0,80})){0,6}[,;\t]"(?<cell>.*)"\s*$/;
const minRows = 3;

/** The last cells of a table's rows, when a start line is among them; other lines as they are. */
export function withoutCells(lines: TextLine[]): TextLine[] {
  const cells = lines.map(({ text }) => lastCell.exec(text)?.groups?.cell.replaceAll('""', '"'));
  const rows = cells.filter((cell) => cell !== undefined);
  if (rows.length < minRows || !rows.some((cell) => startLine.test(cell))) return lines;
  return lines.map((line, index) => ({ ...line, text: cells[index] ?? line.text }));
}

/** The key of an item of an array of PHP: `[0]=>`, `[Server] => `, `0 => `, `'Server' => `. */
const itemKey = /^\s*(?:\[(?<bracketed>[^\]]{1,60})\]|(?<bare>\d{1,3}|'[^']{1,60}'))\s*=>\s*/;
/** The value of an item: `string(29) "..."`, `'...',`, or as it is. */
const itemValue = /^\s*(?:string\(\d+\) "(?<dumped>.*)"|'(?<exported>.*)',|(?<plain>\S.*))\s*$/;

/** The array of header lines that PHP prints, as these lines; other lines as they are. */
export function withoutArray(lines: TextLine[]): TextLine[] {
  const items: TextLine[] = [];
  let key: string | null = null;
  for (const line of lines) {
    const found = itemKey.exec(line.text);
    const written = found?.groups?.bracketed ?? found?.groups?.bare;
    if (written !== undefined) key = written.replace(/^["']|["']$/g, '');
    const rest = found === null ? line.text : line.text.slice(found[0].length);
    const value = itemValue.exec(rest)?.groups;
    const text = value?.dumped ?? value?.exported ?? (found === null ? undefined : value?.plain);
    if (key === null || text === undefined) continue;
    items.push({ ...line, text: /^\d+$/.test(key) ? text : `${key}: ${text}` });
    key = null;
  }
  return items.some(({ text }) => statusLine.test(text)) ? items : lines;
}
