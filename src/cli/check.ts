// `framescope check`: the configuration check of the page on files, without guessing what a file is.

import { readFile, stat } from 'node:fs/promises';
import { isIP } from 'node:net';
import { basename } from 'node:path';
import type { Readable } from 'node:stream';
import type { ConfigurationFile } from '../decoder/configuration/paste/join-files.ts';
import type { Asker } from '../decoder/configuration/program.ts';
import { maxTextBytes } from '../decoder/model/check-limits.ts';
import type { VerdictLevel } from '../decoder/model/finding.ts';
import { formatBytes } from '../decoder/model/words.ts';
import { checkFiles } from '../library/configuration-files.ts';
import { linesOfPart } from './check-report.ts';
import { InputProblem } from './input.ts';
import { type CommandStreams, reportFailure, writeTo } from './streams.ts';
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

/** The exit status says what the headline says. */
const statuses: Readonly<Record<VerdictLevel, number>> = { sound: 0, warning: 0, broken: 1, unknown: 3 };

/** The client that --from and --origin describe. */
function askerOf(parsed: Parameters<typeof lastValue>[0]): Asker {
  const [address, origin] = [lastValue(parsed, '--from'), lastValue(parsed, '--origin')];
  if ((address ?? origin) !== null && lastValue(parsed, '--url') === null) {
    throw new InputProblem('Expected --url beside --from and --origin: they describe who opens the URL.');
  }
  if (address !== null && isIP(address) === 0) {
    throw new InputProblem(`Expected an IP address after --from, found ${address}.`);
  }
  return {
    ...(address === null ? {} : { address }),
    ...(origin === null ? {} : { origin: origin === 'none' ? null : origin }),
  };
}

async function run(words: readonly string[], { stdin, stdout, env }: CommandStreams): Promise<number> {
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
  const checked = checkFiles(files, url, askerOf(parsed));
  if ('problem' in checked) throw new InputProblem(checked.problem);
  const { part, recognised, result } = checked;
  if (options.has('--json')) await writeTo(stdout, `${terminalJson(result)}\n`);
  else {
    const style = styleFor(stdout, env);
    const lines =
      part === null ? wrap(recognised, style.width).split('\n') : linesOfPart(part, style).slice(1);
    await writeTo(stdout, `${lines.join('\n')}\n`);
  }
  return part === null ? 3 : statuses[part.headline.level];
}

/** Runs `check` with the words after its name. Resolves to the exit status. */
export async function check(words: readonly string[], streams: CommandStreams): Promise<number> {
  try {
    return await run(words, streams);
  } catch (error) {
    return reportFailure('framescope check', error, streams);
  }
}
