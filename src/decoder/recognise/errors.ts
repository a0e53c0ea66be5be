// The error texts in a recognised text: who prints them, which violations give them, and which causes they make likely.

import { causesOfReport } from '../diagnosis/reports.ts';
import { rules } from '../diagnosis/rules/registry.ts';
import { causesOfMessage, type MessageCause } from '../implementations/messages.ts';
import type { CauseId } from '../model/cause-id.ts';
import { libraryOf } from './kinds/error-text.ts';
import { describeQuotedBytes } from './quoted-bytes.ts';
import type { Recognition } from './recognition.ts';
import { toolErrorIn } from './tool-errors.ts';

/** An error text that was recognised. */
export interface ErrorText {
  /** `ws 8`; `any` when several programs print it. */
  readonly implementation: string;
  /** Who prints it; `null` when both roles do. */
  readonly role: 'client' | 'server' | null;
  /** As it stands in the text. */
  readonly text: string;
  /** What it means, in a sentence. */
  readonly note: string;
  /** Ids of the rules that give this text there; empty for a handshake or a lost connection. */
  readonly violations: readonly string[];
  /** Best first. Shares add up to 1 at most. */
  readonly causes: readonly { readonly cause: CauseId; readonly title: string; readonly share: number }[];
  /** Id of the guide to the capture that decides. */
  readonly capture: string;
}

/** More error texts of one input are not listed. */
const maxErrors = 12;
/** An error text is compared with what programs print up to this many characters. */
const maxComparedLength = 8192;
/** Longest line that is quoted, in characters. */
const maxLineLength = 400;

const ruleOfViolation = new Map(rules.map((rule) => [rule.violation, rule.id]));

function causesOf(text: string): ErrorText['causes'] {
  const found = causesOfReport(text);
  const sum = Math.max(
    1,
    found.reduce((total, { confidence }) => total + confidence, 0),
  );
  return found.map(({ cause, confidence }) => ({
    cause: cause.id,
    title: cause.title,
    share: Math.round((confidence / sum) * 100) / 100,
  }));
}

/**
 * The capture that shows the bytes behind an error: a browser's own log for a browser, a packet capture for
 * the others.
 */
function captureFor({ implementation }: MessageCause): string {
  return /Chrome|Edge|Opera/.test(implementation) ? 'chrome-net-export' : 'linux-tcpdump';
}

/** A note, and what is said of the bytes that the error text quotes. */
function withQuotedBytes(note: string, text: string): string {
  const described = describeQuotedBytes(text);
  return described === null ? note : `${note} ${described}`;
}

function errorOf(cause: MessageCause, whole: string): ErrorText {
  return {
    implementation: cause.implementation,
    role: cause.role,
    text: cause.text,
    note: withQuotedBytes(cause.note, whole),
    violations: cause.violations.flatMap((name) => ruleOfViolation.get(name) ?? []),
    causes: causesOf(whole),
    capture: captureFor(cause),
  };
}

/** The line of an error text that says what is wrong: that of the exception, or the first that speaks of an error. */
function lineOf(text: string): string {
  const lines = text.split(/\r?\n/).map((line) => line.trim());
  const exception = lines.findLast((line) => /^[\w.:$]*(?:Error|Exception|Failure)\b/.test(line));
  const spoken = lines.find((line) => /error|fail|invalid|refused|denied/i.test(line));
  return (exception ?? spoken ?? lines.find((line) => line !== '') ?? '').slice(0, maxLineLength);
}

/** Begins the note on an error that no implementation is known to print. */
export const unknownProgram = /^Recognised as: .*? No known program prints exactly this text\.\s*/;

/** An error that no implementation is known to print. */
function unknownError(part: string, name: string): ErrorText {
  return {
    implementation: 'any',
    role: null,
    text: lineOf(part),
    note: withQuotedBytes(`Recognised as: ${name}. No known program prints exactly this text.`, part),
    violations: [],
    causes: causesOf(part),
    capture: 'linux-tcpdump',
  };
}

/** The error line of a tool that connects, such as `curl: (52)`; empty without one. */
function errorOfTool(part: string): ErrorText[] {
  const found = toolErrorIn(part);
  if (found === null) return [];
  const { implementation, text, note } = found;
  return [
    {
      implementation,
      role: 'client',
      text: text.slice(0, maxLineLength),
      note: withQuotedBytes(note, part),
      violations: [],
      causes: causesOf(text),
      capture: 'linux-tcpdump',
    },
  ];
}

/** An error that several programs print is named for the library whose stack frames or log lines are beside it. */
function namedByLibrary(error: ErrorText, part: string): ErrorText {
  const library = error.implementation === 'any' ? libraryOf(part) : null;
  return library === null ? error : { ...error, implementation: library };
}

/**
 * The error texts of `text`, the most specific first. Parts that are no error text are not searched, except
 * that the output of a tool with a handshake may end in its error line.
 */
export function errorsIn(text: string, recognition: Recognition): ErrorText[] {
  const errors = recognition.parts.flatMap(({ kind, start, end, name }) => {
    const part = text.slice(start, Math.min(end, start + maxComparedLength));
    if (kind === 'handshake') return errorOfTool(part);
    if (kind !== 'error-text') return [];
    const known = causesOfMessage(part);
    if (known.length > 0) return known.map((cause) => namedByLibrary(errorOf(cause, part), part));
    const ofTool = errorOfTool(part);
    return ofTool.length > 0 ? ofTool : [namedByLibrary(unknownError(part, name), part)];
  });
  const isFirst = (error: ErrorText, at: number) =>
    errors.findIndex(
      ({ implementation, text, note }) =>
        implementation === error.implementation && text === error.text && note === error.note,
    ) === at;
  return errors.filter(isFirst).slice(0, maxErrors);
}
