import type { CommandWords } from './command-words.ts';

/** The shells that `framescope completion` knows. */
export const shells = ['bash', 'zsh', 'fish'] as const;

/** `framescope completion`. */
export const completionWords: CommandWords = {
  name: 'completion',
  line: 'print the completion script of a shell',
  synopsis: [`completion ${shells.join('|')}`],
  description: ['Prints a script that completes commands, options and file names.'],
  options: [],
  exits: [
    [0, 'printed'],
    [2, 'the shell is not known'],
  ],
  examples: [
    ['source <(framescope completion bash)', 'in ~/.bashrc'],
    ['source <(framescope completion zsh)', 'in ~/.zshrc, after compinit'],
    ['framescope completion fish | source', 'in ~/.config/fish/config.fish'],
  ],
  operands: 'none',
};
