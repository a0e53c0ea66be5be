// A configuration in a diff: the new side of it, without the signs before the lines.

import { blank } from './same-length.ts';

const header =
  /^(diff --git |index [0-9a-f]+|--- |\+\+\+ |new file mode|deleted file mode|old mode|similarity index|rename |\\ No newline)/;

/** The new side of a unified diff, as long as the diff; null for any other text. */
export function newSideOfDiff(text: string): string | null {
  if (!/^@@ -\d+(,\d+)? \+\d+(,\d+)? @@/m.test(text)) return null;
  let isInHunk = false;
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
