// The words after `scan`.

import { availableParallelism } from 'node:os';
import { InputProblem } from '../input.ts';
import { isPageAddress } from '../page-address.ts';
import { lastValue, type ParsedWords, parseWords } from '../words/parse.ts';
import { scanWords } from '../words/scan.ts';
import { type FormatName, formatNames } from './formats.ts';
import type { Shard } from './paths.ts';
import { isOnlyWord, onlyWords } from './selection.ts';

export interface ScanArguments {
  /** Folders, files and patterns. */
  readonly inputs: readonly string[];
  /** A file with paths, `-` for standard input, or `null`. */
  readonly filesFrom: string | null;
  /** The paths of that list are divided by NUL bytes. */
  readonly isNullDivided: boolean;
  readonly output: string | null;
  readonly format: FormatName;
  readonly state: string | null;
  readonly resume: boolean;
  readonly only: readonly string[];
  /** As given; `null`: no limit. */
  readonly since: string | null;
  readonly until: string | null;
  readonly keylog: string | null;
  readonly jobs: number;
  /** Seconds for one file. */
  readonly timeout: number;
  /** MiB for one thread. */
  readonly threadMemory: number;
  readonly shard: Shard | null;
  readonly sorted: boolean;
  readonly followLinks: boolean;
  readonly hash: boolean;
  readonly links: boolean;
  /** Address of the page for links, or `null`. */
  readonly page: string | null;
}

/** Seconds for one file, unless `--timeout` says otherwise: a file of 10 GB on a slow disk takes less. */
const defaultTimeout = 300;
/** MiB for one thread: a capture of a million frames takes a tenth. */
const defaultThreadMemory = 1024;
const maxJobs = 256;
const maxShards = 1_000_000;
/** Seconds. */
const maxTimeout = 1_000_000;
/** MiB. */
const maxThreadMemory = 1_000_000;

function wholeNumber(name: string, text: string, max: number): number {
  if (!/^\d{1,9}$/.test(text) || Number(text) < 1 || Number(text) > max)
    throw new InputProblem(`Expected a number from 1 to ${max} after ${name}, found ${text}.`);
  return Number(text);
}

function shardOf(text: string): Shard {
  const [, index, total] = /^(\d{1,7})\/(\d{1,7})$/.exec(text) ?? [];
  const shard = { index: Number(index), total: Number(total) };
  if (index === undefined || shard.index >= shard.total || shard.total > maxShards)
    throw new InputProblem(
      `Expected I/N with I from 0 to N - 1 after --shard, such as 0/16 for the first of 16, found ${text}.`,
    );
  return shard;
}

const durations: Readonly<Record<string, number>> = { s: 1e3, m: 6e4, h: 3.6e6, d: 8.64e7, w: 6.048e8 };

/** Milliseconds since 1970 of an ISO time, taken as UTC where it names no zone, or of a duration before `now`. */
export function parseTime(name: string, text: string, now: number): number {
  const span = /^(\d{1,6}(?:\.\d{1,3})?)([smhdw])$/.exec(text);
  if (span !== null) return now - Number(span[1]) * durations[span[2]];
  const isDate = /^\d{4}-\d{2}-\d{2}(?:[T ]\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?(Z|[+-]\d{2}:?\d{2})?)?$/i.exec(
    text,
  );
  const iso = text.replace(' ', 'T');
  const time = isDate === null ? Number.NaN : Date.parse(isDate[1] || iso.length === 10 ? iso : `${iso}Z`);
  if (Number.isNaN(time))
    throw new InputProblem(
      `Expected a time such as 2026-11-29T08:00:00Z, or a duration such as 2h, after ${name}, found ${text}.`,
    );
  return time;
}

function onlyOf(text: string): string[] {
  const words = text.split(',').filter(Boolean);
  const wrong = words.find((word) => !isOnlyWord(word));
  if (wrong !== undefined || words.length === 0)
    throw new InputProblem(
      `Expected ${onlyWords.join(', ')} or the id of a cause after --only, found ${wrong ?? 'nothing'}.`,
    );
  return words;
}

function formatOf(text: string): FormatName {
  const format = formatNames.find((name) => name === text);
  if (format === undefined)
    throw new InputProblem(`Expected one of ${formatNames.join(', ')} after --format, found ${text}.`);
  return format;
}

/** The value of an option, or what holds without it. */
function optionValue<T>(words: ParsedWords, name: string, read: (text: string) => T, otherwise: T): T {
  const text = lastValue(words, name);
  return text === null ? otherwise : read(text);
}

function numberOf(words: ParsedWords, name: string, max: number, otherwise: number): number {
  return optionValue(words, name, (text) => wholeNumber(name, text, max), otherwise);
}

/** The arguments. Throws `InputProblem`. */
export function parseArguments(given: readonly string[]): ScanArguments {
  const words = parseWords(given, scanWords);
  if ('problem' in words) throw new InputProblem(words.problem);
  const has = (name: string) => words.options.has(name);
  const isListed = words.operands.includes('-');
  return checked({
    inputs: words.operands.filter((word) => word !== '-'),
    filesFrom: isListed ? '-' : lastValue(words, '--files-from'),
    isNullDivided: has('--null'),
    output: lastValue(words, '--output'),
    format: optionValue(words, '--format', formatOf, 'jsonl'),
    state: lastValue(words, '--state'),
    resume: has('--resume'),
    only: (words.options.get('--only') ?? []).flatMap(onlyOf),
    since: lastValue(words, '--since'),
    until: lastValue(words, '--until'),
    keylog: lastValue(words, '--keylog'),
    jobs: numberOf(words, '--jobs', maxJobs, availableParallelism()),
    timeout: numberOf(words, '--timeout', maxTimeout, defaultTimeout),
    threadMemory: numberOf(words, '--thread-memory', maxThreadMemory, defaultThreadMemory),
    shard: optionValue<Shard | null>(words, '--shard', shardOf, null),
    sorted: has('--sorted'),
    followLinks: has('--follow-links'),
    hash: has('--hash'),
    links: has('--links'),
    page: lastValue(words, '--page'),
  });
}

/** The options, unless they cannot be used together. */
function checked(options: ScanArguments): ScanArguments {
  if (options.inputs.length === 0 && options.filesFrom === null)
    throw new InputProblem(
      'Expected a folder, a pattern, a file, or - for a list on standard input, found none.',
    );
  if (options.page !== null && !isPageAddress(options.page))
    throw new InputProblem(
      `Expected an address such as https://example.com/ after --page, found ${options.page}.`,
    );
  if (options.resume && options.state === null)
    throw new InputProblem('Expected --state FILE with --resume, found none.');
  if (options.state !== null && options.output === null)
    throw new InputProblem('Expected --output FILE with --state, found none: a pipe cannot be continued.');
  return options;
}
