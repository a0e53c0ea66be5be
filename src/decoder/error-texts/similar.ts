// The known text that an unknown one resembles: versions change a word or two, and translations keep the terms.

import { implementations } from '../implementations/registry.ts';
import { fieldCases } from './field-counts.ts';

/** A known text and how much of the words is shared. */
export interface SimilarText {
  readonly text: string;
  /** Who prints it; `null`: known from public cases alone. */
  readonly implementation: string | null;
  /** 0 to 1: weight of the shared words, of the words of both. */
  readonly likeness: number;
}

/** Less is chance: half of what the two texts say must be the same. */
const minLikeness = 0.5;
/** More words of a line are not compared: a log line has many that say nothing. */
const maxWords = 40;
/** A text of fewer words is like everything. */
const minWords = 2;

interface KnownText {
  readonly text: string;
  readonly implementation: string | null;
  readonly words: ReadonlySet<string>;
}

function wordsOf(text: string): Set<string> {
  const words = text
    .replace(/\{\w+\}/g, ' ')
    .toLowerCase()
    .match(/[a-z][a-z0-9]+/g);
  return new Set((words ?? []).slice(0, maxWords));
}

let known: { readonly texts: readonly KnownText[]; readonly weights: ReadonlyMap<string, number> } | null =
  null;

/** All known texts, and the weight of each word: a word of few texts says more. */
function knownTexts(): NonNullable<typeof known> {
  if (known !== null) return known;
  const texts: KnownText[] = [];
  const put = (text: string, implementation: string | null) => {
    const words = wordsOf(text);
    if (words.size >= minWords) texts.push({ text: text.replace(/\{\w+\}/g, '…'), implementation, words });
  };
  for (const { name, checks, handshake = [] } of implementations) {
    for (const { text } of checks) put(text, name);
    for (const [, ...lines] of handshake) for (const line of lines) if (line) put(line, name);
  }
  for (const { texts: ofCase } of fieldCases()) for (const text of ofCase) put(text, null);
  const counts = new Map<string, number>();
  for (const { words } of texts) for (const word of words) counts.set(word, (counts.get(word) ?? 0) + 1);
  const weights = new Map([...counts].map(([word, count]) => [word, Math.log(1 + texts.length / count)]));
  known = { texts, weights };
  return known;
}

/** The known text that `line` resembles most; `null` when none does. */
export function similarTo(line: string): SimilarText | null {
  const words = wordsOf(line);
  if (words.size < minWords) return null;
  const { texts, weights } = knownTexts();
  // A word that no known text has is as rare as the rarest.
  const rarest = Math.log(1 + texts.length);
  const weightOf = (word: string) => weights.get(word) ?? rarest;
  const whole = [...words].reduce((sum, word) => sum + weightOf(word), 0);
  let best: SimilarText | null = null;
  for (const { text, implementation, words: other } of texts) {
    let shared = 0;
    let all = whole;
    for (const word of other) {
      if (words.has(word)) shared += weightOf(word);
      else all += weightOf(word);
    }
    const likeness = shared / all;
    if (likeness >= minLikeness && likeness > (best?.likeness ?? 0))
      best = { text, implementation, likeness };
  }
  return best;
}
