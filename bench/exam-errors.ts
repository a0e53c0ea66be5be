// The examination of the way from an error text to its cause.
//   npm run exam -- errors [--verbose]
// Lines: what people pasted in public threads leads to the program that prints it and to its cause.
// Causes: each public case that quotes an error text is explained with itself left out of the counts. Bits: what each
// simulated program prints for recorded faults is explained, and the violation of the bytes must be named.

import { cases } from '../e2e/implementations/cases.ts';
import { clientCases } from '../e2e/implementations/client-cases.ts';
import { firstFault, type Reading } from '../e2e/implementations/facts.ts';
import { received } from '../e2e/implementations/received.ts';
import { explainErrors } from '../src/decoder/error-texts/explain.ts';
import type { ExplanationId } from '../src/decoder/error-texts/explanations.ts';
import { type FieldCase, fieldCases } from '../src/decoder/error-texts/field-counts.ts';
import { implementations } from '../src/decoder/implementations/registry.ts';
import { reportsFor } from '../src/decoder/implementations/reports.ts';
import { scanFrames } from '../src/decoder/implementations/wire-frame.ts';
import { notAFault, type ViolationName, violationNames } from '../src/decoder/model/violation.ts';
import { errorsIn } from '../src/decoder/recognise/errors.ts';
import { recognise } from '../src/decoder/recognise/recognise.ts';
import { heldBackLines, newestLines, openLines, type PublicLine, publicLines } from './public-lines.ts';

/** What was explained of a case. */
export interface ExaminedCase {
  readonly fieldCase: FieldCase;
  /** Rank of its explanation, 0 for the first; infinity when it is not listed. */
  readonly rank: number;
  readonly named: readonly ExplanationId[];
}

/** What is given of a case: its texts alone, or the software that it names too, as a paste would show it. */
export type Given = 'text' | 'text and software';

/** Explains each case that quotes an error text. */
export function examineCases(given: Given): ExaminedCase[] {
  return fieldCases()
    .filter(({ texts }) => texts.length > 0)
    .map((fieldCase) => {
      const lines = given === 'text' ? fieldCase.texts : [...fieldCase.texts, fieldCase.software];
      const [error] = explainErrors(lines.join('\n'), { without: fieldCase.id });
      const named = (error?.explanations ?? []).map(({ id }) => id);
      const at = named.indexOf(fieldCase.explanation);
      return { fieldCase, named, rank: at < 0 ? Number.POSITIVE_INFINITY : at };
    });
}

/** A text that a program prints for the bytes of a recorded fault, and what is named for it. */
export interface ExaminedText {
  /** `Chrome 156 (client): ping of 126 bytes`. */
  readonly name: string;
  readonly text: string;
  readonly truth: readonly ViolationName[];
  readonly named: readonly ViolationName[];
  /** The first pattern is a true one. */
  readonly isFirst: boolean;
  readonly isNamed: boolean;
}

/** RSV1 without an agreement is one fault, on whichever frame; the witness names it by the frame. */
function sameBit(name: ViolationName, isAgreed: boolean): ViolationName {
  return !isAgreed && (name === 'rsv1OnControl' || name === 'rsv1OnContinuation') ? 'rsv1NotAgreed' : name;
}

/** Violations of the frame that a program refused, where it took the faulty frames before it. */
function violationsAt(bytes: Uint8Array, index: number, reading: Reading): ViolationName[] {
  const frame = scanFrames(bytes)[index];
  const fault = frame === undefined ? null : firstFault(bytes.subarray(frame.start), reading);
  return fault === null || fault.start > 0
    ? []
    : violationNames(fault.violations & ~notAFault).map((name) => sameBit(name, reading.deflate ?? false));
}

/** What programs say of a fault and of the end of a connection. */
const saysNothing = /^The closing handshake timed out$/;

/** Names of the programs that do not look at the mask bit. */
const keepingMask = new Set(implementations.filter(({ keepsMask }) => keepsMask).map(({ name }) => name));

/** Explains each text that the simulated programs print for the recorded faults, both roles. */
export function examineTextsOfFaults(): ExaminedText[] {
  const streams = [
    ...cases.map((one) => ({ ...one, sender: 'server' as const })),
    ...clientCases.map((one) => ({ ...one, sender: 'client' as const })),
  ];
  return streams.flatMap(({ name, bytes, deflate, ended, sender }) => {
    const fault = firstFault(bytes, { sender, deflate, ended });
    const truth =
      fault === null
        ? []
        : violationNames(fault.violations & ~notAFault).map((name) => sameBit(name, deflate ?? false));
    if (truth.length === 0) return [];
    return reportsFor(received(bytes, { sender, deflate, ended })).flatMap((report) => {
      if (report.accepts || report.text === null || report.frame === null) return [];
      if (/^no message|no close frame/.test(report.text) || saysNothing.test(report.text)) return [];
      // It takes the masked bytes as they are, so its text is about what those happen to be.
      if (truth.includes('maskedServerFrame') && keepingMask.has(report.implementation)) return [];
      const own = [...truth, ...violationsAt(bytes, report.frame, { sender, deflate, ended })];
      const [error] = explainErrors(report.text);
      const patterns = error?.patterns ?? [];
      const named = patterns.flatMap(({ violations }) => violations);
      return [
        {
          name: `${report.implementation} (${report.role}): ${name}`,
          text: report.text,
          truth: own,
          named,
          isFirst: patterns[0]?.violations.some((one) => own.includes(one)) ?? false,
          isNamed: named.some((one) => own.includes(one)),
        },
      ];
    });
  });
}

/** A public error line, and what the page says of it. */
export interface ExaminedLine {
  readonly thread: string;
  readonly text: string;
  readonly kind: string | null;
  readonly speakers: readonly string[];
  readonly named: readonly ExplanationId[];
  /** It is recognised as an error text of a known kind. */
  readonly isKnown: boolean;
  /** The right program is named first; `null`: not asked. */
  readonly hasSpeaker: boolean | null;
  /** A right cause is among the first three; `null`: it is not known. */
  readonly hasCause: boolean | null;
  /** A wrong cause comes first, and its share says that it is certain. */
  readonly isWrongAndSure: boolean;
}

/** A share from which a cause is called certain. */
const sureShare = 0.8;

/** Explains each line that people pasted, as the page and the terminal do. */
export function examineLines(lines: readonly PublicLine[]): ExaminedLine[] {
  return lines.map(({ thread, speaker, right, text }) => {
    const errors = errorsIn(text, recognise(text)).filter(({ error }) => error === 0);
    const speakers = errors.map(({ implementation }) => implementation);
    const causes = errors[0]?.causes ?? [];
    const named = causes.map(({ explanation }) => explanation);
    const kind = errors[0]?.kind ?? null;
    return {
      thread,
      text,
      kind,
      speakers,
      named,
      isKnown: kind !== null,
      hasSpeaker: speaker === null ? null : speaker.test(speakers[0] ?? ''),
      hasCause: right.length === 0 ? null : named.slice(0, 3).some((id) => right.includes(id)),
      isWrongAndSure: right.length > 0 && (causes[0]?.share ?? 0) >= sureShare && !right.includes(named[0]),
    };
  });
}

/** What is missed of a line, in words; empty: nothing. */
export function missedOf({ isKnown, hasSpeaker, hasCause }: ExaminedLine): string {
  const missed = [!isKnown && 'kind', hasSpeaker === false && 'program', hasCause === false && 'cause'];
  return missed.filter(Boolean).join(', ');
}

/** All sets of public lines, with the name of each. */
export const lineSets: Readonly<Record<string, readonly PublicLine[]>> = {
  'public lines': publicLines,
  'later lines': openLines,
  'later lines, held back': heldBackLines,
  'newest lines': newestLines,
};

function printLines(isVerbose: boolean): void {
  for (const [name, set] of Object.entries(lineSets)) {
    const lines = examineLines(set);
    const asked = lines.filter(({ hasSpeaker }) => hasSpeaker !== null);
    const known = lines.filter(({ hasCause }) => hasCause !== null);
    const recognised = lines.filter(({ isKnown }) => isKnown).length;
    const spoken = asked.filter(({ hasSpeaker }) => hasSpeaker).length;
    const caused = known.filter(({ hasCause }) => hasCause).length;
    const sure = known.filter(({ isWrongAndSure }) => isWrongAndSure).length;
    console.log(
      `${name}: recognised ${percent(recognised, lines.length)}, right program first ${percent(spoken, asked.length)}, right cause in the first three ${percent(caused, known.length)}, wrong and sure ${sure}`,
    );
    for (const line of isVerbose ? lines : []) {
      const missed = missedOf(line);
      if (missed === '') continue;
      console.log(`  miss ${missed}: ${line.thread}: ${line.text.split('\n')[0].slice(0, 120)}`);
      console.log(
        `    ${line.kind}; ${line.speakers.slice(0, 3).join(', ')}; ${line.named.slice(0, 3).join(', ')}`,
      );
    }
  }
}

const percent = (part: number, whole: number): string =>
  `${((part / whole) * 100).toFixed(1)} % (${part} of ${whole})`;

/** Prints both examinations. */
export function examineErrors(isVerbose: boolean): void {
  for (const given of ['text', 'text and software'] as const) {
    const results = examineCases(given);
    const first = results.filter(({ rank }) => rank === 0).length;
    const third = results.filter(({ rank }) => rank < 3).length;
    console.log(
      `causes, given ${given}: first ${percent(first, results.length)}, first three ${percent(third, results.length)}`,
    );
    const misses = results.filter(({ rank }) => rank >= 3);
    console.log(`  misses: ${misses.map(({ fieldCase }) => fieldCase.id).join(' ')}`);
    for (const { fieldCase, named } of isVerbose ? misses : []) {
      console.log(`  miss ${fieldCase.id} ${fieldCase.explanation}: ${named.slice(0, 3).join(', ')}`);
    }
  }
  printLines(isVerbose);
  const texts = examineTextsOfFaults();
  const named = texts.filter(({ isNamed }) => isNamed).length;
  const first = texts.filter(({ isFirst }) => isFirst).length;
  console.log(`bits: named ${percent(named, texts.length)}, first ${percent(first, texts.length)}`);
  for (const one of texts) {
    if (isVerbose && !one.isNamed)
      console.log(`  miss ${one.name}: ${one.text}: true ${one.truth.join()}, named ${one.named.join()}`);
    else if (isVerbose && !one.isFirst)
      console.log(
        `  not first ${one.name}: ${one.text}: true ${one.truth.join()}, named ${one.named.join()}`,
      );
  }
}
