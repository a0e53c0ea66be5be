// The answers to the captures of the lab, by the software that was recorded, and what becomes of a tuned number when
// one program is left out of the tuning.

import { bitsPerDoubling } from '../src/decoder/diagnosis/ranking.ts';
import { type Answer, bestConnection, isRight, isWrongAndSure, rankOfTruth } from './exam-answers.ts';

/** The program of `Python websockets 10.4`, without its version. */
function nameOf(software: string): string {
  return software.replace(/\s+\d[\d.+~a-z-]*$/, '').replace(/ \(.*\)$/, '');
}

function softwareOf({ truth }: Answer): string[] {
  return [...new Set((truth.software ?? []).map(nameOf))];
}

/** The answers of each program; one with several programs counts for each. */
function groups(answers: readonly Answer[]): Map<string, Answer[]> {
  const found = new Map<string, Answer[]>();
  for (const answer of answers) {
    for (const name of softwareOf(answer)) found.set(name, [...(found.get(name) ?? []), answer]);
  }
  return new Map([...found].sort(([, a], [, b]) => b.length - a.length));
}

function percent(part: number, whole: number): string {
  return whole === 0 ? '   -  ' : `${((part / whole) * 100).toFixed(1).padStart(5)} %`;
}

/** One line a program: how often the right cause came first, and how often a wrong one was sure. */
export function bySoftware(answers: readonly Answer[]): void {
  console.log('\nBy software (a capture counts for each of its programs)');
  for (const [name, list] of groups(answers)) {
    const right = list.filter(isRight).length;
    const sure = list.filter(isWrongAndSure).length;
    const wrong = list.filter((answer) => !isRight(answer)).map((answer) => answer.name);
    console.log(
      `  ${name.padEnd(34)} ${String(list.length).padStart(4)}  rank 1 ${percent(right, list.length)}  wrong and sure ${sure}  ${wrong.join(', ')}`,
    );
  }
}

/** Values of `bitsPerDoubling` that are tried. */
const candidates = [1.6, 2, 2.4, 2.8, 3.2, 3.6, 4, 4.8, 5.6];
/** Confidences are kept this far from 0 and 1, so that one answer cannot decide. */
const margin = 0.01;

/** The confidence that an answer would have with another number of bits to a doubling. */
function rescaled(confidence: number, bits: number): number {
  const kept = Math.min(1 - margin, Math.max(margin, confidence));
  const odds = (kept / (1 - kept)) ** (bitsPerDoubling / bits);
  return odds / (1 + odds);
}

interface Judged {
  readonly confidence: number;
  readonly right: boolean;
  readonly software: readonly string[];
}

/** Mean logarithmic loss, in bits: how far confidences are from what came true. */
function loss(list: readonly Judged[], bits: number): number {
  const sum = list.reduce((total, { confidence, right }) => {
    const said = rescaled(confidence, bits);
    return total - Math.log2(right ? said : 1 - said);
  }, 0);
  return sum / list.length;
}

/**
 * The one number that is fitted to the lab is `bitsPerDoubling`: it scales confidences and never the order of the
 * causes. For each program it is fitted to all captures without that program, and tried on those with it.
 */
export function leaveOneOut(answers: readonly Answer[]): void {
  const judged = answers.flatMap((answer): Judged[] => {
    const best = bestConnection(answer);
    const isBroken = (best?.breaks.length ?? 0) > 0;
    if (best === null || !isBroken) return [];
    return [
      {
        confidence: best.diagnosis[0].confidence,
        right: rankOfTruth(best, answer.truth) === 0,
        software: softwareOf(answer),
      },
    ];
  });
  const names = [...groups(answers).keys()];
  const bestBits = (list: readonly Judged[]): number =>
    candidates.reduce((best, bits) => (loss(list, bits) < loss(list, best) ? bits : best));
  let held = 0;
  let heldRight = 0;
  let heldLoss = 0;
  const fitted = new Set<number>();
  for (const name of names) {
    const test = judged.filter(({ software }) => software.includes(name));
    if (test.length === 0) continue;
    const bits = bestBits(judged.filter(({ software }) => !software.includes(name)));
    fitted.add(bits);
    held += test.length;
    heldRight += test.filter(({ right }) => right).length;
    heldLoss += loss(test, bits) * test.length;
  }
  console.log('\nLeave one program out (broken streams; bits to a doubling fitted without it)');
  console.log(
    `  fitted to all: ${bestBits(judged)} bits; without one: ${[...fitted].sort((a, b) => a - b).join(', ')}; in the code: ${bitsPerDoubling}`,
  );
  console.log(
    `  held back: right first ${percent(heldRight, held)} of ${held}, loss ${(heldLoss / held).toFixed(3)} bits an answer; fitted to all: ${loss(judged, bestBits(judged)).toFixed(3)}`,
  );
}
