// The command `scan`: decides every capture of a folder, a pattern or a list. See docs/scan.md.

import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import type { Readable, Writable } from 'node:stream';
import { InputProblem, readKeyLog } from '../input.ts';
import { pageAddress } from '../page-address.ts';
import { type CommandStreams, reportFailure } from '../streams.ts';
import { parseArguments, parseTime, type ScanArguments } from './arguments.ts';
import { formats } from './formats.ts';
import {
  fileOutput,
  type OpenFile,
  type Output,
  openForWriting,
  ReaderLeft,
  streamOutput,
} from './output.ts';
import { identityOf, listedPaths, Walk } from './paths.ts';
import { progressOn } from './progress.ts';
import { type FilesFigures, runFiles } from './run-files.ts';
import { headLine, readState, recordLine, type State } from './state.ts';
import { Summary } from './summary.ts';
import type { FileResult, FileTask, RunOptions } from './task.ts';

/** The streams and the environment of a run. */
export interface ScanStreams extends CommandStreams {
  readonly stderr: Writable & { isTTY?: boolean };
  /** Ends the run after what is written. */
  readonly stop: AbortSignal;
}

/** Exit statuses. */
export const scanStatus = { sound: 0, faulty: 1, nothing: 2, undecided: 3, stopped: 130 } as const;

/** The state file and the output of a run, ready to be written. */
interface Sinks {
  readonly output: Output;
  readonly earlier: State | null;
  /** Devices and inodes of the files of the run itself. */
  readonly own: ReadonlySet<string>;
  readonly since: number | null;
  readonly until: number | null;
  record(task: FileTask, result: FileResult): Promise<void>;
  close(): Promise<void>;
}

/** The options that change lines, as one text. */
function optionText(options: ScanArguments): string {
  const { format, only, since, until, keylog, hash, links, shard } = options;
  return JSON.stringify({ format, only: [...only].sort(), since, until, keylog, hash, links, shard });
}

/** Reads the state of an earlier run, or `null` when there is none to continue. Throws `InputProblem`. */
async function earlierState(
  options: ScanArguments,
  state: OpenFile,
  output: OpenFile,
): Promise<State | null> {
  if (state.info.size === 0) return null;
  if (!options.resume)
    throw new InputProblem(
      `Expected no state of an earlier run, found one: --resume continues it. To begin anew, remove ${options.state}`,
    );
  const earlier = await readState(state.handle, output.info.size);
  if (earlier !== null && earlier.head.options !== optionText(options))
    throw new InputProblem(
      'Expected the options of the run that is continued, found others. Use them again, or begin with another state file and output.',
    );
  return earlier;
}

async function openSinks(options: ScanArguments, stdout: Writable, now: number): Promise<Sinks> {
  const timeOf = (name: string, text: string | null) => (text === null ? null : parseTime(name, text, now));
  const times = { since: timeOf('--since', options.since), until: timeOf('--until', options.until) };
  const own = new Set<string>();
  if (options.keylog !== null) own.add(identityOf(await stat(options.keylog)));
  if (options.output === null) {
    const output = streamOutput(stdout);
    const { start } = formats[options.format];
    if (start !== '') await output.write(start);
    return { output, earlier: null, own, ...times, record: async () => {}, close: () => output.close() };
  }
  const files: OpenFile[] = [];
  try {
    for (const path of [options.output, options.state])
      if (path !== null) files.push(await openForWriting(path));
    for (const { info } of files) own.add(identityOf(info));
    return { own, ...(await fileSinks(options, times, files)) };
  } catch (error) {
    for (const { handle } of files) await handle.close();
    throw error;
  }
}

/** The sinks of a run with an output file and perhaps a state file, after what an earlier run has written. */
async function fileSinks(
  options: ScanArguments,
  times: Pick<Sinks, 'since' | 'until'>,
  [outputFile, stateFile]: readonly OpenFile[],
): Promise<Omit<Sinks, 'own'>> {
  if (stateFile !== undefined) {
    if (!outputFile.info.isFile())
      throw new InputProblem(
        `Expected a file for --output with --state, found something else: ${options.output}`,
      );
    if (identityOf(stateFile.info) === identityOf(outputFile.info))
      throw new InputProblem('Expected two files for --state and --output, found one.');
  }
  const earlier = stateFile === undefined ? null : await earlierState(options, stateFile, outputFile);
  const output = await fileOutput(outputFile, earlier?.outputEnd ?? 0);
  const state = stateFile === undefined ? null : await fileOutput(stateFile, earlier?.stateEnd ?? 0);
  if (earlier === null) {
    await output.write(formats[options.format].start);
    await state?.write(headLine({ options: optionText(options), ...times, start: output.length }));
  }
  const { since, until } = earlier?.head ?? times;
  return {
    output,
    earlier,
    since,
    until,
    record: async (task, result) => state?.write(recordLine(task, output.length, result)),
    async close() {
      await output.close();
      await state?.close();
    },
  };
}

/** The words that name files: of the command line, then of the list. */
async function* listed(options: ScanArguments, stdin: Readable): AsyncGenerator<string> {
  if (options.filesFrom === null) return;
  const list = options.filesFrom === '-' ? stdin : createReadStream(options.filesFrom);
  try {
    yield* listedPaths(list, options.isNullDivided);
  } catch (error) {
    const reason = (error as NodeJS.ErrnoException).code ?? String(error);
    throw new InputProblem(`Expected a readable list of files, found ${reason}: ${options.filesFrom}`);
  }
}

function statusOf(summary: Summary, hasConnections: boolean): number {
  if (summary.faulty > 0) return scanStatus.faulty;
  if (!hasConnections) return scanStatus.nothing;
  const undecided = (['unreadable', 'timed-out', 'out-of-memory', 'failed'] as const).some(
    (problem) => summary.problemCount(problem) > 0,
  );
  return undecided ? scanStatus.undecided : scanStatus.sound;
}

async function scanFiles(options: ScanArguments, streams: ScanStreams): Promise<number> {
  const { stdin, stdout, stderr, env, stop } = streams;
  const secrets = options.keylog === null ? [] : [await readKeyLog(options.keylog)];
  const started = performance.now();
  const sinks = await openSinks(options, stdout, Date.now());
  const { output, earlier } = sinks;
  const summary = earlier?.summary ?? new Summary();
  const progress = progressOn(stderr);
  const runOptions: RunOptions = {
    format: options.format,
    selection: { only: options.only, since: sinks.since, until: sinks.until },
    secrets,
    hash: options.hash,
    linkTo: options.links ? pageAddress(options.page, env) : null,
    threadMemory: options.threadMemory,
  };
  const { followLinks, sorted, shard } = options;
  const walk = new Walk({ followLinks, sorted, shard, ignored: sinks.own });
  async function* found() {
    yield* walk.files(options.inputs, false);
    yield* walk.files(listed(options, stdin), true);
  }
  let figures: FilesFigures;
  try {
    figures = await runFiles(found(), summary, {
      options: runOptions,
      jobs: options.jobs,
      timeout: options.timeout * 1000,
      sorted,
      stop,
      isDecided: (task) => earlier?.isDecided(task) ?? false,
      async write(task, result) {
        if (result.text !== '') await output.write(result.text);
        await sinks.record(task, result);
      },
      progress: ({ files, bytes }) => progress.show(files, bytes, summary),
    });
    if (!stop.aborted && formats[options.format].end !== '') await output.write(formats[options.format].end);
  } finally {
    progress.clear();
    await sinks.close();
  }
  const { files, bytes, decided, named } = figures;
  const seconds = (performance.now() - started) / 1000;
  const skipped = { decided, links: walk.links };
  stderr.write(`${summary.text({ files, bytes, seconds, skipped, named }).join('\n')}\n`);
  if (stop.aborted) return scanStatus.stopped;
  return statusOf(summary, figures.hasConnections || earlier?.hasConnections === true);
}

/** Runs `scan` with the words after its name. Resolves to the exit status. */
export async function scan(words: readonly string[], streams: ScanStreams): Promise<number> {
  try {
    return await scanFiles(parseArguments(words), streams);
  } catch (error) {
    if (error instanceof ReaderLeft) return 0;
    return reportFailure('framescope scan', error, streams);
  }
}

/** The command in a terminal: the first signal ends the run after what is written, a second one at once. */
export async function run(words: readonly string[], streams: CommandStreams): Promise<number> {
  const stop = new AbortController();
  const onSignal = () => {
    if (stop.signal.aborted) process.exit(scanStatus.stopped);
    stop.abort();
  };
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
  for (const signal of signals) process.on(signal, onSignal);
  try {
    const { stdin, stdout, stderr, env } = streams;
    return await scan(words, { stdin, stdout, stderr, env, stop: stop.signal });
  } finally {
    for (const signal of signals) process.off(signal, onSignal);
  }
}
