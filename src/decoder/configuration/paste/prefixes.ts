// What stands in front of every line of a pasted listing: line numbers, `grep -n` with its file, quotes of a mail.

import { blank, linesOfText } from './same-length.ts';

/** Lines of a listing that have the prefix; a few may be broken by the paste. */
const neededShare = 0.9;
/** Below this a prefix is chance. */
const minLines = 3;

const listing = /^(?:[\w./~-]+[:-])?[ \t]*(\d{1,5})(?:[ \t]*[:|│┃▏]|[.)-]|(?=[ \t]|$))[ \t]?/;
const quote = /^[ \t]{0,3}(?:>[ \t]?)+/;

/** The text with its prefixes blank, or null when it has none. */
export function withoutPrefixes(text: string): string | null {
  return withoutNumberLines(text) ?? withoutNumbers(text) ?? withoutPattern(text, quote);
}

/** Numbers on lines of their own, one before each line, as some pages copy them. */
function withoutNumberLines(text: string): string | null {
  const lines = text.split('\n');
  const numbers = lines.filter((line) => /^\s*\d{1,5}\s*$/.test(line)).map(Number);
  const isCounting = numbers.every((number, index) => number === numbers[0] + index);
  if (numbers.length < minLines || !isCounting || numbers.length < lines.length * 0.4) return null;
  return lines.map((line) => (/^\s*\d{1,5}\s*$/.test(line) ? blank(line) : line)).join('\n');
}

/** Numbers count only when each is one more than the one before. */
function withoutNumbers(text: string): string | null {
  const numbers = linesOfText(text)
    .filter((line) => line.text.trim() !== '')
    .map((line) => Number(listing.exec(line.text)?.[1] ?? Number.NaN));
  const rising = numbers.filter((number, index) => index === 0 || number > numbers[index - 1]).length;
  const isListing = rising >= numbers.length * neededShare && numbers.at(-1) !== undefined;
  return isListing ? withoutPattern(text, listing) : null;
}

function withoutPattern(text: string, pattern: RegExp): string | null {
  const lines = text.split('\n');
  const filled = lines.filter((line) => line.trim() !== '');
  const prefixed = filled.filter((line) => pattern.test(line)).length;
  if (prefixed < minLines || prefixed < filled.length * neededShare) return null;
  return lines.map((line) => line.replace(pattern, (prefix) => ' '.repeat(prefix.length))).join('\n');
}
