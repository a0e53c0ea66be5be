// Splits a pasted text into the lines that a person saw.

import {
  withArrowsTurned,
  withoutBold,
  withoutDockerRecord,
  withoutDoubleSpacing,
  withoutFrame,
  withoutMailEncoding,
  withoutNestedJson,
  withPlainCharacters,
  withPlainColon,
} from './line-repairs.ts';
import { withoutArray, withoutCells, withoutSign } from './line-wrappings.ts';
import type { LiteralPair } from './literals.ts';
import type { LineEvidence, PastedText, TextLine } from './pasted.ts';
import { splitRunOnLine } from './run-on-lines.ts';

// Colours and other control sequences, and the two ends of a hyperlink: curl prints header names bold and
// Location as a link.
const terminalEscape = /\x1b\[[0-9;?]*[A-Za-z]|\x1b\][^\x07\x1b]*(?:\x07|\x1b\\)/g;

// The same sequences after a copy that lost or spelled out the escape character: `[1mServer[0m:`,
// `^[[1mServer^[[0m:`.
const brokenEscape = /^(?:\^\[)?\[1m([\w-]+)(?:\^\[)?\[0m/;

// The progress meter of curl ends without a line end, so a status line can follow it on the same line, and with -v
// a marked line.
const progressMeter = /^(?!0000: HTTP)\s*\d[\d.:kMG\s-]*(?=HTTP\/\d)|^\s*\d+ +\d[\d.:kMG\s-]*-*(?=[<>*] )/;

/** What HAProxy writes before each line of a head with -d. */
const haproxyDebug = /^[\da-f]{8}:\S+\.(?:cli|srv)(?:req|hdr|rep)\[[\da-f:]+\]: /;

/** What `curl --trace-time` and `--trace-ids` put in front of the marks. */
const traceTime = /^(?:\d\d:\d\d:\d\d\.\d{6} )?(?:\[\d+-[\dx]+\] )?(?=(?:[<>*{}]|[<=]=|=>)(?: |$))/;

/** Three arrows mark a line as one does. */
const tripleArrow =
  /^(?:>>(?=>)|<<(?=<))(?=[<>](?: (?:[A-Z]{3,8} \S{1,2000} HTTP\/\d|HTTP\/\d|[\w-]{1,60}: \S)|$))/;

/** CR spelled out at the end of a line, as `socat -v` and `cat -A` show it. */
const spelledOutReturn = /(?:\\r|\^M)\$?$/;

/** Tags around the lines of a page's source, and the characters that it spells out. */
const htmlTag =
  /<\/?(?:br|pre|code|p|div|span|t[drh]|table|b|i|em|strong|[uo]l|li)(?:\s[^<>]{0,200})?\s?\/?>/gi;
const htmlCharacters: readonly (readonly [RegExp, string])[] = [
  [/&lt;/g, '<'],
  [/&gt;/g, '>'],
  [/&quot;/g, '"'],
  [/&#39;/g, "'"],
  [/&amp;/g, '&'],
];

function withoutTags(line: string): string {
  const plain = line.replace(htmlTag, '');
  if (plain === line) return line;
  return htmlCharacters.reduce((text, [spelled, char]) => text.replace(spelled, char), plain);
}

/** What HttpClient of Apache logs of a line that it sends or gets. */
const wireLog = /^.{0,160}?\bhttp-outgoing-\d+ (?:>>|<<) "([^"]{0,4000}?)(?:\[\\r\])?\[\\n\]"$/;

/** The time and the place in the program that a log puts in front of a printed start line. */
const logTime =
  /^\s*--> (?=(?:GET|CONNECT) \/\S{0,2000} HTTP\/1\.[01]$|HTTP\/1\.[01] \d{3}(?: |$))|^\[?\d{4}[-/]\d\d[-/]\d\d[ T]\d\d:[^<>"]{0,80}?(?=(?:GET|CONNECT) \S{1,2000} HTTP\/1\.[01]$|HTTP\/1\.[01] \d{3} [A-Za-z ]{1,40}$)/;

// A recogniser looks at the beginning of a line only: start lines and header names are short.
const maxPatternCharacters = 400;

/**
 * `line` without terminal colours and links, without a progress meter before a status line, and with ordinary
 * spaces.
 */
function visibleLine(line: string): string {
  if (line === '') return line;
  const spaced = line.includes('\u00a0') ? line.replaceAll('\u00a0', ' ') : line;
  const plain = withPlainCharacters(spaced);
  const clean = plain.includes('\x1b') ? plain.replace(terminalEscape, '') : plain;
  return withPlainColon(withoutBold(withoutTags(withoutNestedJson(withoutDockerRecord(clean)))))
    .replace(brokenEscape, '$1')
    .replace(progressMeter, '')
    .replace(traceTime, '')
    .replace(spelledOutReturn, '')
    .replace(haproxyDebug, '')
    .replace(wireLog, '$1')
    .replace(tripleArrow, '');
}

const packetLine = /^[\d:. -]*\bIP6? \S+ > \S+: (?:Flags \[|tcp)/m;
/** The line of ngrep before each packet; in the lines after it a dot stands for CR. */
const packetMark = /^[TUI]6? \S+ -> \S+ \[[A-Z]{1,6}\]/m;
/** The bytes of the TCP header that tcpdump -A prints in the line of a start line: dots where no character is. */
const headerCharacters = /^.{0,80}?(?=(?:GET|CONNECT|POST|HEAD) \S+ HTTP\/1\.\d$|HTTP\/1\.\d \d{3}(?: |$))/;
// tcpdump prints a line before each packet; the first is near the beginning.
const maxPacketLineSearch = 20_000;

/**
 * Splits a text into lines with their places. Leaves out CR before LF, and what a carriage return overwrote.
 */
export function linesOf(text: string): TextLine[] {
  const lines: TextLine[] = [];
  for (let start = 0; start <= text.length; ) {
    const feed = text.indexOf('\n', start);
    let end = feed < 0 ? text.length : feed;
    if (end > start && text[end - 1] === '\r') end -= 1;
    // A progress meter rewrites its line with CR; what was written last is visible.
    const visible = start + text.slice(start, end).lastIndexOf('\r') + 1;
    lines.push({ text: visibleLine(text.slice(visible, end)), at: { start: visible, end } });
    if (feed < 0) break;
    start = feed + 1;
  }
  const repaired = withoutDoubleSpacing(withArrowsTurned(withoutFrame(withoutMailEncoding(lines))));
  const start = text.slice(0, maxPacketLineSearch);
  if (packetMark.test(start)) return lines.map((line) => ({ ...line, text: line.text.replace(/\.$/, '') }));
  if (!packetLine.test(start))
    return withoutPrefix(withoutNumbers(withoutSign(withoutArray(withoutCells(repaired)))))
      .map(withoutTime)
      .flatMap(splitRunOnLine);
  return lines.map((line) => ({ ...line, text: line.text.replace(headerCharacters, '') }));
}

const lineNumber = /^\s*(\d{1,6})(?:[:|.)]\s?|[ \t]{1,4}(?:[│┃] ?)?|$)/;
// Two lines that begin with numbers can be anything; a list that counts on is numbered.
const minNumberedLines = 3;

/** The lines without the numbers that an editor or `cat -n` puts in front: each line must count on. */
function withoutNumbers(lines: TextLine[]): TextLine[] {
  const numbered = lines.filter((line) => line.text.trim() !== '');
  const numbers = numbered.map((line) => Number(lineNumber.exec(line.text)?.[1] ?? Number.NaN));
  const isCounting = numbers.every((number, index) => index === 0 || number - numbers[index - 1] === 1);
  if (numbered.length < minNumberedLines || Number.isNaN(numbers[0]) || !isCounting) return lines;
  return lines.map((line) => ({ ...line, text: line.text.replace(lineNumber, '') }));
}

const withoutTime = (line: TextLine) => ({ ...line, text: line.text.replace(logTime, '') });

/** A start line behind what a log, a container or a pod has before each line. */
const prefixedStart = /^([^"'<>=]{2,120}?)(?=(?:GET|CONNECT) \S+ HTTP\/1\.\d\s*$|HTTP\/1\.[01] \d{3}(?: |$))/;
/** Such a share of the lines must have the prefix, and so many of them. */
const minPrefixedShare = 0.8;

/** The lines without the prefix that stands before a start line and before the others, whatever its numbers. */
function withoutPrefix(lines: TextLine[]): TextLine[] {
  const learnt = lines
    .map(({ text }) => prefixedStart.exec(text.slice(0, 400))?.[1])
    .find((one) => one !== undefined);
  // The debug log of nginx is read with what it has before each line.
  if (learnt === undefined || !/[a-z\d]/i.test(learnt) || /\[debug\] \d+#\d+:/.test(learnt)) return lines;
  const shape = learnt
    .trimEnd()
    .replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
    .replace(/\d+/g, '\\d+');
  const prefix = new RegExp(`^${shape}(?:[ \\t]|$)`);
  const used = lines.filter(({ text }) => text.trim() !== '');
  const prefixed = used.filter(({ text }) => prefix.test(text)).length;
  if (prefixed < minNumberedLines || prefixed < used.length * minPrefixedShare) return lines;
  return lines.map((line) => ({ ...line, text: line.text.replace(prefix, '') }));
}

/** The text and its lines. */
export function pastedText(text: string): PastedText {
  return { text, lines: linesOf(text) };
}

/** The part of a pasted text from an offset on; places still count from the beginning of the whole text. */
export function textFrom(pasted: PastedText, offset: number): PastedText {
  return { text: pasted.text, lines: pasted.lines.filter((line) => line.at.start >= offset) };
}

/** A kind of line and what it is called. */
export type LinePattern = readonly [pattern: RegExp, is: string];

/** No pattern matches a shorter line, but for the marks `>` and `<` alone. */
const minPatternCharacters = 3;

/** The lines that match one of the patterns, each counted once, at most `maxCount`. */
export function matchingLines(
  { lines }: PastedText,
  patterns: readonly LinePattern[],
  maxCount = 200,
): LineEvidence[] {
  const found: LineEvidence[] = [];
  for (let line = 0; line < lines.length && found.length < maxCount; line++) {
    const { text } = lines[line];
    if (text.length < minPatternCharacters && text[0] !== '<' && text[0] !== '>') continue;
    const start = text.slice(0, maxPatternCharacters);
    const matched = patterns.find(([pattern]) => pattern.test(start));
    if (matched) found.push({ line, at: lines[line].at, is: matched[1] });
  }
  return found;
}

/** Header lines from the pairs of a table of strings. */
export function headerLines(pairs: readonly LiteralPair[]): TextLine[] {
  return pairs.map(({ name, value, start, end }) => ({ text: `${name}: ${value}`, at: { start, end } }));
}

/** What a log puts in front of the lines of a head. */
const linePrefix =
  /^.{0,160}?[\]:>|)*-]\s+(?=(?:GET|CONNECT) \S{1,2000} HTTP\/\d|HTTP\/\d(?:\.\d)? \d{3}\b|(?:host|upgrade|connection|origin|user-agent|accept|server|date|content-[a-z]+|sec-websocket-[a-z]+)(?:-[a-z]+)?: \S)/i;

/** The text without what a log puts in front of the lines of a head; null when nothing is there. */
export function withoutPrefixes(pasted: PastedText): PastedText | null {
  const lines = pasted.lines.map(({ text, at }) => {
    const prefix = linePrefix.exec(text.slice(0, maxPatternCharacters))?.[0].length ?? 0;
    return { text: text.slice(prefix), at: { start: Math.min(at.end, at.start + prefix), end: at.end } };
  });
  const isChanged = lines.some(({ at }, index) => at.start !== pasted.lines[index].at.start);
  return isChanged ? { text: pasted.text, lines } : null;
}
