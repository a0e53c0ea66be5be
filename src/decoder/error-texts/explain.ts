// From an error text to its causes: the errors of a paste, the most telling first, each with who says it, the
// bits that give it, what it comes from and what to ask.

import type { StackId } from '../model/stack-id.ts';
import type { ViolationName } from '../model/violation.ts';
import { type Answers, afterAnswers, answersIn } from './ask.ts';
import { spelledOut } from './bare-codes.ts';
import { broughtAbout } from './brought-about.ts';
import { differentValues, type Sign, signsIn, stacksOf } from './context.ts';
import { type FieldCase, fieldCases, variantOf } from './field-counts.ts';
import { kindOf, kindOfViolations, vaguenessOf } from './kinds.ts';
import { withoutOtherWorlds } from './other-worlds.ts';
import { type BitPattern, patternOfSize, patternsOf } from './patterns.ts';
import { type RankedExplanation, rankExplanations } from './ranking.ts';
import { type ByteReading, readingsOf } from './readings.ts';
import { withoutSharedWords } from './shared-words.ts';
import { type SimilarText, similarTo } from './similar.ts';
import type { TextKind, TextVariable } from './text-kind.ts';
import { addedBits, readVariables } from './variables.ts';
import { roleOf, type Speaker, speakersOf } from './who-says.ts';

/** An error text of a paste. */
export interface ExplainedError {
  readonly kind: TextKind;
  /** The line that says it. */
  readonly line: string;
  /** Who prints it; empty when no known program prints exactly this. */
  readonly speakers: readonly Speaker[];
  /** The known text that it resembles, where no program prints it. */
  readonly similar: SimilarText | null;
  readonly variables: readonly TextVariable[];
  readonly patterns: readonly BitPattern[];
  readonly readings: readonly ByteReading[];
  /** The nearest first. */
  readonly explanations: readonly RankedExplanation[];
  /** Questions that the paste answers by itself. */
  readonly answers: Answers;
  /** Programs and addresses in the paste that changed the order. */
  readonly signs: readonly Sign[];
  /** Stacks that the paste names. */
  readonly stacks: readonly StackId[];
}

/** More of a text is not read, in characters. */
const maxLength = 16_384;
/** More of a line is not compared, in characters. */
const maxLineLength = 600;
/** More errors of one paste are not explained. */
const maxErrors = 4;

/** Explanations that are listed however small their shares are; others need `minShare`. */
const alwaysListed = 3;
const minShare = 0.01;
/** A text that more programs print is met in the best known ones, which come first. */
const maxReaders = 3;
/** More explanations are not listed. */
const maxExplanations = 8;

export interface ExplainOptions {
  /** The whole paste, where `text` is a part of it: programs, addresses and circumstances are looked for in it. */
  readonly around?: string;
  /** Id of a public case that does not count. */
  readonly without?: string;
}

/** Explains the errors of a text. */
export function explainErrors(
  text: string,
  { around = text, without }: ExplainOptions = {},
): ExplainedError[] {
  const context = around.slice(0, maxLength);
  const part = withoutSharedWords(withoutOtherWorlds(text.slice(0, maxLength)), context);
  const found = linesByKind(part);
  const telling = found.filter(({ kind }) => kind.id !== 'failed-without-reason');
  const signs = signsIn(context);
  return (telling.length > 0 ? telling : found)
    .sort((a, b) => vaguenessOf(a.kind) - vaguenessOf(b.kind))
    .slice(0, maxErrors)
    .map((one) => explain(one, context, signs, without));
}

interface FoundError {
  readonly kind: TextKind;
  readonly lines: readonly string[];
  readonly similar: SimilarText | null;
}

/** The error lines of a text, gathered by kind, in the order of the text. */
function linesByKind(text: string): FoundError[] {
  const lines = text.split(/\r?\n/).map((line) => line.trim().slice(0, maxLineLength));
  const found = new Map<string, { kind: TextKind; lines: string[]; similar: SimilarText | null }>();
  for (const line of lines) {
    const kind = kindOf(line) ?? kindOfSpeakers(line) ?? kindOf(spelledOut(line) ?? '');
    if (kind === null) continue;
    const same = found.get(kind.id);
    if (same === undefined) found.set(kind.id, { kind, lines: [line], similar: null });
    else same.lines.push(line);
  }
  if (found.size > 0) return [...found.values()];
  for (const line of lines) {
    const similar = similarTo(line);
    const kind = similar === null ? null : kindOf(similar.text);
    if (kind !== null) return [{ kind, lines: [line], similar }];
  }
  return [];
}

/** The kind of a line in words of a simulated program that no pattern of a kind has: by what its check stands for. */
function kindOfSpeakers(line: string): TextKind | null {
  const violations = speakersOf(line).flatMap((speaker) => speaker.violations);
  return violations.length === 0 ? null : kindOfViolations(violations);
}

function explain(
  { kind, lines, similar: known }: FoundError,
  text: string,
  signs: readonly Sign[],
  without: string | undefined,
): ExplainedError {
  const own = lines.join('\n');
  const speakers = speakersOf(own).filter((speaker) => says(speaker, kind, lines));
  const { list, hints } = readVariables(own, kind.phase);
  const violations = violationsOf(kind, speakers);
  const length = list.find(({ name }) => name === 'length')?.value ?? null;
  const patterns =
    kind.id === 'message-size' || (kind.id === 'length-field' && length !== null)
      ? [patternOfSize(length)]
      : patternsOf(violations, hints);
  const role = roleOf(speakers);
  const values = new Set(lines.map((line) => variantOf(kind.id, line)));
  const ownSigns = values.size > 1 ? [...signs, differentValues] : signs;
  const variant = variantOf(kind.id, own);
  const names = speakers.map(({ implementation }) => implementation).slice(0, maxReaders);
  const readings = readingsOf({ kind, variant, hints, speakers: names, role });
  const ranked = rankExplanations({
    kind,
    variant,
    // What the variable parts contradict is not asked about.
    violations: kind.violations === undefined ? violations : kind.violations,
    signs: ownSigns,
    role,
    fittingPart: readings.fittingPart,
    effects:
      kind.phase === 'frames' ? broughtAbout({ kind: kind.id, variant, speakers: names, role }) : new Map(),
    addedBits: addedBits(kind.id, hints),
    ...(without === undefined ? {} : { without }),
  });
  const answers = answersIn(text, kind.phase);
  return {
    kind,
    line: lines.find((line) => speakers.some((speaker) => line.includes(speaker.text))) ?? lines[0],
    speakers,
    similar: speakers.length > 0 ? null : (known ?? similarTo(lines[0])),
    variables: list,
    patterns,
    readings: readings.fitting,
    explanations: afterAnswers(ranked, answers)
      .filter(({ share }, rank) => rank < alwaysListed || share >= minShare)
      .slice(0, maxExplanations),
    answers,
    signs: ownSigns,
    stacks: stacksOf(signs),
  };
}

/** Whether a program's words are about the same as the line: a line may hold a second text. */
function says({ text, violations }: Speaker, kind: TextKind, lines: readonly string[]): boolean {
  if (violations.length > 0) return kind.phase === 'frames';
  if (lines.some((line) => overlap(line, text, kind.pattern))) return true;
  const own = kindOf(text);
  return own === null || own.id === kind.id || (own.phase === 'frames') === (kind.phase === 'frames');
}

/** Whether a program's words and those by which the kind of a line is known have characters in common. */
function overlap(line: string, text: string, pattern: RegExp): boolean {
  const at = line.indexOf(text);
  const match = pattern.exec(line);
  return at >= 0 && match !== null && match.index < at + text.length && at < match.index + match[0].length;
}

/** What the text stands for: in the programs that print it, else in any. */
function violationsOf(kind: TextKind, speakers: readonly Speaker[]): readonly ViolationName[] {
  const said = [...new Set(speakers.flatMap(({ violations }) => violations))];
  if (said.length === 0) return kind.violations ?? [];
  // What the kind is about comes first.
  const rank = (name: ViolationName) => (kind.violations?.includes(name) ? 0 : 1);
  return said.sort((a, b) => rank(a) - rank(b));
}

/** Public cases with this kind of text and this explanation; those that name the same software first. */
export function casesLike({ kind, signs }: ExplainedError, id: RankedExplanation['id']): FieldCase[] {
  const shared = (one: FieldCase) => signs.filter((sign) => one.signs.has(sign.id)).length;
  return fieldCases()
    .filter(({ kinds, explanation }) => kinds.has(kind.id) && explanation === id)
    .sort((a, b) => shared(b) - shared(a));
}
