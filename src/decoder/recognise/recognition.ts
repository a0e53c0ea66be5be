// What a text is: the terms in which recognition answers.

import { encodeText } from '../bytes/utf8.ts';

/** Bytes of an input that recognition looks at. */
export const recognisedBytes = 65536;
/** Bytes of a text that the configuration check and the handshake check look at. */
export const checkedBytes = 512 * 1024;
/** Longest UTF-8 sequence less one: so many bytes may be left over where the head of a text ends. */
const maxLeftOver = 3;

/** What a text, or a part of it, is. `mixed`: parts of several kinds. `unknown`: none of the kinds. */
export type TextKind =
  | 'bytes'
  | 'capture'
  | 'messages'
  | 'error-text'
  | 'handshake'
  | 'configuration'
  | 'url'
  | 'packet-tree'
  | 'mixed'
  | 'unknown';

/** What one part can be. */
export type PartKind = Exclude<TextKind, 'mixed' | 'unknown'>;

/** Kinds that can be chosen for a text in place of what was recognised. */
export const kindsWithoutBytes = ['error-text', 'handshake', 'configuration', 'url', 'packet-tree'] as const;

/** Whether a word is such a kind. */
export function isKindWithoutBytes(word: string): word is (typeof kindsWithoutBytes)[number] {
  return kindsWithoutBytes.some((kind) => kind === word);
}

/** `certain`: only this writes such lines. `likely`: little else does. `possible`: other texts have them too. */
export type Certainty = 'certain' | 'likely' | 'possible';

/** Certainties from best to worst. */
export const certainties: readonly Certainty[] = ['certain', 'likely', 'possible'];

/** What a recogniser says of a text. */
export interface Claim {
  readonly kind: PartKind;
  /** For people: `ngrep -x dump`, `nginx configuration`, `ws stack trace`. */
  readonly name: string;
  readonly certainty: Certainty;
  /** Share of the lines with text that it accounts for, from 0 to 1. */
  readonly share: number;
  /** Of bytes, captures and messages: the id of the importer that reads them. Otherwise `null`. */
  readonly format: string | null;
  /** What speaks against reading it so, in a sentence; absent when nothing does. */
  readonly doubt?: string;
}

/** A part of a text: its characters are `[start, end)`. */
export interface Part extends Claim {
  readonly start: number;
  readonly end: number;
  /** The ranges of its characters that are read, each as lines of its own; absent: all of them. */
  readonly pieces?: readonly { readonly start: number; readonly end: number }[];
}

/** What a text is. */
export interface Recognition {
  readonly kind: TextKind;
  /** The name of its only part; of several parts their names; empty when nothing was recognised. */
  readonly name: string;
  readonly certainty: Certainty;
  /** In the order of the text; empty when nothing was recognised. */
  readonly parts: readonly Part[];
}

/** A text that is to be recognised. */
export interface Sample {
  readonly text: string;
  /** Its lines without line ends. */
  readonly lines: readonly string[];
  /** The text that it was cut from: its words may say what the sample is. */
  readonly around: string;
}

/** Recognises one kind. Linear in the length of the text. */
export interface Recogniser {
  readonly kind: PartKind;
  /** `null` when the text is something else. */
  recognise(sample: Sample): Claim | null;
}

/** A sample of `text`, which was cut from `around`. */
export function sampleOf(text: string, around = text): Sample {
  return { text, around, lines: text.split(/\r\n|\n|\r/) };
}

/** The share of the lines with text that fit, from 0 to 1. */
export function shareOf(lines: readonly string[], fits: (line: string) => boolean): number {
  let used = 0;
  let fitting = 0;
  for (const line of lines) {
    if (line.trim() === '') continue;
    used++;
    if (fits(line)) fitting++;
  }
  return used === 0 ? 0 : fitting / used;
}

/** The text of a part. One that reaches the end of what recognition looked at goes on to the end of the text. */
export function textOfPart(text: string, { start, end }: Pick<Part, 'start' | 'end'>): string {
  const isToEnd = encodeText(text.slice(0, end)).length >= recognisedBytes - maxLeftOver;
  return text.slice(start, isToEnd ? undefined : end);
}
