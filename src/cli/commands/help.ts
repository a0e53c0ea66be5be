// The help of the terminal: the list of commands, and a page for each, as man prints it.

import type { Writable } from 'node:stream';
import { printable, type Style, styleFor, wrap } from '../style.ts';
import type { CommandWords } from '../words/command-words.ts';
import { nearest } from './nearest.ts';

/** Columns of the help; a narrower terminal wraps it itself. */
const columns = 80;
const indent = ' '.repeat(7);

/** The options of `framescope` itself. */
export const globalOptions = [
  ['--help', 'this list; after a command, all about the command'],
  ['--version', 'the version'],
] as const;

/** Where help is written, and with which colours. */
export interface HelpStreams {
  readonly stdout: Writable & { isTTY?: boolean; columns?: number };
  readonly stderr: Writable;
  readonly env: NodeJS.ProcessEnv;
}

/** All commands, one line each. */
export function overview(commands: readonly CommandWords[], style: Pick<Style, 'bold'>): string {
  const width = Math.max(
    ...commands.map(({ name }) => name.length),
    ...globalOptions.map(([name]) => name.length),
  );
  return [
    style.bold('framescope: what broke a WebSocket connection, and the fix'),
    '',
    '  framescope               serve the page on this machine',
    '  framescope FILE...       decode captures, dumps or text; "-" is standard input',
    '  framescope COMMAND ...',
    '',
    style.bold('Commands'),
    ...commands.map(({ name, line }) => `  ${name.padEnd(width)}  ${line}`),
    '',
    style.bold('Options'),
    ...globalOptions.map(([name, text]) => `  ${name.padEnd(width)}  ${text}`),
    '',
    '"framescope help COMMAND" describes a command.',
    '',
  ].join('\n');
}

/** All about one command. */
export function manual(command: CommandWords, style: Pick<Style, 'bold'>): string {
  const { name, line, synopsis, description, options, exits, examples } = command;
  const section = (title: string, lines: readonly string[]): string[] =>
    lines.length === 0 ? [] : [style.bold(title), ...lines, ''];
  return [
    ...section('NAME', wrapped(`framescope ${name} - ${line}`, indent.length)),
    ...section(
      'SYNOPSIS',
      synopsis.map((words) => `${indent}framescope ${words}`),
    ),
    ...section(
      'DESCRIPTION',
      description.flatMap((text, at) => [...(at === 0 ? [] : ['']), ...wrapped(text, indent.length)]),
    ),
    ...section(
      'OPTIONS',
      options.flatMap(({ name: option, value, text }) => [
        `${indent}${value === null ? option : `${option} ${value}`}`,
        ...wrapped(text, indent.length + 7),
      ]),
    ),
    ...section(
      'EXIT STATUS',
      exits.flatMap(([status, text]) => {
        const lines = wrapped(text, indent.length + 3);
        return [`${indent}${status}  ${lines[0].trimStart()}`, ...lines.slice(1)];
      }),
    ),
    ...section(
      'EXAMPLES',
      examples.flatMap(([example, text], at) => [
        ...(at === 0 ? [] : ['']),
        `${indent}${example}`,
        ...wrapped(text, indent.length + 7),
      ]),
    ),
  ].join('\n');
}

function wrapped(text: string, margin: number): string[] {
  return wrap(text, columns - margin)
    .split('\n')
    .map((line) => ' '.repeat(margin) + line);
}

/** `framescope help [COMMAND]`. */
export async function help(
  words: readonly string[],
  commands: readonly CommandWords[],
  { stdout, stderr, env }: HelpStreams,
): Promise<number> {
  const style = styleFor(stdout, env);
  const [name] = words;
  if (name === undefined) {
    stdout.write(overview(commands, style));
    return 0;
  }
  const command = commands.find((one) => one.name === name);
  if (command === undefined) {
    stderr.write(`framescope: ${unknownCommand(name, commands, 'a command')}\n`);
    return 2;
  }
  stdout.write(manual(command, style));
  return 0;
}

/** The sentence about a word that is no command. */
export function unknownCommand(word: string, commands: readonly CommandWords[], expected: string): string {
  const near = nearest(
    word,
    commands.map(({ name }) => name),
  );
  const hint = near === null ? '"framescope --help" lists the commands.' : `Did you mean "${near}"?`;
  return `Expected ${expected}, found ${printable(word)}. ${hint}`;
}
