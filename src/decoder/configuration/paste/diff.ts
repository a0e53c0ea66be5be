// A configuration in a diff: the new side of it, without the signs before the lines.

import { blank } from './same-length.ts';

const header =
  /^(diff --git |index [0-9a-f]+|--- |\+\+\+ |new file mode|deleted file mode|old mode|similarity index|rename |\\ No newline)/;

/** Lines that a diff adds or removes, at the ends of lines that a configuration has. */
const addedLine = /^\+[ \t]*[\w#<}]/;
const removedLine = /^-.*[;{}][ \t]*$/;

/**
 * Whether a text is the lines of a hunk without its head, as they are copied out of a review: each begins with a
 * sign or a blank, and some are added or removed. The copied text may begin within its first line.
 */
function isBareHunk(text: string): boolean {
  const lines = text.split('\n').filter((line) => line.trim() !== '');
  return (
    lines.every((line, index) => index === 0 || /^[-+ \t]/.test(line)) &&
    lines.some((line) => addedLine.test(line) || removedLine.test(line))
  );
}

/** The new side of a unified diff, as long as the diff; null for any other text. */
export function newSideOfDiff(text: string): string | null {
  const hasHead = /^@@ -\d+(,\d+)? \+\d+(,\d+)? @@/m.test(text);
  if (!hasHead && !isBareHunk(text)) return null;
  let isInHunk = !hasHead;
  return text
    .split('\n')
    .map((line) => {
      if (line.startsWith('@@ ')) isInHunk = true;
      else if (/^(diff --git |--- [ab/])/.test(line)) isInHunk = false;
      if (line.startsWith('@@ ') || !isInHunk)
        return header.test(line) || line.startsWith('@@ ') ? blank(line) : line;
      if (line.startsWith('-') || header.test(line)) return blank(line);
      return /^[+ ]/.test(line) ? ` ${line.slice(1)}` : line;
    })
    .join('\n');
}
