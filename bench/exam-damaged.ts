// The examination on recordings that were damaged by chance: sound conversations of many programs, each with one fault
// of a network or a program in its bytes. The right causes are written with the damage (`e2e/lab/damage.ts`).
//
//   npm run exam -- damaged [--part first|second] [--only NAME] [--count N] [--seed TEXT] [--verbose] [--ledger]
//
// The diagnosis was mended with the first part; the second has other recordings and other sizes.
// `--count` draws so many streams of each damage, `--seed` others than those that were used to mend. `--ledger` writes
// the names of those that are not right to `exam-damaged-misses.json`.

import { readFileSync, writeFileSync } from 'node:fs';
import { damagedRecordings, type Part, perDamage } from '../e2e/lab/damage.ts';
import {
  type Answer,
  answerToBytes,
  bestConnection,
  isBreakRight,
  isRight,
  isWrongAndSure,
  rankOfTruth,
} from './exam-answers.ts';

const missesFile = new URL('exam-damaged-misses.json', import.meta.url);
export const parts: readonly Part[] = ['first', 'second'];

/** Names of streams, by what is wrong with the answer. */
export interface DamagedMisses {
  readonly wrongCause: readonly string[];
  readonly wrongAndSure: readonly string[];
}

export function readDamagedMisses(): Record<Part, DamagedMisses> {
  return JSON.parse(readFileSync(missesFile, 'utf8'));
}

/** The answers to one part. */
export async function damagedAnswers(
  part: Part,
  only: string | null = null,
  count = perDamage,
  seed = '',
): Promise<Answer[]> {
  const answers: Answer[] = [];
  for (const { name, cause, also, sender, breakOffset, pcap } of damagedRecordings(part, count, seed)) {
    if (only !== null && !name.startsWith(only)) continue;
    answers.push(await answerToBytes(name, { cause, also, sender, breakOffset }, pcap));
  }
  return answers;
}

export function missesOf(answers: readonly Answer[]): DamagedMisses {
  return {
    wrongCause: answers.filter((answer) => !isRight(answer)).map(({ name }) => name),
    wrongAndSure: answers.filter(isWrongAndSure).map(({ name }) => name),
  };
}

const percent = (part: number, whole: number): string => `${((part / whole) * 100).toFixed(1)} %`;

function isAmongThree(answer: Answer): boolean {
  const best = bestConnection(answer);
  return isRight(answer) || (best !== null && rankOfTruth(best, answer.truth) < 3);
}

const confidenceOf = (answer: Answer): number => bestConnection(answer)?.diagnosis[0]?.confidence ?? 0;

function report(part: Part, answers: readonly Answer[], verbose: boolean): void {
  const count = (test: (answer: Answer) => boolean): string =>
    `${answers.filter(test).length} (${percent(answers.filter(test).length, answers.length)})`;
  const breaks = answers.map(isBreakRight).filter((right) => right !== null);
  console.log(
    `${part} part: ${answers.length} streams, rank 1 ${count(isRight)}, rank 3 ${count(isAmongThree)}, break exact ${percent(breaks.filter(Boolean).length, breaks.length)}`,
  );
  for (const [low, high] of [
    [0, 0.5],
    [0.5, 0.7],
    [0.7, 0.9],
    [0.9, 1.01],
  ]) {
    const said = answers.filter((answer) => confidenceOf(answer) >= low && confidenceOf(answer) < high);
    if (said.length === 0) continue;
    console.log(
      `  said ${low.toFixed(1)}-${Math.min(1, high).toFixed(1)}: ${said.length} answers, right ${percent(said.filter(isRight).length, said.length)}`,
    );
  }
  const line = (answer: Answer): string => {
    const causes = bestConnection(answer)?.diagnosis.slice(0, 3) ?? [];
    return `    ${answer.name} (${answer.truth.cause}): ${causes.map(({ cause, confidence }) => `${cause} ${confidence}`).join(', ') || answer.problem}`;
  };
  const sure = answers.filter(isWrongAndSure);
  console.log(`  wrong and sure: ${sure.length} (${percent(sure.length, answers.length)})`);
  for (const answer of sure) console.log(line(answer));
  const wrong = answers.filter((answer) => !isRight(answer) && !isWrongAndSure(answer));
  if (verbose) for (const answer of wrong) console.log(line(answer));
}

/** Prints the figures of both parts. Returns how many answers are not right. */
export async function examineDamaged(arguments_: readonly string[]): Promise<number> {
  const option = (name: string): string | null => {
    const at = arguments_.indexOf(name);
    return at < 0 ? null : (arguments_[at + 1] ?? '');
  };
  let wrong = 0;
  const found: Partial<Record<Part, DamagedMisses>> = {};
  for (const part of parts) {
    if (option('--part') !== null && option('--part') !== part) continue;
    const count = Number(option('--count') ?? perDamage);
    const answers = await damagedAnswers(part, option('--only'), count, option('--seed') ?? '');
    report(part, answers, arguments_.includes('--verbose'));
    found[part] = missesOf(answers);
    wrong += found[part].wrongCause.length;
  }
  if (arguments_.includes('--ledger')) writeFileSync(missesFile, `${JSON.stringify(found, null, 2)}\n`);
  return wrong;
}
