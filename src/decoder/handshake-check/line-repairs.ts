// Undoes what a mail, an input method or a viewer of files did to the lines of a head.

import type { TextLine } from './pasted.ts';

/** A key or its answer in the source of a mail: its equals signs are spelled out (RFC 2045 6.7). */
const quotedPrintable = /^.{0,40}\bSec-WebSocket-(?:Key|Accept): [\w+/]{22,27}=3D/i;
const spelledOut = /=([2-7][0-9A-F])/g;

/** The lines of a mail's source with its characters; a line that ends in `=` goes on in the next one. */
export function withoutMailEncoding(lines: TextLine[]): TextLine[] {
  if (!lines.some(({ text }) => quotedPrintable.test(text.slice(0, 120)))) return lines;
  const whole: TextLine[] = [];
  let parts: string[] = [];
  let start = 0;
  for (const [index, { text, at }] of lines.entries()) {
    if (parts.length === 0) start = at.start;
    const goesOn = text.endsWith('=') && index < lines.length - 1;
    parts.push(goesOn ? text.slice(0, -1) : text);
    if (goesOn) continue;
    whole.push({ text: parts.join(''), at: { start, end: at.end } });
    parts = [];
  }
  return whole.map((line) => ({
    ...line,
    text: line.text.replace(spelledOut, (_, code: string) => String.fromCharCode(Number.parseInt(code, 16))),
  }));
}

/** The rules of a frame around a file, and the title in it, as bat prints them. */
const frameRule = /^\s*[─━═]{3,200}(?:[┬┼┴╪][─━═]{0,400})?\s*$/;
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

/** An object of JSON inside a string of JSON, as logs nest their messages. */
const nestedObject = /"\{\\"/;

/** The text with the quotes of nested JSON as ordinary ones; its length and the places in it stay. */
export function withoutNestedJson(text: string): string {
  if (!nestedObject.test(text)) return text;
  return text
    .replace(/(?<=[{[:,]\s?)\\"/g, ' "')
    .replace(/\\"/g, '" ')
    .replace(/\\\\/g, ' \\');
}

/** A request after the arrow of a response, and a response after the arrow of a request. */
const turnedRequest = /^< (?:GET|CONNECT) \S{1,2000} HTTP\/1\.[01]\s*$/;
const turnedResponse = /^> HTTP\/1\.[01] \d{3}(?: |$)/;

/** The lines with the arrows as curl -v has them, where a program turns them: `<` before what the client sends. */
export function withArrowsTurned(lines: TextLine[]): TextLine[] {
  const isTurned = [turnedRequest, turnedResponse].every((pattern) =>
    lines.some(({ text }) => pattern.test(text)),
  );
  if (!isTurned) return lines;
  return lines.map((line) => ({
    ...line,
    text: line.text.replace(/^[<>]/, (arrow) => (arrow === '<' ? '>' : '<')),
  }));
}

/** Words that Markdown prints bold. */
const boldWords = /\*\*([^*\n]{1,80})\*\*/g;

/** The line without the marks of bold words. */
export function withoutBold(line: string): string {
  return line.includes('**') ? line.replace(boldWords, '$1') : line;
}

/** Characters without a width, which pages and word processors put into words. */
const invisible = /[\u00ad\u200b-\u200d\u2060\ufeff]/g;
const dashes = /[\u2010-\u2015\u2212]/g;
/** A name of a header with the dashes of a word processor. */
const dashedName =
  /^(?:[<>] )?\s{0,20}[A-Za-z][\w\u2010-\u2015\u2212-]{1,60}(?= ?:)|\bSec[\u2010-\u2015\u2212]WebSocket[\u2010-\u2015\u2212](?=\w)/g;
/** The begin and the end of text in XML that is not markup. */
const dataBegin = /^.{0,2000}?<!\[CDATA\[(?=(?:GET|CONNECT) \S|HTTP\/\d)/;

/** The line without what a page, a word processor or XML put into it. */
export function withPlainCharacters(line: string): string {
  const visible = line.replace(invisible, '').replace(dataBegin, '');
  return visible.replace(dashedName, (name) => name.replace(dashes, '-'));
}

/** Fewer lines are no head with a blank line after each of its own. */
const minSpacedLines = 5;
const anyStartLine = /^\s*(?:[A-Z]{3,8} \S{1,2000} HTTP\/\d|HTTP\/\d(?:\.\d)? \d{3}(?: |$))/;

/** The lines without the blank one that a word processor puts after each. */
export function withoutDoubleSpacing(lines: TextLine[]): TextLine[] {
  const isBlank = (at: number) => lines[at].text.trim() === '';
  const isSpaced = lines.every((_, at) => at === 0 || isBlank(at) || isBlank(at - 1));
  const used = lines.filter((_, at) => !isBlank(at));
  if (!isSpaced || used.length < minSpacedLines || !used.some(({ text }) => anyStartLine.test(text)))
    return lines;
  return lines.filter((_, at) => at === 0 || !isBlank(at) || isBlank(at - 1));
}

/** A name of a header with the colon of a Chinese or Japanese input method. */
const wideColon = /^(\s{0,20}[A-Za-z][\w-]{1,60})：[ \u3000]?/;

/** The line with an ordinary colon after the name of a header. */
export function withPlainColon(line: string): string {
  return line.includes('：') ? line.replace(wideColon, '$1: ') : line;
}
