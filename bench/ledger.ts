// The ledger: the verdict on every capture of the lab and on some generated faults, one line each, and the
// names of the known wrong ones. A test compares it exactly; `npm run exam -- --ledger` rewrites it, and a
// verdict that changed shows as a changed line.

import { readFileSync, writeFileSync } from 'node:fs';
import type { Diagnosis } from '../src/decoder/model/finding.ts';
import {
  type Answer,
  faultCount,
  generatedAnswers,
  generatedFaults,
  isBreakRight,
  isRight,
  isSenderRight,
  isWrongAndSure,
  labAnswers,
} from './exam-answers.ts';

/**
 * `level cause`, `by` the sender of the first evidence that has a place, then where a strict reader fails:
 * `sender@offset`. Connections of one capture are joined by ` + `.
 */
type Verdicts = Readonly<Record<string, string>>;

export interface Ledger {
  readonly captures: Verdicts;
  readonly generated: Verdicts;
  /** Generated faults as pasted hex of one direction. */
  readonly pasted: Verdicts;
  /** Names of the captures and faults where a wrong cause comes first. */
  readonly wrongCause: readonly string[];
  /** Names of the captures and faults where the break is not found at its true place. */
  readonly wrongBreak: readonly string[];
  /** Names where the right cause comes first, but its first evidence shows bytes of the other sender. */
  readonly wrongSender: readonly string[];
  /** Names where a wrong cause comes first with a confidence of 0.9 or more. */
  readonly wrongAndSure: readonly string[];
  /** Names of sound streams that are reported as broken. */
  readonly falseAlarms: readonly string[];
}

const ledgerFile = new URL('../e2e/captures/ledger.json', import.meta.url);
/** Seeds that the other runs of the exam do not use. */
const seeds = [101, 102];

function shownSender(diagnosis: Diagnosis | undefined): string[] {
  const place = diagnosis?.evidence.find((one) => one.place !== null)?.place ?? null;
  return place === null ? [] : [`by ${place.sender}`];
}

function verdictOf({ connections, problem }: Answer): string {
  if (problem !== null) return problem;
  return connections
    .map(({ level, diagnosis, breaks }) =>
      [
        level,
        diagnosis[0]?.cause,
        ...shownSender(diagnosis[0]),
        ...breaks.map(({ sender, offset }) => `${sender}@${offset}`),
      ].join(' '),
    )
    .join(' + ');
}

function verdictsOf(answers: readonly Answer[]): Verdicts {
  return Object.fromEntries(answers.map((answer) => [answer.name, verdictOf(answer)]));
}

function isSound({ truth }: Answer): boolean {
  return truth.cause === 'healthy';
}

/** Computes all verdicts of the ledger. Takes about six seconds. */
export async function currentLedger(): Promise<Ledger> {
  const captures = await labAnswers();
  const generated: Answer[] = [];
  const pasted: Answer[] = [];
  for (const cause of generatedFaults) {
    for (const seed of seeds) {
      const { capture, paste } = await generatedAnswers(cause, seed);
      generated.push(capture);
      if (paste !== null) pasted.push(paste);
    }
  }
  const namesOf = (test: (answer: Answer) => boolean): string[] => [
    ...captures.filter(test).map(({ name }) => name),
    ...generated.filter(test).map(({ name }) => name),
    ...pasted.filter(test).map(({ name }) => `pasted ${name}`),
  ];
  return {
    captures: verdictsOf(captures),
    generated: verdictsOf(generated),
    pasted: verdictsOf(pasted),
    wrongCause: namesOf((answer) => !isSound(answer) && !isRight(answer)),
    wrongBreak: namesOf((answer) => isBreakRight(answer) === false),
    wrongSender: namesOf((answer) => isSenderRight(answer) === false),
    wrongAndSure: namesOf(isWrongAndSure),
    falseAlarms: namesOf((answer) => isSound(answer) && (faultCount(answer) > 0 || !isRight(answer))),
  };
}

export function readLedger(): Ledger {
  return JSON.parse(readFileSync(ledgerFile, 'utf8'));
}

export function writeLedger(ledger: Ledger): void {
  writeFileSync(ledgerFile, `${JSON.stringify(ledger, null, 2)}\n`);
}
