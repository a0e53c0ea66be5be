// Cuts a text that somebody wrote into what may each be of a kind: fenced blocks, and paragraphs outside of them.

/** A run of whole lines: its characters are `[start, end)`. */
export interface Segment {
  readonly start: number;
  readonly end: number;
  /** Sentences of a person. */
  readonly isProse: boolean;
  /** It stood between fences, which belong to no segment. */
  readonly isFenced: boolean;
}

/** A line of tildes has a name of a language at most: carets among them point at an error. */
const fence = /^\s*(?:```|~~~+[ \t]*[\w-]*\s*$)/;
const sentenceWord = /^["'(*_“]*[\p{L}][\p{L}'’-]*[.,;:?!)"'*_”…]*$/u;
/** What no sentence begins or ends with. */
const notSentence =
  /[;{}]\s*$|^\s*(?:at \S+[(:]|File "|[[{<>$#|]|\d{4}-\d\d|\d\d:\d\d:\d\d|[\w-]+\s*[:=]\s*\S+$)/;
/** Letters of languages that put no blank between words; so many, in such a share of a line, are a sentence. */
const unspacedLetter = /[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]/g;
const leastUnspaced = 6;
const shareOfUnspaced = 0.6;
/** Fewer words make no sentence. */
const leastWords = 4;
const shareOfWords = 0.7;

/** Whether a line is a sentence, or part of one. */
export function isSentence(line: string): boolean {
  const trimmed = line.trim().slice(0, 400);
  if (notSentence.test(trimmed)) return false;
  const unspaced = trimmed.match(unspacedLetter)?.length ?? 0;
  if (unspaced >= leastUnspaced && unspaced >= trimmed.length * shareOfUnspaced) return true;
  const tokens = trimmed.split(/\s+/);
  const words = tokens.filter((token) => sentenceWord.test(token)).length;
  if (tokens.length < leastWords) return words === tokens.length && words > 1 && /[.:?!]$/.test(trimmed);
  return words >= tokens.length * shareOfWords;
}

/** The segments of a text in order; blank lines belong to none. */
export function segmentsOf(text: string): Segment[] {
  const segments: Segment[] = [];
  let start = -1;
  let sentences = 0;
  let lines = 0;
  let isFenced = false;
  // The signs of curl -v are no quote.
  const blank = /^[<*] /m.test(text) ? /^\s*$/ : /^[>\s]*$/;
  const close = (end: number) => {
    if (start >= 0 && lines > 0) {
      segments.push({ start, end, isProse: !isFenced && sentences * 2 > lines, isFenced });
    }
    start = -1;
    sentences = 0;
    lines = 0;
  };
  for (let at = 0; at < text.length; ) {
    const newline = text.indexOf('\n', at);
    const next = newline < 0 ? text.length : newline + 1;
    const line = text.slice(at, next);
    if (fence.test(line)) {
      close(at);
      isFenced = !isFenced;
    } else if (blank.test(line) && !isFenced) {
      close(at);
    } else {
      if (start < 0) start = at;
      lines++;
      if (isSentence(line)) sentences++;
    }
    at = next;
  }
  close(text.length);
  return segments;
}

/**
 * Joins segments that follow each other without prose between them: blank lines stand inside of dumps and
 * configurations.
 */
export function joined(segments: readonly Segment[]): Segment[] {
  const runs: Segment[] = [];
  for (const segment of segments) {
    const last = runs[runs.length - 1];
    const joins = last && !last.isProse && !segment.isProse && !last.isFenced && !segment.isFenced;
    if (joins) runs[runs.length - 1] = { ...last, end: segment.end };
    else runs.push(segment);
  }
  return runs;
}
