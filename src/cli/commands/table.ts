// The commands of `framescope`: dispatcher, help, completion and docs/terminal.md are made from this one table.
// Only the words of a command are loaded with it; its code is loaded when it runs.

import type { CommandStreams } from '../streams.ts';
import { checkWords } from '../words/check.ts';
import type { CommandWords } from '../words/command-words.ts';
import { completionWords } from '../words/completion.ts';
import { explainWords } from '../words/explain.ts';
import { exportWords } from '../words/export.ts';
import { handshakeWords } from '../words/handshake.ts';
import { helpWords } from '../words/help.ts';
import { inspectWords } from '../words/inspect.ts';
import { mcpWords } from '../words/mcp.ts';
import { scanWords } from '../words/scan.ts';
import { serveWords } from '../words/serve.ts';
import { tapWords } from '../words/tap.ts';
import { help } from './help.ts';

/** Runs a command with the words after its name. Resolves to the exit status. */
export type Run = (words: readonly string[], streams: CommandStreams) => Promise<number>;

/** A command and how its code is loaded. */
export interface Command {
  readonly words: CommandWords;
  load(): Promise<Run>;
}

/** The commands in the order of the help. */
export const commands: readonly Command[] = [
  { words: inspectWords, load: async () => (await import('../command.ts')).inspect },
  { words: explainWords, load: async () => (await import('../explain.ts')).explain },
  { words: exportWords, load: async () => (await import('../export.ts')).exportConnection },
  { words: checkWords, load: async () => (await import('../check.ts')).check },
  { words: scanWords, load: async () => (await import('../scan/command.ts')).run },
  { words: handshakeWords, load: async () => (await import('../handshake/command.ts')).handshake },
  { words: tapWords, load: async () => (await import('../tap/run.ts')).run },
  { words: mcpWords, load: async () => (await import('../mcp/command.ts')).run },
  { words: serveWords, load: async () => (await import('../serve/run.ts')).run },
  {
    words: completionWords,
    load: async () => {
      const { completion } = await import('./completion.ts');
      return (words, streams) => completion(words, commandWords(), streams);
    },
  },
  {
    words: helpWords,
    load: async () => (words, streams) => help(words, commandWords(), streams),
  },
];

/** The words of all commands. */
export function commandWords(): CommandWords[] {
  return commands.map(({ words }) => words);
}
