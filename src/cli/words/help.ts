import type { CommandWords } from './command-words.ts';

/** `framescope help`. */
export const helpWords: CommandWords = {
  name: 'help',
  line: 'describe a command',
  synopsis: ['help [COMMAND]'],
  description: ['Prints the commands, or all about one of them. It is the same as COMMAND --help.'],
  options: [],
  exits: [
    [0, 'printed'],
    [2, 'the command is not known'],
  ],
  examples: [['framescope help inspect', 'options and exit statuses of inspect']],
  operands: 'commands',
};
