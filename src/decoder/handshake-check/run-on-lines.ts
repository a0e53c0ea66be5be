// Heads that stand in one line of a paste: their line ends are spelled out (`\r\n`), or were lost.

import { isKnownHeader } from './header-lists.ts';
import type { TextLine } from './pasted.ts';

const startLine = /(?:\b(?:GET|CONNECT|POST|HEAD) \S{1,2000} HTTP\/\d(?:\.\d)?|HTTP\/\d(?:\.\d)? \d{3}\b)/;
/** Forms that read spelled-out line ends themselves: http.client, and error texts that quote what came. */
const isReadElsewhere = /^\s*(?:send|reply): |malformed HTTP|^\s*[0-9a-fA-F]{4}[:\s]/;
/** `<- "`, `b'`: what stands in front of the first line of a printed string. */
const openQuote = /^[^"'`]{0,80}?b?(["'`])(?=[A-Za-z])/;
const headerInLine = /[ \t]([A-Za-z][\w-]{1,40}): ?(?=\S)/g;
const generalInLine = / (Request Method|Status Code|Remote Address|Referrer Policy): (?=\S)/g;
/** A start line that says two headers in its line is a head; with one it can be a log. */
const minHeadersInLine = 2;
const maxLineCharacters = 20_000;

/** A line as the lines of the head that it holds; other lines as they are. */
export function splitRunOnLine(line: TextLine): readonly TextLine[] {
  const { text } = line;
  if (text.length > maxLineCharacters || isReadElsewhere.test(text)) return [line];
  if (text.includes('\\r\\n')) return splitSpelledOut(line);
  return splitJoined(line);
}

function splitSpelledOut(line: TextLine): readonly TextLine[] {
  const { text } = line;
  const quote = openQuote.exec(text);
  const from = quote ? quote[0].length : 0;
  const inner = quote ? withoutEndQuote(text.slice(from), quote[1]) : text;
  const pieces = inner.split('\\r\\n');
  if (pieces.some((piece) => nextString.test(piece))) return splitStrings(line, pieces);
  // One line end alone, as packet details show it.
  if (pieces.length === 2 && pieces[1] === '') return [{ text: pieces[0], at: line.at }];
  if (quote && pieces.slice(1).every((piece) => piece === '')) {
    return [
      { text: pieces[0], at: line.at },
      { text: '', at: line.at },
    ];
  }
  const first = startLine.exec(pieces[0]);
  if (!first) return [line];
  pieces[0] = pieces[0].slice(first.index);
  return piecesWithPlaces(line, pieces, from + first.index, 4);
}

/** The end of a string, and another in the same line that begins with a start line. */
const nextString =
  /["'][\s\w"':,;{}[\]()-]{1,80}["'](?=(?:GET|CONNECT) \S{1,2000} HTTP\/\d|HTTP\/\d(?:\.\d)? \d{3}\b)/;

/** The heads of several strings in one line; a blank line ends each. */
function splitStrings({ at }: TextLine, pieces: readonly string[]): TextLine[] {
  const texts = pieces.flatMap((piece) => {
    const found = nextString.exec(piece);
    return found ? [piece.slice(0, found.index), '', piece.slice(found.index + found[0].length)] : [piece];
  });
  const first = startLine.exec(texts[0]);
  return [texts[0].slice(first?.index ?? 0), ...texts.slice(1)].map((text) => ({ text, at }));
}

function withoutEndQuote(text: string, quote: string): string {
  const end = text.lastIndexOf(quote);
  return end < 0 ? text : text.slice(0, end);
}

function piecesWithPlaces(
  { text, at }: TextLine,
  pieces: readonly string[],
  from: number,
  separator: number,
): TextLine[] {
  const isExact = text.length === at.end - at.start;
  let next = at.start + from;
  return pieces.map((piece) => {
    const place = isExact ? { start: next, end: next + piece.length } : at;
    next += piece.length + separator;
    return { text: piece, at: place };
  });
}

/** `GET /ws HTTP/1.1 Host: a Upgrade: websocket`, or the fields of a browser in one line. */
function splitJoined(line: TextLine): readonly TextLine[] {
  const { text } = line;
  const isHead = /^\s*(?:[<>] )?(?:(?:GET|CONNECT) \S{1,2000} HTTP\/\d|HTTP\/\d(?:\.\d)? \d{3} )/.test(text);
  if (!isHead && !/^\s*Request URL: ?\S/.test(text)) return [line];
  const cuts = [
    ...[...text.matchAll(headerInLine)].filter(([, name]) => isKnownHeader(name)),
    ...text.matchAll(generalInLine),
  ].map(({ index }) => index);
  const names = [...text.matchAll(headerInLine)].filter(([, name]) => isKnownHeader(name)).length;
  if (names < minHeadersInLine) return [line];
  const ends = [...new Set(cuts)].sort((one, two) => one - two);
  const pieces = [0, ...ends.map((cut) => cut + 1)].map((start, index) =>
    text.slice(start, ends[index] ?? text.length),
  );
  return withoutSeparator(piecesWithPlaces(line, pieces, 0, 1));
}

const separatorAtEnd = /\s*([|;,/])\s*$/;

/** The pieces without the sign that ends each of them but the last: `GET /ws HTTP/1.1 | Host: a`. */
function withoutSeparator(pieces: TextLine[]): TextLine[] {
  const signs = new Set(
    pieces.slice(0, -1).map(({ text }) => separatorAtEnd.exec(text.slice(-8))?.[1] ?? ''),
  );
  if (signs.size !== 1 || signs.has('')) return pieces;
  return pieces.map((piece, index) =>
    index === pieces.length - 1 ? piece : { ...piece, text: piece.text.trimEnd().slice(0, -1).trimEnd() },
  );
}
