// Where lists of decimal numbers stand in a text. What would be one regular expression is spelled out: a list
// of a megabyte is more than an expression can go back over.

/** From the first character of a list, its bracket included, to just after its last. */
export interface NumberRun {
  readonly start: number;
  readonly end: number;
}

const space = 1;
const digit = 2;
const letter = 4;
const open = 8;
const classes = new Uint8Array(128);
for (const char of ' \t\n\v\f\r') classes[char.charCodeAt(0)] = space;
for (let code = 0; code < 128; code++) {
  const char = String.fromCharCode(code);
  if (/\d/.test(char)) classes[code] = digit | letter;
  else if (/\w/.test(char)) classes[code] = letter;
}
for (const char of '[(') classes[char.charCodeAt(0)] = open;

const comma = 44;
const dash = 45;
const dot = 46;
const colon = 58;
const semicolon = 59;
const newline = 10;
const closeSquare = 93;
const closeRound = 41;
const ellipsis = 0x2026;

function classAt(text: string, at: number): number {
  const code = text.charCodeAt(at);
  if (code < 128) return classes[code];
  return code >= 128 && /\s/.test(text[at]) ? space : 0;
}

function skipSpace(text: string, from: number): number {
  let at = from;
  while (classAt(text, at) === space) at++;
  return at;
}

/** Just after the digits at `from`, of which `most` are looked at. */
function skipDigits(text: string, from: number, most: number): number {
  let at = from;
  while (at < from + most && (classAt(text, at) & digit) !== 0) at++;
  return at;
}

/** Just after the number that `from` begins and that is no part of a word or a time; -1 where there is none. */
function wholeNumber(text: string, from: number): number {
  const end = skipDigits(text, from, 3);
  if (end === from || (classAt(text, end) & letter) !== 0 || text.charCodeAt(end) === colon) return -1;
  return end;
}

/** Just after what may follow the last number: a comma, dots for what was left out, a closing bracket. */
function closing(text: string, from: number, round: boolean): number {
  let at = skipSpace(text, from);
  if (text.charCodeAt(at) === comma) at = skipSpace(text, at + 1);
  if (text.startsWith('...', at) || text.charCodeAt(at) === ellipsis) {
    for (; at < text.length; at++) {
      const code = text.charCodeAt(at);
      if (code === closeSquare || code === closeRound || code === newline) break;
    }
  }
  const code = text.charCodeAt(at);
  return code === closeSquare || (round && code === closeRound) ? at + 1 : at;
}

/** The end of a list of at least two numbers whose first one begins at `from`; -1: there is none. */
function listEnd(text: string, from: number): number {
  let end = skipDigits(text, from, 3);
  if (end === from) return -1;
  let count = 1;
  for (;;) {
    let at = end;
    while (classAt(text, at) === space || text.charCodeAt(at) === comma || text.charCodeAt(at) === semicolon)
      at++;
    const next = at > end ? wholeNumber(text, at) : -1;
    if (next < 0) break;
    end = next;
    count++;
  }
  return count > 1 ? closing(text, end, true) : -1;
}

/** Names that Scala, and others, print before the bytes of a sequence. */
const sequence = /(?:ByteString|ByteVector|ArraySeq|WrappedArray|ArrayBuffer|Vector|Chunk|List)$/;
const isPrintedSequence = (text: string, at: number) =>
  text[at] === '(' && sequence.test(text.slice(Math.max(0, at - 12), at));

/** Lists of two numbers or more, in brackets or bare. */
export function* numberLists(text: string): Generator<NumberRun> {
  // Of the character before: a list is no part of a word, a time or a negative number.
  let before = 0;
  for (let at = 0; at < text.length; before = text.charCodeAt(at), at++) {
    const kind = classAt(text, at);
    if ((kind & (open | digit)) === 0) continue;
    const isWord = before < 128 && (classes[before] & letter) !== 0;
    if ((isWord && !isPrintedSequence(text, at)) || before === dot || before === dash) continue;
    if (kind !== open && before === colon) continue;
    const end = listEnd(text, kind === open ? skipSpace(text, at + 1) : at);
    if (end < 0) continue;
    yield { start: at, end };
    at = end - 1;
  }
}

/** Numbers with dots between, as `sprintf('%vd')` of Perl prints bytes; fewer are addresses and versions. */
const dottedNumbers = /(?<![\d.])\d{1,3}(?:\.\d{1,3}){7,}(?!\.?\w)/g;
/** The first number of an object identifier is at most 2, and that of a frame has its highest bit set. */
const minFirstByte = 128;

/** Lists of numbers with dots between them. */
export function dottedLists(text: string): NumberRun[] {
  return [...text.matchAll(dottedNumbers)]
    .filter(([list]) => Number.parseInt(list, 10) >= minFirstByte)
    .map(({ 0: list, index }) => ({ start: index, end: index + list.length }));
}

/** Whether some written numbers are such a list. */
export function isDottedList(written: string): boolean {
  const [list] = dottedLists(written);
  return list !== undefined && list.end - list.start === written.length;
}

/** Arrays inside of an array, where a single number is a list too. */
export function* innerLists(text: string): Generator<NumberRun> {
  for (let start = text.indexOf('['); start >= 0; start = text.indexOf('[', start)) {
    const first = skipSpace(text, start + 1);
    let end = skipDigits(text, first, 3);
    if (end === first) {
      start++;
      continue;
    }
    for (;;) {
      const at = skipSpace(text, end);
      const next = text.charCodeAt(at) === comma ? wholeNumber(text, skipSpace(text, at + 1)) : -1;
      if (next < 0) break;
      end = next;
    }
    end = closing(text, end, false);
    yield { start, end };
    start = end;
  }
}
