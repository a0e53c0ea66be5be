// From the words of the command line to the command that they mean.

import { existsSync } from 'node:fs';
import { packageJson } from '../installation.ts';
import type { CommandStreams } from '../streams.ts';
import { help, unknownCommand } from './help.ts';
import { type Command, commands, commandWords } from './table.ts';

/** What the words ask for. */
type Asked =
  | { readonly kind: 'run'; readonly command: Command; readonly words: readonly string[] }
  | { readonly kind: 'help'; readonly words: readonly string[] }
  | { readonly kind: 'version' }
  | { readonly kind: 'problem'; readonly text: string };

const named = (name: string): Command | undefined => commands.find(({ words }) => words.name === name);

/** Whether an option for help stands before `--`. */
function asksForHelp(words: readonly string[]): boolean {
  const end = words.indexOf('--');
  return (end < 0 ? words : words.slice(0, end)).some((word) => word === '--help' || word === '-h');
}

/** A word that can only be meant as a file or a link: it has a folder, an ending, or it is there. */
function namesInput(word: string): boolean {
  return /[/\\.#:]/.test(word) || existsSync(word);
}

/** What the words ask for. */
export function askedFor(words: readonly string[]): Asked {
  const [first, ...rest] = words;
  const run = (name: string, own: readonly string[]): Asked => {
    const command = named(name);
    return command === undefined ? { kind: 'help', words: [] } : { kind: 'run', command, words: own };
  };
  if (first === undefined) return run('serve', []);
  if (first === '--version' || first === '-V') return { kind: 'version' };
  if (first === '--help' || first === '-h') return { kind: 'help', words: [] };
  const command = named(first);
  if (command !== undefined) {
    return asksForHelp(rest) ? { kind: 'help', words: [first] } : { kind: 'run', command, words: rest };
  }
  if (/^(?:--port|--open)(?:=|$)/.test(first)) return run('serve', words);
  if (/^wss?:\/\//i.test(first) && !first.includes('#')) {
    const text = `Expected a command or a file, found a WebSocket address: ${first}`;
    return { kind: 'problem', text: `${text}. "framescope handshake ${first}" tries it.` };
  }
  if (first.startsWith('-') || namesInput(first)) return run('inspect', words);
  return { kind: 'problem', text: unknownCommand(first, commandWords(), 'a command or a file') };
}

/** Runs what the words ask for. Resolves to the exit status. */
export async function dispatch(words: readonly string[], streams: CommandStreams): Promise<number> {
  const asked = askedFor(words);
  switch (asked.kind) {
    case 'run':
      return (await asked.command.load())(asked.words, streams);
    case 'help':
      return help(asked.words, commandWords(), streams);
    case 'version':
      streams.stdout.write(`${packageJson().version}\n`);
      return 0;
    case 'problem':
      streams.stderr.write(`framescope: ${asked.text}\n`);
      return 2;
  }
}

/** Runs what the words ask for in this process. Resolves to the exit status. */
export async function runCommand(words: readonly string[]): Promise<number> {
  // A pipe that its reader closed (head, less) is not a fault. The tap goes on recording.
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (words[0] !== 'tap') process.exit(error.code === 'EPIPE' ? 0 : 2);
  });
  return dispatch(words, process);
}
