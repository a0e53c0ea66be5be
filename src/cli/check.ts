// `framescope check`: the configuration check of the page on files, without guessing what a file is.

import { readFile, stat } from 'node:fs/promises';
import { basename } from 'node:path';
import type { Readable } from 'node:stream';
import { otherConfiguration } from '../decoder/configuration/other/other.ts';
import { type ConfigurationFile, joinFiles } from '../decoder/configuration/paste/join-files.ts';
import { maxTextBytes } from '../decoder/model/check-limits.ts';
import { formatBytes } from '../decoder/model/words.ts';
import { configurationNames } from '../decoder/recognise/judged-programs.ts';
import {
  type CheckedPart,
  checkedConfiguration,
  checksForJson,
  type LinePlace,
  linesOfPart,
} from './check-report.ts';
import { type InspectStreams, reportFailure, statusOfUrl, writeTo } from './command.ts';
import { InputProblem } from './input.ts';
import { styleFor, terminalJson, wrap } from './style.ts';
import { checkWords } from './words/check.ts';
import { lastValue, parseWords } from './words/parse.ts';

async function readStandardInput(stdin: Readable): Promise<string> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of stdin) {
    chunks.push(Buffer.from(chunk));
    bytes += chunks[chunks.length - 1].length;
    if (bytes > maxTextBytes) throw tooLong(bytes, 'standard input');
  }
  return Buffer.concat(chunks).toString('utf8');
}

function tooLong(bytes: number, name: string): InputProblem {
  const found = `found ${formatBytes(bytes)} in ${name}`;
  return new InputProblem(`Expected at most ${formatBytes(maxTextBytes)} of text, ${found}.`);
}

async function readConfiguration(path: string, stdin: Readable): Promise<ConfigurationFile> {
  if (path === '-') return { name: 'standard input', text: await readStandardInput(stdin) };
  try {
    const { size } = await stat(path);
    if (size > maxTextBytes) throw tooLong(size, path);
    return { name: basename(path), text: (await readFile(path, 'utf8')).replace(/^\ufeff/, '') };
  } catch (error) {
    if (error instanceof InputProblem) throw error;
    const { code } = error as NodeJS.ErrnoException;
    const reasons: Readonly<Record<string, string>> = {
      ENOENT: 'no such file',
      EACCES: 'no permission to read',
      EISDIR: 'a directory',
    };
    throw new InputProblem(`Expected a readable file, found ${reasons[code ?? ''] ?? code}: ${path}`);
  }
}

/** The file and the line in it of a line of the joined text. */
function locator(files: readonly ConfigurationFile[]): (line: number) => LinePlace {
  if (files.length === 1) return (line) => ({ file: null, line });
  // joinFiles puts one line with the name before each file, and an empty line after it.
  const starts: number[] = [];
  let next = 1;
  for (const { text } of files) {
    starts.push(next + 1);
    next += 2 + text.replace(/\n?$/, '\n').split('\n').length - 1;
  }
  return (line) => {
    const at = Math.max(
      0,
      starts.findLastIndex((start) => start <= line),
    );
    return { file: files[at].name, line: Math.max(1, line - starts[at] + 1) };
  };
}

function statusOf({ urlReport, configuration }: CheckedPart): number {
  if (urlReport !== null) return statusOfUrl([urlReport]);
  const routes = configuration?.routes ?? [];
  if (routes.some(({ verdict }) => verdict === 'fails')) return 1;
  return routes.length > 0 && routes.every(({ verdict }) => verdict === 'passes') ? 0 : 3;
}

async function run(words: readonly string[], { stdin, stdout, env }: InspectStreams): Promise<number> {
  const parsed = parseWords(words, checkWords);
  if ('problem' in parsed) throw new InputProblem(parsed.problem);
  const { operands, options } = parsed;
  const url = lastValue(parsed, '--url');
  if (url !== null && !/^(?:wss?|https?):\/\/[^/\s]/i.test(url)) {
    throw new InputProblem(`Expected a URL such as wss://example.com/ws after --url, found ${url}.`);
  }
  if (operands.length === 0) {
    throw new InputProblem('Expected a configuration file, or - for standard input, found none.');
  }
  const files: ConfigurationFile[] = [];
  for (const path of operands) files.push(await readConfiguration(path, stdin));
  const text = joinFiles(files);
  if (text.includes('\0')) throw new InputProblem('Expected a configuration, found bytes that are not text.');
  const names = files.map(({ name }) => name);
  const checked = checkedConfiguration({ text, name: names[0], url }, 'configuration', locator(files));
  const { kind, recognised } = checked.configuration ?? { kind: null, recognised: '' };
  const isKnown = kind !== null || otherConfiguration(text) !== null;
  if (!isKnown) throw new InputProblem(recognised);
  const named = kind === null ? null : { ...checked, name: configurationNames[kind] };
  if (options.has('--json')) {
    const checks = named === null ? [] : checksForJson([named]);
    await writeTo(
      stdout,
      `${terminalJson({ source: { kind: 'configuration', files: names, recognised }, checks })}\n`,
    );
  } else {
    const style = styleFor(stdout, env);
    const lines =
      named === null ? wrap(recognised, style.width).split('\n') : linesOfPart(named, style).slice(1);
    await writeTo(stdout, `${lines.join('\n')}\n`);
  }
  return named === null ? 3 : statusOf(named);
}

/** Runs `check` with the words after its name. Resolves to the exit status. */
export async function check(words: readonly string[], streams: InspectStreams): Promise<number> {
  try {
    return await run(words, streams);
  } catch (error) {
    return reportFailure('framescope check', error, streams);
  }
}
