// Undoes what a mail, an input method or a viewer of files did to the lines of a head.

import type { TextLine } from './pasted.ts';

/** A key or its answer in the source of a mail: its equals signs are spelled out (RFC 2045 6.7). */
const quotedPrintable = /^.{0,40}\bSec-WebSocket-(?:Key|Accept): [\w+/]{22,27}=3D/i;
const spelledOut = /=([2-7][0-9A-F])/g;

/** The lines of a mail's source with its characters; a line that ends in `=` goes on in the next one. */
export function withoutMailEncoding(lines: TextLine[]): TextLine[] {
  if (!lines.some(({ text }) => quotedPrintable.test(text.slice(0, 120)))) return lines;
  const whole: TextLine[] = [];
  let open: TextLine | null = null;
  for (const { text, at } of lines) {
    const joined: TextLine = open
      ? { text: open.text.slice(0, -1) + text, at: { start: open.at.start, end: at.end } }
      : { text, at };
    open = joined.text.endsWith('=') ? joined : null;
    if (open === null) whole.push(joined);
  }
  if (open !== null) whole.push(open);
  return whole.map((line) => ({
    ...line,
    text: line.text.replace(spelledOut, (_, code: string) => String.fromCharCode(Number.parseInt(code, 16))),
  }));
}

/** The rules of a frame around a file, and the title in it, as bat prints them. */
const frameRule = /^\s*[─━═]{3,}[┬┼┴╪]?[─━═]*\s*$/;
const frameTitle = /^\s*[│┃]\s*(?:File|STDIN)\b/;

/** The lines of a framed file without the frame. */
export function withoutFrame(lines: TextLine[]): TextLine[] {
  if (!lines.some(({ text }) => frameRule.test(text))) return lines;
  return lines.filter(({ text }) => !frameRule.test(text) && !frameTitle.test(text));
}

/** A record of the json-file log of Docker: the line is a string of JSON. */
const dockerRecord = /^\{"log":"(?<log>(?:[^"\\]|\\.)*)","stream":/;
const escapes: Readonly<Record<string, string>> = { n: '', r: '', t: '\t' };

/** The line that Docker recorded; other lines as they are. */
export function withoutDockerRecord(line: string): string {
  const log = line.startsWith('{"log":"') ? dockerRecord.exec(line)?.groups?.log : undefined;
  return log === undefined ? line : log.replace(/\\(.)/g, (_, char: string) => escapes[char] ?? char);
}

/** A name of a header with the colon of a Chinese or Japanese input method. */
const wideColon = /^(\s{0,20}[A-Za-z][\w-]{1,60})：[ \u3000]?/;

/** The line with an ordinary colon after the name of a header. */
export function withPlainColon(line: string): string {
  return line.includes('：') ? line.replace(wideColon, '$1: ') : line;
}
