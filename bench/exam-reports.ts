// The examination of the reports: real programs read the same streams as the simulated readers, and what they say is
// compared. Prints the agreement by implementation and role, and the classes that fail.
//
//   npm run exam -- reports [--only ws,aiohttp] [--role client] [--verbose] [--random 500]
//                           [--record] [--recorded] [--freeze] [--groups mixed,limit] [--seed 1]
//                           [--at-once 32] [--file path] [--again]
//
// Programs that are not installed are left out. PYTHON and PYTHON_LEGACY name a Python with the packages,
// REPORT_MODULES a folder with npm packages, REPORT_NODE another Node.js.
// `--record` writes what they said to the fixture that `npm test`
// compares with, `--recorded` reads it from there and runs nothing. `--freeze` lists the streams that fail as known.
// `--seed` draws other random streams, and nothing else: what the readers were never mended for. `--file` names another
// file for `--record` and `--recorded` than the fixture. `--again` runs only the streams on which the record disagrees.

import { execSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { compare, predict } from '../e2e/implementations/agreement.ts';
import { chosenStreams } from '../e2e/implementations/chosen-streams.ts';
import { faultCount, faultStreams } from '../e2e/implementations/fault-streams.ts';
import { mixedCount, mixedStreams } from '../e2e/implementations/mixed-streams.ts';
import { placedStreams } from '../e2e/implementations/placed-streams.ts';
import {
  buildFolder,
  implementationOf,
  type ProgramEntry,
  programs,
} from '../e2e/implementations/programs.ts';
import { randomStreams } from '../e2e/implementations/random-streams.ts';
import { heardBefore, keepRecordIn, writeRecord } from '../e2e/implementations/record.ts';
import { type Heard, runProgram } from '../e2e/implementations/run-program.ts';
import type { Stream } from '../e2e/implementations/stream.ts';
import type { Role } from '../src/decoder/implementations/implementation.ts';

/** Random streams of a run unless told otherwise. */
const randomCount = 500;
/** Where the names of the streams are kept on which a reader is known to disagree. */
const knownPath = join(import.meta.dirname, '../e2e/implementations/known-disagreements.json');

interface Result {
  readonly count: number;
  readonly agreed: number;
  readonly inDetail: number;
  readonly failures: ReadonlyMap<string, number>;
  /** Names of the streams that fail. */
  readonly failed: readonly string[];
}

function compareAll(
  program: ProgramEntry,
  role: Role,
  streams: readonly Stream[],
  heard: readonly (Heard | null)[],
  verbose: boolean,
): Result {
  const failures = new Map<string, number>();
  const failed: string[] = [];
  const sender = role === 'client' ? 'server' : 'client';
  let count = 0;
  let agreed = 0;
  let inDetail = 0;
  for (const [i, stream] of streams.entries()) {
    const said = heard[i];
    if (said === null) continue;
    count++;
    const predicted = predict(implementationOf(program, role), role, stream, said.noContext);
    const agreement = compare(predicted, said, stream, sender);
    if (agreement.agrees) agreed++;
    else failures.set(stream.group, (failures.get(stream.group) ?? 0) + 1);
    if (!agreement.agreesInDetail) failed.push(stream.name);
    if (agreement.agreesInDetail) inDetail++;
    else if (verbose) {
      const { text, closeCode, closeReason, error } = predicted;
      console.log(
        `    ${agreement.agrees ? '(detail) ' : ''}${stream.group}: ${stream.name}${stream.deflate ? ' [deflate]' : ''}`,
      );
      console.log(`      predicted ${JSON.stringify([text, closeCode, closeReason, error])}`);
      console.log(
        `      said      ${JSON.stringify([said.text, said.closeCode, said.closeReason, said.error])}`,
      );
    }
  }
  return { count, agreed, inDetail, failures, failed };
}

/** Runs a program, started again for each part of the streams where it does not take them all. */
async function runInParts(
  program: ProgramEntry,
  role: Role,
  streams: readonly Stream[],
  atOnce: number | undefined,
): Promise<(Heard | null)[]> {
  const { maxStreams = streams.length } = program;
  const heard: (Heard | null)[] = [];
  for (let from = 0; from < streams.length; from += maxStreams) {
    const part = streams.slice(from, from + maxStreams);
    heard.push(...(await runProgram(program.command(role), role, part, atOnce)));
  }
  return heard;
}

/** The streams on which the reader disagrees with the record. */
function disagreeing(program: ProgramEntry, role: Role, streams: readonly Stream[]): readonly Stream[] {
  const heard = heardBefore(program.id, role, streams);
  if (heard === null) return [];
  const { failed } = compareAll(program, role, streams, heard, false);
  return streams.filter((stream) => failed.includes(stream.name));
}

/** Streams at once in the second run. */
const secondAtOnce = 6;

/** Runs a program; where it disagrees a second time, for a loaded machine delays answers until they are missed. */
async function runTwice(
  program: ProgramEntry,
  role: Role,
  streams: readonly Stream[],
  atOnce: number | undefined,
): Promise<(Heard | null)[]> {
  const heard = await runInParts(program, role, streams, atOnce ?? program.atOnce);
  const { failed } = compareAll(program, role, streams, heard, false);
  if (failed.length === 0) return heard;
  const again = streams.filter((stream) => failed.includes(stream.name));
  const second = await runInParts(program, role, again, secondAtOnce);
  const places = new Map(again.map((stream, place) => [stream.name, place]));
  return heard.map((said, i) => second[places.get(streams[i].name) ?? -1] ?? said);
}

const percent = (part: number, whole: number): string =>
  whole === 0 ? '-' : `${((part / whole) * 100).toFixed(1)} %`;

/** Lists the streams on which a reader disagrees as known. */
function freeze(name: string, failed: readonly string[]): void {
  const known = JSON.parse(existsSync(knownPath) ? readFileSync(knownPath, 'utf8') : '{}');
  if (failed.length > 0) known[name] = failed;
  else delete known[name];
  writeFileSync(knownPath, `${JSON.stringify(known, null, 2)}\n`);
}

const tried = new Set<string>();

/** Compiles a program once a run. Where that fails, it is not there to be run. */
function buildProgram({ build, command }: ProgramEntry): void {
  if (build === undefined || tried.has(build.command)) return;
  tried.add(build.command);
  mkdirSync(buildFolder, { recursive: true });
  if (existsSync(command('client').command)) return;
  try {
    execSync(build.command, { stdio: 'ignore', env: { ...process.env, ...build.env } });
  } catch {
    // The program is then reported as not run.
  }
}

/** The streams of the fixture. */
const recordedStreams = (count: number): readonly Stream[] => [
  ...chosenStreams,
  ...randomStreams(count),
  ...mixedStreams(mixedCount),
  ...faultStreams(faultCount),
  ...placedStreams,
];

/** Streams that a seed draws: half of them have one fault of a named kind. */
const unseenStreams = (count: number, seed: number): readonly Stream[] => [
  ...randomStreams(count / 4, seed),
  ...mixedStreams(count / 4, seed),
  ...faultStreams(count / 2, seed),
];

/** Runs the programs that are there. Returns how many predictions failed. */
export async function examineReports(arguments_: readonly string[]): Promise<number> {
  const option = (name: string) => {
    const at = arguments_.indexOf(name);
    return at < 0 ? null : arguments_[at + 1];
  };
  const only = option('--only')?.split(',') ?? null;
  const onlyRole = option('--role');
  const verbose = arguments_.includes('--verbose');
  const isRecorded = arguments_.includes('--recorded');
  const groups = option('--groups')?.split(',') ?? null;
  const atOnce = option('--at-once') === null ? undefined : Number(option('--at-once'));
  const seed = option('--seed');
  const count = Number(option('--random') ?? randomCount);
  const file = option('--file');
  if (file !== null) keepRecordIn(file);
  const drawn = seed === null ? recordedStreams(count) : unseenStreams(count, Number(seed));
  const all = drawn.filter((stream) => groups === null || groups.includes(stream.group));
  let failed = 0;
  for (const program of programs) {
    if (only !== null && !only.includes(program.id)) continue;
    if (!isRecorded) buildProgram(program);
    for (const role of program.roles) {
      if (onlyRole !== null && onlyRole !== role) continue;
      const sender = role === 'client' ? 'server' : 'client';
      const ofRole = all.filter((stream) => (stream.only ?? sender) === sender);
      const streams = arguments_.includes('--again') ? disagreeing(program, role, ofRole) : ofRole;
      const heard = isRecorded
        ? heardBefore(program.id, role, streams)
        : await runTwice(program, role, streams, atOnce).catch((error: Error) => {
            console.log(
              `${program.id.padEnd(22)} ${role.padEnd(7)} not run: ${error.message.split('\n')[0]}`,
            );
            return null;
          });
      if (heard === null) continue;
      if (arguments_.includes('--record')) writeRecord(program.id, role, streams, heard);
      const result = compareAll(program, role, streams, heard, verbose);
      const { count, agreed, inDetail, failures } = result;
      if (arguments_.includes('--freeze')) freeze(`${program.id} ${role}`, result.failed);
      const classes = [...failures].sort(([, a], [, b]) => b - a).map(([group, n]) => `${group} ${n}`);
      console.log(
        `${program.id.padEnd(22)} ${role.padEnd(7)} ${String(agreed).padStart(4)} of ${String(count).padStart(4)}  ${percent(agreed, count).padStart(7)}  with class and reason ${percent(inDetail, count).padStart(7)}  ${classes.join(', ')}`,
      );
      failed += count - agreed;
    }
  }
  return failed;
}
