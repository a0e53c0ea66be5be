/** One line of a text: its characters are `[start, end)`, the line end left out. */
export interface Line {
  /** Counted from 1. */
  readonly number: number;
  readonly start: number;
  readonly end: number;
}

/** The lines of `text`, one at a time. */
export function* linesOf(text: string): Generator<Line> {
  yield* linesFrom(text, 1, true);
}

/** The lines of a block, one at a time, counted as in the whole text. */
export function linesOfBlock(block: {
  readonly text: string;
  readonly line: number;
  readonly last: boolean;
}): Generator<Line> {
  return linesFrom(block.text, block.line, block.last);
}

/** `last`: what stands after the last line end is a line too, even when it is empty. */
function* linesFrom(text: string, first: number, last: boolean): Generator<Line> {
  let start = 0;
  for (let number = first; start < text.length || last; number++) {
    let end = text.indexOf('\n', start);
    const isEnd = end < 0;
    if (isEnd) end = text.length;
    const trimmed = end > start && text.charCodeAt(end - 1) === 13 ? end - 1 : end;
    yield { number, start, end: trimmed };
    if (isEnd) return;
    start = end + 1;
  }
}

/** Where the line that `from` is in ends. */
export function lineEndFrom(text: string, from: number): number {
  const end = text.indexOf('\n', from);
  return end < 0 ? text.length : end;
}

/**
 * Names places in a text by line and column. The lines before the last place are not counted again for a
 * later one.
 */
export class Places {
  readonly #text: string;
  readonly #first: number;
  #line: number;
  /** Where the line begins. */
  #start = 0;

  /** `first`: the number of the text's first line. */
  constructor(text: string, first = 1) {
    this.#text = text;
    this.#first = first;
    this.#line = first;
  }

  /** Line and column (from 1) of the character at `at`, in words. */
  placeOf(at: number): string {
    if (at < this.#start) {
      this.#line = this.#first;
      this.#start = 0;
    }
    const text = this.#text;
    for (let i = text.indexOf('\n', this.#start); i >= 0 && i < at; i = text.indexOf('\n', i + 1)) {
      this.#line++;
      this.#start = i + 1;
    }
    return `line ${this.#line}, column ${at - this.#start + 1}`;
  }
}

const prompt =
  /^\s*(?:[\w.@~:\-/\\[\]() ]*[$#%>❯]|>>>|In \[\d+\]:)\s*(?:sudo\s+|\S+=\S+\s+)*(?:\S*\/)?(?:xxd|hexdump|hd|od|tcpdump|tshark|curl|socat|strace|node|python3?|base64|cat|nc|ncat|openssl|websocat|php|go|java|erl|Format-Hex|certutil|printf|echo)\b/;

/** What a prompt or a fence has. */
export const marksSurrounding = /[$#%>❯`~]|In \[/;

/** The numbers of the columns above the rows of a dump, after a word or at the place of the bytes. */
const columnNumbers =
  /^(?:\s*offset(?:\([hd]\))? +| {4,})00 +01 +02 +03 +04 +05 +06 +07(?: +-?08 +09 +(?:0a|10) +(?:0b|11)\b.*)?\s*$/i;

/** Whether a line holds the numbers of the columns below it, which look like bytes. */
export function isColumnNumbers(line: string): boolean {
  return columnNumbers.test(line.slice(0, 200));
}

/**
 * A line that belongs to the place the dump was copied from: the numbers of its columns, a fence, a shell
 * prompt with a command, or nothing at all.
 */
export function isSurrounding(line: string): boolean {
  if (line.trim() === '') return true;
  if (isColumnNumbers(line)) return true;
  if (!marksSurrounding.test(line)) return false;
  if (/^\s*(?:```|~~~)/.test(line)) return true;
  // A prompt stands at the beginning, and its pattern is slow on what goes on for long.
  return prompt.test(line.slice(0, 200));
}
