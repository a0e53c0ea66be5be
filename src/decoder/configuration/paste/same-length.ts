// Changes of a text that keep its length: every offset of the result is an offset of what was pasted.

import type { Span } from '../model.ts';

/** Replaces every character by a blank, line ends excepted. */
export function blank(text: string): string {
  return text.replace(/[^\r\n]/g, ' ');
}

/**
 * Replaces every match by a shorter text. The blanks that keep the length stand at the end of the word, where no
 * program counts them.
 */
export function shortened(text: string, pattern: RegExp, replacement: (match: string) => string): string {
  let out = '';
  let owed = 0;
  const put = (part: string): void => {
    for (const character of part) {
      if (owed > 0 && /\s/.test(character)) {
        out += ' '.repeat(owed);
        owed = 0;
      }
      out += character;
    }
  };
  let at = 0;
  for (const match of text.matchAll(pattern)) {
    put(text.slice(at, match.index));
    const short = replacement(match[0]);
    put(short);
    owed += match[0].length - short.length;
    at = match.index + match[0].length;
  }
  put(text.slice(at));
  return out + ' '.repeat(owed);
}

/** A line of a text; `end` is before its line feed. */
export interface TextLine extends Span {
  readonly text: string;
}

/** The lines of a text. */
export function linesOfText(text: string): TextLine[] {
  let start = 0;
  return text.split('\n').map((line) => {
    const at = start;
    start += line.length + 1;
    return { text: line, start: at, end: at + line.length };
  });
}

/** The text with everything blank that lies outside of the spans, which are in order and do not overlap. */
export function keepSpans(text: string, spans: readonly Span[]): string {
  let out = '';
  let at = 0;
  for (const { start, end } of spans) {
    out += blank(text.slice(at, start)) + text.slice(start, end);
    at = end;
  }
  return out + blank(text.slice(at));
}
