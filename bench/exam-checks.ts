// The examination of the configuration check: every URL of the corpus in `e2e/configurations`, compared with what the
// real program did. A false pass (the check says that a WebSocket passes, and it does not) must not happen.
//
//   npm run exam -- checks [--verbose] [--corrections] [--folder DIR] [--only PROGRAM]
//
// `--corrections` runs every corrected text in its real program (Linux, as root): each must start, carry a WebSocket to
// every URL that passed before, and mend at least one URL. `--folder` holds the check against the texts of another
// folder, with the truth that `record.ts --folder` wrote there.

import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import {
  type CaseTruth,
  type CorpusCase,
  type CorpusProgram,
  corpusFolder,
  corpusPrograms,
  readCorpus,
  readTruth,
  silenceFolder,
} from '../e2e/configurations/corpus.ts';
import { checkConfiguration, checkUrl } from '../src/decoder/configuration/check.ts';
import type { Asker } from '../src/decoder/configuration/program.ts';

/** How one answer compares with the truth. */
export type Outcome = 'right' | 'names both' | 'false pass' | 'false fail' | 'not judged';

export interface UrlOutcome {
  readonly one: CorpusCase;
  readonly url: string;
  readonly outcome: Outcome;
  readonly said: string;
  readonly truth: string;
}

/** Judges every URL of the corpus. */
export function judgeCorpus(
  folder?: string,
  programs: readonly CorpusProgram[] = corpusPrograms,
): UrlOutcome[] {
  const truth = readTruth(folder);
  return readCorpus(programs, folder).flatMap((one) =>
    truth[`${one.program}/${one.name}`].probes.map(({ url, verdict, why }): UrlOutcome => {
      const report = checkUrl(one.text, url, undefined, one.program);
      const outcome = outcomeOf(one, url, verdict);
      return { one, url, outcome, said: report?.reason ?? 'not recognised', truth: why };
    }),
  );
}

/** An answer that names both outcomes must give the recorded one for the client that asked for the record. */
function outcomeOf(one: CorpusCase, url: string, verdict: 'passes' | 'fails'): Outcome {
  const report = checkUrl(one.text, url, undefined, one.program);
  const answer = report?.verdict ?? 'cannot judge';
  const compare = (said: 'passes' | 'fails'): Outcome =>
    said === verdict ? 'right' : said === 'passes' ? 'false pass' : 'false fail';
  if (answer !== 'cannot judge') return compare(answer);
  if (!report || report.outcomes.length === 0) return 'not judged';
  const known = checkUrl(one.text, url, undefined, one.program, recordingAsker(url))?.verdict;
  if (known === undefined || known === 'cannot judge') return 'names both';
  return known === verdict ? 'names both' : compare(known);
}

/** The client of `real-run.ts`. */
function recordingAsker(url: string): Asker {
  const { protocol, host } = new URL(url);
  const origin = `${protocol === 'wss:' ? 'https' : 'http'}://${host}`;
  return { address: '127.0.0.1', origin, protocol: null, userAgents: ['Mozilla/5.0'] };
}

/** `nginx/name ws://host/path: outcome`, for every answer that is not right. */
export function missNames(outcomes: readonly UrlOutcome[]): string[] {
  return outcomes
    .filter(({ outcome }) => outcome !== 'right')
    .map(({ one, url, outcome }) => `${one.program}/${one.name} ${url}: ${outcome}`);
}

/** Prints the table; gives the number of false passes. */
export function examineChecks(words: readonly string[]): number {
  const folderAt = words.indexOf('--folder');
  const folder = folderAt < 0 ? undefined : words[folderAt + 1];
  const onlyAt = words.indexOf('--only');
  const programs = corpusPrograms.filter((one) => onlyAt < 0 || one === words[onlyAt + 1]);
  const outcomes = judgeCorpus(folder, programs);
  console.log('program   URLs  right  names both  false pass  false fail  not judged');
  for (const program of programs) {
    const own = outcomes.filter(({ one }) => one.program === program);
    const count = (outcome: Outcome): number => own.filter((one) => one.outcome === outcome).length;
    const cells = [
      own.length,
      count('right'),
      count('names both'),
      count('false pass'),
      count('false fail'),
      count('not judged'),
    ];
    console.log(program.padEnd(8), cells.map((cell) => String(cell).padStart(6)).join('     '));
  }
  const right = outcomes.filter(({ outcome }) => outcome === 'right').length;
  const both = outcomes.filter(({ outcome }) => outcome === 'names both').length;
  const share = ((right / outcomes.length) * 100).toFixed(1);
  console.log(
    `${right} of ${outcomes.length} right (${share} %); of ${both} more the answer names both outcomes and what decides`,
  );
  for (const { one, url, outcome, said, truth } of outcomes) {
    if (outcome === 'right') continue;
    console.log(
      `  ${one.program}/${one.name} ${url}: ${outcome}${words.includes('--verbose') ? `; truth ${truth}; said ${said}` : ''}`,
    );
  }
  const late = silenceMisses();
  console.log(`Ends of silent connections: ${late.length === 0 ? 'all right' : late.join('; ')}`);
  if (words.includes('--corrections')) examineCorrections(programs, folder);
  return outcomes.filter(({ outcome }) => outcome === 'false pass').length;
}

interface CorrectedText {
  readonly one: CorpusCase;
  readonly text: string;
  /** True when no route failed before, so that the correction gives a longer time limit. */
  readonly onlyLimits: boolean;
}

function examineCorrections(programs: readonly CorpusProgram[], folder?: string): void {
  const truth = readTruth(folder);
  const list = readCorpus(programs, folder).flatMap((one): CorrectedText[] => {
    const { corrected, routes } = checkConfiguration(one.text, undefined, one.program);
    const onlyLimits = routes.every(({ verdict }) => verdict !== 'fails');
    return corrected === null ? [] : [{ one, text: corrected, onlyLimits }];
  });
  const results = runAll(list);
  const bad: string[] = [];
  let worked = 0;
  for (const [index, { one, onlyLimits }] of list.entries()) {
    const before = truth[`${one.program}/${one.name}`];
    const fault = correctionFault(before, results[index], onlyLimits);
    if (fault === null) worked += 1;
    else bad.push(`  ${one.program}/${one.name}: ${fault}`);
  }
  console.log(`Corrections: ${worked} of ${list.length} work and break nothing`);
  for (const line of bad) console.log(line);
}

/** What a correction breaks or does not mend; null when it works. */
function correctionFault(before: CaseTruth, after: CaseTruth, onlyLimits: boolean): string | null {
  if (!after.started) return `does not start: ${after.says}`;
  const pairs = before.probes.map((probe, index) => ({ probe, now: after.probes[index] }));
  const broken = pairs.find(({ probe, now }) => probe.verdict === 'passes' && now.verdict === 'fails');
  if (broken) return `breaks ${broken.probe.url} (${broken.now.why})`;
  const lost = pairs.find(
    ({ probe, now }) => probe.http !== null && probe.http < 400 && (now.http ?? 500) >= 400,
  );
  if (lost) return `breaks plain HTTP at ${lost.probe.url}`;
  const isMended = pairs.some(({ now }) => now.verdict === 'passes');
  return isMended || onlyLimits ? null : `mends nothing (${pairs[0].now.why})`;
}

function runAll(list: readonly CorrectedText[]): CaseTruth[] {
  const input = path.join(tmpdir(), `framescope-corrections-${process.pid}.json`);
  const output = `${input}.out`;
  writeFileSync(
    input,
    JSON.stringify(list.map(({ one, text }) => ({ program: one.program, urls: one.urls, text }))),
  );
  const script = path.join(corpusFolder, 'record.ts');
  const done = spawnSync('npx', ['tsx', script, '--list', input, output], { stdio: 'inherit' });
  if (done.status !== 0) throw new Error('The corrected texts could not be run.');
  return JSON.parse(readFileSync(output, 'utf8')) as CaseTruth[];
}

/** Seconds by which the measured end of a silent connection may differ from the limit. */
const silenceTolerance = 0.6;
/** Programs that look at their connections once a second; lighttpd looks at its backends after that. */
const slowTolerance: Partial<Record<CorpusProgram, number>> = { lighttpd: 2.1, trafficserver: 1.1 };
/** The recorder waits no longer. */
const recordedSilence = 7;

/** The URLs of `silence/` whose limit is not the one that the real program kept. */
export function silenceMisses(): string[] {
  const truth = readTruth(silenceFolder);
  return readCorpus(undefined, silenceFolder).flatMap((one) =>
    truth[`${one.program}/${one.name}`].probes.flatMap(({ url, silentSeconds }) => {
      const said =
        checkUrl(one.text, url, undefined, one.program)?.silence?.seconds ?? Number.POSITIVE_INFINITY;
      const tolerance = slowTolerance[one.program] ?? silenceTolerance;
      const real = silentSeconds ?? Number.POSITIVE_INFINITY;
      const isRight =
        real === Number.POSITIVE_INFINITY ? said > recordedSilence : Math.abs(said - real) < tolerance;
      return isRight ? [] : [`${one.program}/${one.name} ${url}: says ${said} s, was ${real} s`];
    }),
  );
}
