// The examination of the diagnosis: every capture of the lab, generated faults, sound streams, and the same
// streams pasted as text. Prints, per cause, how often the right one came first or among the first three,
// what it was taken for, false alarms, the exactness of the break, what claims state, answers that are wrong and
// sure, and the calibration of the confidences; for the lab also a table by software.
//
//   npm run exam -- [--seeds N] [--only CAUSE] [--verbose] [--answers FILE]
//   npm run exam -- --captures FOLDER (only the captures of this folder, with the headline of each)
//   npm run exam -- --ledger
//   npm run exam -- reports (see `exam-reports.ts`)
//   npm run exam -- errors [--verbose]
//   npm run exam -- checks (see `exam-checks.ts`)
//   npm run exam -- damaged (see `exam-damaged.ts`)
//
// `--answers` writes every diagnosis in full, to compare two states of the code. `--ledger` rewrites the
// frozen verdicts.

import { writeFileSync } from 'node:fs';
import {
  type Answer,
  bestConnection,
  faultCount,
  generatedAnswers,
  generatedFaults,
  isBreakRight,
  isClaimedLengthRight,
  isRightlyEmpty,
  isSenderRight,
  isWrongAndSure,
  labAnswers,
  rankOfTruth,
} from './exam-answers.ts';
import { examineChecks } from './exam-checks.ts';
import { examineDamaged } from './exam-damaged.ts';
import { examineErrors } from './exam-errors.ts';
import { examineReports } from './exam-reports.ts';
import { bySoftware, leaveOneOut } from './exam-software.ts';
import { examineTexts } from './exam-text.ts';
import { currentLedger, writeLedger } from './ledger.ts';

const arguments_ = process.argv.slice(2);
if (arguments_[0] === 'text') {
  process.exit((await examineTexts(arguments_.includes('--verbose'))) === 0 ? 0 : 1);
}
if (arguments_[0] === 'reports') {
  process.exit((await examineReports(arguments_.slice(1))) === 0 ? 0 : 1);
}
if (arguments_[0] === 'checks') {
  process.exit(examineChecks(arguments_.slice(1)) === 0 ? 0 : 1);
}
if (arguments_[0] === 'damaged') {
  await examineDamaged(arguments_.slice(1));
  process.exit(0);
}
if (arguments_[0] === 'errors') {
  examineErrors(arguments_.includes('--verbose'));
  process.exit(0);
}
const option = (name: string): string | null => {
  const at = arguments_.indexOf(name);
  return at < 0 ? null : (arguments_[at + 1] ?? '');
};
const seeds = Number(option('--seeds') ?? 8);
const only = option('--only');
const verbose = arguments_.includes('--verbose');

const causesOf = (answer: Answer) => bestConnection(answer)?.diagnosis ?? [];

const firstCause = (answer: Answer): string => causesOf(answer)[0]?.cause ?? 'nothing';

/** Rank of the right cause, 0 for the first. */
function rank(answer: Answer): number {
  if (isRightlyEmpty(answer)) return 0;
  const best = bestConnection(answer);
  return best === null ? Number.POSITIVE_INFINITY : rankOfTruth(best, answer.truth);
}

function groupBy<T>(list: readonly T[], key: (item: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const item of list) {
    const group = groups.get(key(item));
    if (group === undefined) groups.set(key(item), [item]);
    else group.push(item);
  }
  return groups;
}

function percent(part: number, whole: number): string {
  return whole === 0 ? '   -  ' : `${((part / whole) * 100).toFixed(1).padStart(5)} %`;
}

/** Longest list of names in one line of the report. */
const maxNamed = 8;

/** The number of answers, and the first few of them in words. */
function named(answers: readonly Answer[], words: (answer: Answer) => string): string {
  if (answers.length === 0) return '0';
  return `${answers.length} (${answers.slice(0, maxNamed).map(words).join('; ')})`;
}

/**
 * One line a cause: how often it came first, how often among the first three, and what came first otherwise.
 */
function reportCauses(broken: readonly Answer[]): void {
  console.log(`  ${'cause'.padEnd(32)} ${'n'.padStart(4)}  rank 1   rank 3   taken for`);
  const byCause = groupBy(broken, ({ truth }) => truth.cause);
  for (const [cause, list] of [...byCause].sort(([a], [b]) => (a < b ? -1 : 1))) {
    const first = list.filter((answer) => rank(answer) === 0).length;
    const third = list.filter((answer) => rank(answer) < 3).length;
    const others = list.filter((answer) => rank(answer) > 0).map(firstCause);
    const counts = [...groupBy(others, (other) => other)].map(([other, all]) =>
      all.length > 1 ? `${other} ×${all.length}` : other,
    );
    console.log(
      `  ${cause.padEnd(32)} ${String(list.length).padStart(4)} ${percent(first, list.length)}  ${percent(third, list.length)}   ${counts.join(', ')}`,
    );
  }
}

/** One line for each wrong answer. */
function reportWrong(answers: readonly Answer[]): void {
  for (const answer of answers) {
    const wrongBreak = isBreakRight(answer) === false;
    const at = rank(answer);
    if (at === 0 && !wrongBreak) continue;
    const { sender, breakOffset } = answer.truth;
    const place = at === 0 ? 'break ' : `rank ${at === Number.POSITIVE_INFINITY ? '-' : at + 1}`;
    const causes = causesOf(answer)
      .slice(0, 3)
      .map(({ cause, confidence }) => `${cause} ${confidence}`);
    const breaks = answer.connections
      .flatMap((connection) => connection.breaks)
      .map((one) => `${one.sender}@${one.offset}`);
    const found = wrongBreak ? ` | break ${sender}@${breakOffset}, found ${breaks.join(' ') || 'none'}` : '';
    console.log(
      `    ${place} ${answer.name}: ${causes.join(', ')}${found}${answer.problem ? ` | ${answer.problem}` : ''}`,
    );
  }
}

function report(title: string, answers: readonly Answer[]): void {
  const broken = answers.filter(({ truth }) => truth.cause !== 'healthy');
  const sound = answers.filter(({ truth }) => truth.cause === 'healthy');
  console.log(`\n${title}: ${answers.length} streams`);
  reportCauses(broken);
  const first = broken.filter((answer) => rank(answer) === 0).length;
  const third = broken.filter((answer) => rank(answer) < 3).length;
  console.log(
    `  all broken: rank 1 ${percent(first, broken.length)} (${first} of ${broken.length}), rank 3 ${percent(third, broken.length)}`,
  );
  const alarms = sound.filter((answer) => faultCount(answer) > 0 || firstCause(answer) !== 'healthy');
  const other = sound.filter((answer) =>
    causesOf(answer).some(({ cause }) => cause !== 'healthy' && cause !== 'mid-stream-start'),
  );
  const allCauses = (answer: Answer) => causesOf(answer).map(({ cause }) => cause);
  console.log(
    `  sound: ${sound.length}, false alarms ${named(alarms, (one) => `${one.name}: ${firstCause(one)}`)}, with any cause named ${named(other, (one) => `${one.name}: ${allCauses(one).join('+')}`)}`,
  );
  const offsets = answers.map(isBreakRight).filter((result) => result !== null);
  console.log(
    `  break offset exact: ${percent(offsets.filter(Boolean).length, offsets.length)} of ${offsets.length}`,
  );
  const ratio = (test: (answer: Answer) => boolean | null): string => {
    const results = answers.map(test).filter((result) => result !== null);
    return `${percent(results.filter(Boolean).length, results.length)} of ${results.length}`;
  };
  console.log(
    `  claims: sender of the first evidence right ${ratio(isSenderRight)}, declared length as the header has it ${ratio(isClaimedLengthRight)}`,
  );
  const sure = answers.filter(isWrongAndSure);
  console.log(
    `  wrong and sure (0.9 or more): ${named(sure, (one) => `${one.name}: ${firstCause(one)}`)}, ${percent(sure.length, answers.length)}`,
  );
  if (verbose) reportWrong(answers);
}

/** For each level of confidence, how many of the first answers were correct. */
function calibration(answers: readonly Answer[]): void {
  console.log('\nCalibration of first answers');
  const confidence = (answer: Answer): number => causesOf(answer)[0]?.confidence ?? 0;
  for (const [low, high] of [
    [0, 0.5],
    [0.5, 0.7],
    [0.7, 0.9],
    [0.9, 0.97],
    [0.97, 1.01],
  ]) {
    const list = answers.filter((answer) => confidence(answer) >= low && confidence(answer) < high);
    const mean = list.reduce((sum, answer) => sum + confidence(answer), 0) / list.length;
    const hits = list.filter((answer) => rank(answer) === 0).length;
    console.log(
      `  said ${low.toFixed(2)}-${Math.min(1, high).toFixed(2)}: ${String(list.length).padStart(5)} answers, mean said ${list.length === 0 ? ' -  ' : mean.toFixed(2)}, right ${percent(hits, list.length)}`,
    );
  }
}

/** Sound streams for each fault: false alarms are rare and the worst error, so they need more samples. */
const soundSeedFactor = 8;

async function allGenerated(): Promise<{ captures: Answer[]; pastes: Answer[] }> {
  const captures: Answer[] = [];
  const pastes: Answer[] = [];
  for (const cause of generatedFaults) {
    if (only !== null && cause !== only) continue;
    const times = cause === 'healthy' ? seeds * soundSeedFactor : seeds;
    for (let seed = 1; seed <= times; seed++) {
      const { capture, paste } = await generatedAnswers(cause, seed);
      captures.push(capture);
      if (paste !== null) pastes.push(paste);
    }
  }
  return { captures, pastes };
}

/** Every diagnosis of each answer, one line an answer. */
function writeAnswers(file: string, answers: readonly Answer[]): void {
  const lines = answers.map(({ name, connections, problem }) =>
    JSON.stringify({
      name,
      problem,
      connections: connections.map(({ level, diagnosis, considered }) => ({ level, diagnosis, considered })),
    }),
  );
  writeFileSync(file, `${lines.join('\n')}\n`);
}

/** The captures of a folder alone: figures, and the headline of each capture. */
async function examineFolder(folder: string): Promise<void> {
  const answers = await labAnswers(only, folder.endsWith('/') ? folder : `${folder}/`);
  report(folder, answers);
  bySoftware(answers);
  for (const answer of answers) {
    const best = bestConnection(answer);
    const words = best === null ? answer.problem : `${best.level}: ${best.headline}`;
    const sure = causesOf(answer)[0]?.confidence ?? 0;
    console.log(
      `  ${rank(answer) === 0 ? ' ' : 'x'} ${answer.name}  ${words} (${firstCause(answer)} ${sure})`,
    );
  }
}

async function examine(): Promise<void> {
  const started = performance.now();
  const lab = await labAnswers(only);
  report('Lab captures', lab);
  bySoftware(lab);
  leaveOneOut(lab);
  const { captures, pastes } = await allGenerated();
  report('Generated faults', captures);
  report('Pasted hex of the same, one direction, no handshake', pastes);
  calibration([...lab, ...captures, ...pastes]);
  const file = option('--answers');
  if (file !== null) writeAnswers(file, [...lab, ...captures, ...pastes]);
  console.log(`\n${((performance.now() - started) / 1000).toFixed(1)} s`);
}

const captures = option('--captures');
if (captures !== null) await examineFolder(captures);
else if (arguments_.includes('--ledger')) writeLedger(await currentLedger());
else await examine();
