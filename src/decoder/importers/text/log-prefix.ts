// What a log writes before each row of a dump: time, level, thread, logger, container, file and line. It is
// learnt from what the lines share, so that a log nobody has listed is read too.

import { cutLines, type Dedented } from './dedent.ts';
import { readLead, stampLength } from './directions.ts';

/** Lines that are looked at to learn a prefix. */
const maxLines = 400;
/** Words of a line that may belong to its prefix. */
const maxWords = 14;
/** Characters of a line in which its prefix must end. */
const maxPrefixLength = 200;
/** Such a share of the lines with text must begin alike. */
const leastShare = 0.6;

const blankAt = (text: string, at: number) => text.charCodeAt(at) === 32 || text.charCodeAt(at) === 9;

/** A word of a line, or a time of several words. */
interface Word {
  /** Equal for words that differ in their numbers alone. */
  readonly shape: string;
  readonly start: number;
  /** Just after the word. */
  readonly end: number;
  /** `data`: hex digits, perhaps with signs: an offset, bytes, a number. */
  readonly kind: 'time' | 'word' | 'sign' | 'letter' | 'data';
}

const levelWord =
  /^([[(<]?)(?:trace|debug|info|notice|warn|warning|err|error|fatal|crit|critical|verbose)([\])>]?:?)$/i;
/** A process, a thread or a connection: `31#31:`, `*7`, `(1234):`, and `1234):` of `name( 1234):`. */
const numberOfLog = /^(?:\d+#\d+:|[*#]\d+|\(?\d+\):)$/;

function kindOf(word: string): Word['kind'] {
  if (/^[A-Z]$/.test(word)) return 'letter';
  const digits = word.replace(/(?:0|\\)x/gi, '');
  if (/[g-z_]/i.test(digits) || levelWord.test(word) || numberOfLog.test(word)) return 'word';
  return /[0-9a-f]/i.test(digits) ? 'data' : 'sign';
}

function shapeOf(word: string): string {
  const level = levelWord.exec(word);
  return level ? `${level[1]}LEVEL${level[2]}` : word.replace(/\d+/g, '0');
}

/** `DEBUG:websocket:` before the offset or the bytes that follow it without a blank. */
const namesBefore = /^(?:[^:]{1,60}:){1,4}(?=[0-9a-fA-F]+:?$|\*$)/;
const fileAndLine = /\.\w{1,6}:\d{1,5}:?$/;

/** The length of a word without what a logger writes right after its colon. */
function ownLength(word: string): number {
  const names = fileAndLine.test(word) ? null : namesBefore.exec(word);
  return names !== null && kindOf(names[0]) === 'word' ? names[0].length : word.length;
}

/** What announces the bytes after it is read with them. */
const announcing = /^(?:payload|data|frames?|bytes?|hex|buf|buffer|raw|dump|message|msg|body)\W*[:=]$/i;

/** The letter of a level, as ESP-IDF writes it before its time: `I (1234) `. Alone it may be a direction. */
const levelLetter = /^[A-Z](?= ?\()/;

/** The first words of a line, each with the shape of what the line holds up to its end. */
function wordsOf(line: string): Word[] {
  const words: Word[] = [];
  const limit = Math.min(line.length, maxPrefixLength);
  let shape = '';
  for (let at = 0; at < limit && words.length < maxWords; ) {
    const start = at;
    while (at < limit && blankAt(line, at)) at++;
    if (at >= limit) break;
    const stamp = stampLength(line.slice(at, at + 48));
    let end = at;
    if (stamp > 0) end = at + line.slice(at, at + stamp).trimEnd().length;
    else {
      while (end < limit && !blankAt(line, end)) end++;
      end = at + ownLength(line.slice(at, end));
    }
    // A word that goes on beyond the limit is not one of a prefix.
    if (end >= limit && limit < line.length) break;
    const word = line.slice(at, end);
    shape += `${line.slice(start, at)}${stamp > 0 ? 'TIME' : shapeOf(word)}`;
    words.push({ shape, start: at, end, kind: stamp > 0 ? 'time' : kindOf(word) });
    at = end;
  }
  return words;
}

/** Whether a prefix can end with the word at `index`. */
function canEnd(words: readonly Word[], index: number): boolean {
  const { kind } = words[index];
  if (kind === 'data') return false;
  // Before an offset or bytes nothing but numbers of a log: one of them must be a word or a time.
  return (
    kind === 'time' ||
    kind === 'word' ||
    words.slice(0, index).some((word) => word.kind === 'word' || word.kind === 'time')
  );
}

/** What lines of a log begin with. */
export interface LogPrefix {
  /** Several lines have it. */
  readonly isShared: boolean;
  /** Its last word may name what follows: `temperatures:`. The place in a file does not: `main.go:42:`. */
  readonly endsInName: boolean;
  /** How many characters of a line are its prefix, the blank after it included; 0: the line has none. */
  lengthIn(line: string): number;
}

/** The prefix that most lines share; `null` without one. A prefix ends before a word that names a sender. */
export function learnPrefix(lines: readonly string[]): LogPrefix | null {
  const counts = new Map<string, { count: number; depth: number }>();
  let used = 0;
  for (const line of lines.slice(0, maxLines)) {
    if (line.trim() === '') continue;
    used++;
    const words = wordsOf(line);
    const from = levelLetter.test(line) ? 1 : 0;
    for (let i = 0; i < words.length; i++) {
      const { start, end } = words[i];
      if (announcing.test(line.slice(start, end)) || readLead(line.slice(from, end)).sender !== null) break;
      if (!canEnd(words, i)) continue;
      const known = counts.get(words[i].shape);
      if (known) known.count++;
      else counts.set(words[i].shape, { count: 1, depth: i });
    }
  }
  let best: { shape: string; depth: number } | null = null;
  for (const [shape, { count, depth }] of counts) {
    if (count < 2 && used > 1) continue;
    if (count >= used * leastShare && depth >= (best?.depth ?? 0)) best = { shape, depth };
  }
  if (best === null) return null;
  const { shape, depth } = best;
  return {
    isShared: used > 1,
    endsInName: /[:=]$/.test(shape) && !/\.\w{1,6}:0:$/.test(shape),
    lengthIn(line) {
      const word = wordsOf(line)[depth];
      if (word?.shape !== shape) return 0;
      return blankAt(line, word.end) ? word.end + 1 : word.end;
    },
  };
}

const numberOfLine = /^\s*(\d{1,6})(?:\t|[:|.)](?: |$)|[:|.)](?=\S)| {2,}(?=\S)|\s*$)/;
/** Fewer lines than this are not numbered: their first numbers may be anything. */
const minNumbered = 3;

/** The numbers that an editor or `cat -n` writes before each line; `null` where they do not count on. */
export function numbersOfLines(lines: readonly string[]): LogPrefix | null {
  const used = lines.slice(0, maxLines).filter((line) => line.trim() !== '');
  const numbers = used.map((line) => Number(numberOfLine.exec(line)?.[1] ?? Number.NaN));
  const isCounting = numbers.every((number, i) => number === numbers[0] + i);
  if (used.length < minNumbered || !isCounting) return null;
  return {
    isShared: true,
    endsInName: false,
    lengthIn: (line) => numberOfLine.exec(line)?.[0].length ?? 0,
  };
}

/** `text` without the prefix of its lines. */
export function withoutPrefix(text: string, prefix: LogPrefix): Dedented {
  return cutLines(text, (line) => prefix.lengthIn(line));
}
