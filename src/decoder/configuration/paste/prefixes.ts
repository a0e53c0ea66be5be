// What stands in front of every line of a pasted listing: line numbers, `grep -n` with its file, quotes of a mail.

import { linesOfText } from './same-length.ts';

/** Lines of a listing that have the prefix; a few may be broken by the paste. */
const neededShare = 0.9;
/** Below this a prefix is chance. */
const minLines = 4;

const listing = /^(?:[\w./~-]+[:-])?[ \t]*(\d{1,5})(?:[:|.)-]|(?=[ \t]|$))[ \t]?/;
const quote = /^[ \t]{0,3}(?:>[ \t]?)+/;

/** The text with its prefixes blank, or null when it has none. */
export function withoutPrefixes(text: string): string | null {
  return withoutNumbers(text) ?? withoutPattern(text, quote);
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
