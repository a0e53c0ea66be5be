// The error texts in a recognised text: who prints them, which bits give them, and what they come from.

import { causes as catalogue } from '../diagnosis/causes/registry.ts';
import { rules } from '../diagnosis/rules/registry.ts';
import { type Answers, bestQuestions } from '../error-texts/ask.ts';
import { causesOfExplanation } from '../error-texts/causes-of-explanation.ts';
import { casesLike, type ExplainedError, explainErrors } from '../error-texts/explain.ts';
import { type ExplanationId, explanations } from '../error-texts/explanations.ts';
import type { PatternBit } from '../error-texts/patterns.ts';
import type { ByteReading } from '../error-texts/readings.ts';
import { withoutSharedWords } from '../error-texts/shared-words.ts';
import type { TextVariable } from '../error-texts/text-kind.ts';
import { type Speaker, speakersOf } from '../error-texts/who-says.ts';
import type { CauseId } from '../model/cause-id.ts';
import type { StackId } from '../model/stack-id.ts';
import type { ViolationName } from '../model/violation.ts';
import { libraryOf } from './kinds/error-text.ts';
import { describeQuotedBytes } from './quoted-bytes.ts';
import type { Recognition } from './recognition.ts';
import { toolErrorIn } from './tool-errors.ts';

/** What an error text comes from. */
export interface ErrorCause {
  /** The cause of the catalogue that it shows itself as in the bytes, most often. */
  readonly cause: CauseId;
  readonly title: string;
  /** Its part of the whole, by the counts and the rest of the paste; the rest of 1 is for causes not listed. */
  readonly share: number;
  readonly explanation: ExplanationId;
  /** Other causes of the catalogue that it shows itself as. */
  readonly also: readonly CauseId[];
  /** Stacks whose guide has a fix. */
  readonly stacks: readonly StackId[];
  readonly how: string;
  readonly check: string;
  /** Public cases of this kind of text with it, of all with this kind; `null`: not counted. */
  readonly counted: { readonly cases: number; readonly of: number } | null;
  /** What in the paste raised it. */
  readonly because: readonly string[];
  /** Public threads with this kind of text in which it was found. */
  readonly cases: readonly { readonly url: string; readonly software: string }[];
}

/** A pattern of header bits that gives the text. */
export interface ErrorPattern {
  /** Ids of the rules that the bits break: several where the text does not tell them apart. */
  readonly rules: readonly string[];
  readonly title: string;
  readonly bits: readonly PatternBit[];
  readonly bytes: string;
  readonly when: string;
}

/** An error text that was recognised, in the words of one program. */
export interface ErrorText {
  /** `ws 8`; `any` when several programs print it. */
  readonly implementation: string;
  /** The version that was run or read, or a range; `null`: not known. */
  readonly version: string | null;
  /** Who prints it; `null` when both roles do. */
  readonly role: 'client' | 'server' | null;
  /** Where a person meets it; `null`: not known. */
  readonly shown: string | null;
  /** As it stands in the text. */
  readonly text: string;
  /** What it means, in a sentence. */
  readonly note: string;
  /**
   * Number of the error in the text, the most telling is 0. Entries with the same number are programs that
   * share a text.
   */
  readonly error: number;
  /** Id of the kind of text; `null`: not known. */
  readonly kind: string | null;
  readonly phase: 'frames' | 'handshake' | 'end' | null;
  /** A known text that it resembles, where no program is known to print exactly this. */
  readonly similarTo: string | null;
  readonly variables: readonly TextVariable[];
  /** Ids of the rules that give this text there; empty for a handshake or a lost connection. */
  readonly violations: readonly string[];
  readonly patterns: readonly ErrorPattern[];
  /** What the first bytes could be if they are not a frame. */
  readonly readings: readonly ByteReading[];
  /** Best first. */
  readonly causes: readonly ErrorCause[];
  /** The questions that split the causes best. */
  readonly questions: readonly { readonly id: string; readonly text: string; readonly how: string }[];
  /** Questions that the text answers by itself. */
  readonly answers: Answers;
  /** Stacks that the text names. */
  readonly stacks: readonly StackId[];
  /** Id of the guide to the capture that decides. */
  readonly capture: string;
}

/** More entries of one input are not listed. */
const maxEntries = 16;
/** An error text is compared with what programs print up to this many characters. */
const maxComparedLength = 16_384;
/** Longest line that is quoted, in characters. */
const maxQuotedLine = 400;
/** Public threads that are named for a cause. */
const maxCases = 3;

/** A text alone is never certain: it may be quoted wrongly, follow from another error, or have a cause not listed. */
const maxCertainty = 0.95;
/** A pattern of more rules does not name them. */
const maxNamedRules = 6;

const ruleOfViolation = new Map<ViolationName, (typeof rules)[number]>(
  rules.map((rule) => [rule.violation, rule]),
);
const isCause = new Set<string>(catalogue.map(({ id }) => id));

/** The guide to the shortest capture for a stack. */
const captureOfStack: Readonly<Partial<Record<StackId, string>>> = {
  'node-ws': 'node-tap',
  socketio: 'node-tap',
  vite: 'node-tap',
  next: 'node-tap',
  'python-websockets': 'python-tap',
  aiohttp: 'python-tap',
  java: 'java-socat',
  go: 'linux-tcpdump',
  nginx: 'linux-both-legs',
  apache: 'linux-both-legs',
  haproxy: 'linux-both-legs',
};

/** The capture that shows the bytes: a browser's own log for a browser, else what the stack or the system offers. */
function captureFor(implementation: string, stacks: readonly StackId[]): string {
  if (/Chrome|Edge|Opera/.test(implementation)) return 'chrome-net-export';
  return stacks.flatMap((stack) => captureOfStack[stack] ?? [])[0] ?? 'linux-tcpdump';
}

function causesOf(error: ExplainedError): ErrorCause[] {
  return error.explanations.map((ranked) => {
    const { title, how, check, stacks = [] } = explanations[ranked.id];
    const found = casesLike(error, ranked.id);
    const [cause, ...also] = causesOfExplanation(ranked.id, error.patterns).filter((id) => isCause.has(id));
    return {
      cause,
      also,
      title,
      how,
      check,
      stacks,
      explanation: ranked.id,
      share: Math.round(ranked.share * maxCertainty * 1000) / 1000,
      counted: ranked.counted,
      because: ranked.because,
      cases: found.slice(0, maxCases).map(({ url, software }) => ({ url, software })),
    };
  });
}

function patternsOf({ patterns }: ExplainedError): ErrorPattern[] {
  return patterns.flatMap(({ violations, bits, bytes, when }) => {
    const own = violations.flatMap((violation) => ruleOfViolation.get(violation) ?? []);
    const title =
      own.length > maxNamedRules ? `Any of ${own.length} rules` : own.map((rule) => rule.title).join(' · ');
    return own.length === 0 ? [] : [{ rules: own.map(({ id }) => id), title, bits, bytes, when }];
  });
}

/** A note, and what is said of the bytes that the error text quotes. */
function withQuotedBytes(note: string, text: string): string {
  const described = describeQuotedBytes(text);
  return described === null ? note : `${note} ${described}`;
}

/** A program that prints the words of a tool, and what is known of them. */
function toolSpeaker(part: string): Speaker | null {
  const tool = toolErrorIn(part);
  if (tool === null) return null;
  const { implementation, text, note } = tool;
  return { implementation, version: null, role: 'client', shown: null, text, violations: [], note };
}

/** One entry for each program that prints an error. */
function entriesOf(error: ExplainedError, index: number, part: string): ErrorText[] {
  const { kind, stacks, readings, variables, answers, explanations: ranked } = error;
  const tool = toolSpeaker(part);
  const others = error.speakers.filter(({ implementation }) => tool?.implementation !== implementation);
  const speakers =
    tool !== null &&
    index === 0 &&
    others.length === error.speakers.length &&
    others.every(({ violations }) => violations.length === 0)
      ? [tool, ...others]
      : error.speakers;
  const shared = {
    error: index,
    kind: kind.id,
    phase: kind.phase,
    variables,
    patterns: patternsOf(error),
    readings,
    causes: causesOf(error),
    questions: bestQuestions(ranked, kind.phase, answers).map(({ id, text, how }) => ({ id, text, how })),
    answers,
    stacks,
  };
  if (speakers.length === 0) {
    return [
      {
        ...shared,
        implementation: 'any',
        version: null,
        role: null,
        shown: null,
        text: error.line.slice(0, maxQuotedLine),
        note: withQuotedBytes(kind.means, part),
        similarTo: error.similar?.text ?? null,
        violations: rulesOf(kind.violations ?? []),
        capture: captureFor('', stacks),
      },
    ];
  }
  return speakers.map((speaker) => ({
    ...shared,
    implementation: speaker.implementation,
    version: speaker.version,
    role: speaker.role,
    shown: speaker.shown,
    text: speaker.text.slice(0, maxQuotedLine),
    note: withQuotedBytes(speaker.note ?? kind.means, part),
    similarTo: null,
    violations: rulesOf(speaker.violations),
    capture: captureFor(speaker.implementation, stacks),
  }));
}

const rulesOf = (violations: readonly ViolationName[]): string[] =>
  violations.flatMap((name) => ruleOfViolation.get(name)?.id ?? []);

/** The line of an error text that says what is wrong: that of the exception, or the first that speaks of an error. */
function lineOf(text: string): string {
  const lines = text.split(/\r?\n/).map((line) => line.trim());
  const exception = lines.findLast((line) => /^[\w.:$]*(?:Error|Exception|Failure)\b/.test(line));
  const spoken = lines.find((line) => /error|fail|invalid|refused|denied/i.test(line));
  return (exception ?? spoken ?? lines.find((line) => line !== '') ?? '').slice(0, maxQuotedLine);
}

/** Begins the note on an error that no implementation is known to print. */
export const unknownProgram = /^Recognised as: .*? No known program prints exactly this text\.\s*/;

/** A name for several programs: `Python (wsproto, websockets, aiohttp)`. */
const severalPrograms = /^any$|\(.+, .+\)$/;

/** An error that several programs print is named for the library whose stack frames or log lines are beside it. */
function namedByLibrary(error: ErrorText, part: string): ErrorText {
  const library = severalPrograms.test(error.implementation) ? libraryOf(part) : null;
  return library === null ? error : { ...error, implementation: library };
}

/** An error that no implementation is known to print, and that resembles none. */
function unknownError(part: string, name: string, speaker: Speaker | null): ErrorText {
  return {
    implementation: speaker?.implementation ?? 'any',
    version: null,
    role: speaker?.role ?? null,
    shown: speaker?.shown ?? null,
    text: (speaker?.text ?? lineOf(part)).slice(0, maxQuotedLine),
    note: withQuotedBytes(
      speaker?.note ?? `Recognised as: ${name}. No known program prints exactly this text.`,
      part,
    ),
    error: 0,
    kind: null,
    phase: null,
    similarTo: null,
    variables: [],
    violations: rulesOf(speaker?.violations ?? []),
    patterns: [],
    readings: [],
    causes: [],
    questions: [],
    answers: {},
    stacks: [],
    capture: 'linux-tcpdump',
  };
}

/** Programs that print words of the text which belong to none of its errors, such as a text over several lines. */
function unclaimed(part: string, entries: readonly ErrorText[]): Speaker[] {
  return speakersOf(part).filter(
    (speaker) =>
      speaker.implementation !== 'any' &&
      !entries.some(({ implementation }) => implementation === speaker.implementation),
  );
}

/** The error of a known program on the line before or after the first one. */
function onNextLine(entries: readonly ErrorText[], part: string): ErrorText | undefined {
  const lines = part.split('\n');
  const lineWith = (text: string) => lines.findIndex((line) => line.includes(text));
  const own = lineWith(entries[0]?.text ?? '');
  return entries
    .slice(1)
    .find((one) => one.implementation !== 'any' && Math.abs(lineWith(one.text) - own) <= 1);
}

/** The first error that no program is known to print belongs to the program whose words stand on a line beside it. */
function namedBySpeaker(
  entries: readonly ErrorText[],
  beside: Pick<ErrorText, 'implementation' | 'version' | 'role' | 'shown'> | undefined,
): readonly ErrorText[] {
  const [first, ...rest] = entries;
  if (first?.implementation !== 'any' || first.similarTo !== null || beside === undefined) return entries;
  const { implementation, version, role, shown } = beside;
  return [{ ...first, implementation, version, role, shown }, ...rest];
}

/** What the first error of a part says of causes: the programs that share its text have the same. */
function sharedParts({
  kind,
  phase,
  variables,
  patterns,
  readings,
  causes,
  questions,
  answers,
  stacks,
}: ErrorText) {
  return { kind, phase, variables, patterns, readings, causes, questions, answers, stacks };
}

/** A response that a tool shows, in a line of its own. */
const shownResponse = /^[<\s]*HTTP\/[\d.]+ \d{3}\b/m;

/** Whether a tool ended by its own time limit after an answer: then the answer is what to look at. */
function isOwnTimeLimit(error: string, exchange: string): boolean {
  return (
    /\b(?:Operation|Connection) timed out after \d+ milliseconds/.test(error) && shownResponse.test(exchange)
  );
}

/**
 * The error texts of `text`, the most telling first. Parts that are no error text are not searched, except
 * that the output of a tool with a handshake may end in its error line.
 */
export function errorsIn(text: string, recognition: Recognition): ErrorText[] {
  let count = 0;
  const errors = recognition.parts.flatMap(({ kind, start, end, name }) => {
    const part = text.slice(start, Math.min(end, start + maxComparedLength));
    if (kind !== 'handshake' && kind !== 'error-text') return [];
    const speaker = toolSpeaker(part);
    if (kind === 'handshake' && (speaker === null || isOwnTimeLimit(speaker.text, part))) return [];
    const own = kind === 'handshake' && speaker !== null ? speaker.text : part;
    // The prose around an error says much about its causes.
    const found = explainErrors(own, { around: text.slice(0, maxComparedLength) });
    const entries = found.flatMap((error, index) => entriesOf(error, count + index, own));
    const unnamed = unclaimed(withoutSharedWords(part, text), entries);
    const beside = unnamed[0] ?? onNextLine(entries, part);
    const named = namedBySpeaker(entries, beside);
    const others = (named === entries ? unnamed : unnamed.slice(1)).map((one) => ({
      ...unknownError(part, name, one),
      ...(entries[0] === undefined ? {} : sharedParts(entries[0])),
      error: count,
    }));
    const all = [...named, ...others];
    const known = all.length > 0 ? all : [{ ...unknownError(part, name, speaker), error: count }];
    count += Math.max(1, found.length);
    return known.map((error) => namedByLibrary(error, part));
  });
  const isFirst = (error: ErrorText, at: number) =>
    errors.findIndex(
      ({ implementation, text: other, note }) =>
        implementation === error.implementation && other === error.text && note === error.note,
    ) === at;
  /** The same words of another part of the paste, or the head of a stack trace whose error is named. */
  const isTold = (error: ErrorText, at: number) =>
    errors.some(
      ({ kind, text: other, error: number }, before) =>
        before < at &&
        kind !== null &&
        number !== error.error &&
        (error.kind === null
          ? /^Traceback\b/.test(error.text)
          : kind === error.kind && error.text.includes(other)) &&
        error.text !== other,
    );
  return errors.filter((error, at) => isFirst(error, at) && !isTold(error, at)).slice(0, maxEntries);
}
