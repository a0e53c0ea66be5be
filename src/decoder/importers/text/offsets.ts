// Whether lines are the rows of a dump: each begins with an offset that rises by the bytes of the row before.

const start = /^[\s|>]*(?:0x)?([0-9a-fA-F`]{4,17})h?(?:\s*[:|]|\s)/;
const pair = /(?<![0-9a-fA-F])(?:0x)?(?:[0-9a-fA-F]{2}){1,8}(?![0-9a-fA-F])/g;

/** First words of six to eight digits that rise by sixteen, in whatever radix: od, whatever its columns hold. */
function steady(lines: readonly string[]): boolean {
  const offsets = lines
    .map((line) => /^\s*([0-9a-fA-F]{6,8}):?(?:\s|$)/.exec(line)?.[1])
    .filter((word) => word !== undefined);
  if (offsets.length < 2) return false;
  return [8, 10, 16].some((radix) => {
    const steps = offsets
      .slice(1)
      .map((offset, i) => Number.parseInt(offset, radix) - Number.parseInt(offsets[i], radix));
    return steps.every((step, i) => step === 16 || (i === steps.length - 1 && step > 0 && step < 16));
  });
}

/** An offset and two bytes after the words of a log. */
const rowAfterWords = /[\s\])>](?=(?:0x)?[0-9a-fA-F]{4,8}:?[ \t]{1,3}[0-9a-fA-F]{2} ?[0-9a-fA-F]{2}\b)/g;

/** Where a row begins in a line that may begin with the words of a log; its end when there is none. */
function afterWords(line: string): number {
  const source = line.slice(0, 240);
  for (const { index } of source.matchAll(rowAfterWords)) {
    if (/[g-z>\]|]/i.test(source.slice(0, index))) return index + 1;
  }
  return line.length;
}

/** The share of rows (0 to 1) whose offset is that of the row before plus its bytes, and how many rows there are. */
export function risingOffsets(lines: readonly string[]): { rows: number; share: number } {
  let rows = 0;
  let rising = 0;
  let last = -1;
  let lastBytes = 0;
  let isNewDump = false;
  for (const whole of lines.slice(0, 400)) {
    const line = start.test(whole) ? whole : whole.slice(afterWords(whole));
    const match = start.exec(line);
    if (!match) {
      isNewDump = true;
      continue;
    }
    const offset = Number.parseInt(match[1].replaceAll('`', ''), 16);
    const step = offset - last;
    // Another dump under a line of words.
    if (last >= 0 && offset === 0 && isNewDump) rising++;
    isNewDump = false;
    // The row's text column may look like bytes too, so there may be more of them than the step.
    if (last >= 0 && step >= 4 && step <= 256 && step <= lastBytes) rising++;
    rows++;
    last = offset;
    lastBytes = 0;
    for (const found of line.slice(match[0].length).match(pair) ?? []) {
      lastBytes += found.replace('0x', '').length / 2;
    }
  }
  if (rows > 1 && rising === 0 && steady(lines)) return { rows, share: 1 };
  return { rows, share: rows > 1 ? rising / (rows - 1) : 0 };
}
