// A paste from a code block is indented as a whole. The indent means nothing, but it would hide which lines
// are indented beyond it, which in some dumps tells the two sides apart.

/** A text without its common indent, and the way back. */
export interface Dedented {
  readonly text: string;
  /** The place in the text as it was pasted of a place in `text`. */
  original(at: number): number;
}

/** The blanks with which all lines begin that are not blank; 0 when they are too few or the lines are. */
export function commonIndent(text: string): number {
  let common = Number.POSITIVE_INFINITY;
  let lines = 0;
  for (let start = 0; start < text.length && common > 0; ) {
    let end = text.indexOf('\n', start);
    if (end < 0) end = text.length;
    let i = start;
    while (i < end && i - start < common && text.charCodeAt(i) === 32) i++;
    const blank = i === end || text.charCodeAt(i) === 13;
    if (!blank) {
      common = Math.min(common, i - start);
      lines++;
    }
    start = end + 1;
  }
  return lines > 1 && common > 1 && common !== Number.POSITIVE_INFINITY ? common : 0;
}

function itself(at: number): number {
  return at;
}

/** Takes away the spaces that all lines begin with, when there are two at least. */
export function dedent(text: string): Dedented {
  return dedentBy(text, commonIndent(text));
}

/** Takes away `indent` blanks of each line, fewer where it has fewer. */
export function dedentBy(text: string, indent: number): Dedented {
  if (indent === 0) return { text, original: itself };
  return cutLines(text, (line) => Math.min(indent, line.length - line.trimStart().length));
}

/** `text` without the first characters of each line, as many as `cutOf` says. */
export function cutLines(text: string, cutOf: (line: string) => number): Dedented {
  const starts: number[] = [];
  const shifts: number[] = [];
  let at = 0;
  let removed = 0;
  const kept = text.split('\n').map((line) => {
    const cut = cutOf(line);
    removed += cut;
    starts.push(at);
    shifts.push(removed);
    at += line.length - cut + 1;
    return line.slice(cut);
  });
  return {
    text: kept.join('\n'),
    original(place) {
      let low = 0;
      let high = starts.length - 1;
      while (low < high) {
        const middle = (low + high + 1) >> 1;
        if (starts[middle] <= place) low = middle;
        else high = middle - 1;
      }
      return place + shifts[low];
    },
  };
}
