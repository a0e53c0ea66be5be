import { type CommandWords, pageOption } from './command-words.ts';

/** `framescope mcp`. */
export const mcpWords: CommandWords = {
  name: 'mcp',
  line: 'serve the decoder to an agent over the Model Context Protocol',
  synopsis: ['mcp [OPTION]...'],
  description: [
    'Answers an agent on standard input and output with the tools diagnose, frames, bytes, explain_error, check_configuration and link. It reads local files below its roots, writes nothing and uses no network.',
    'docs/mcp.md shows how clients are set up.',
  ],
  options: [
    {
      name: '--root',
      value: 'DIR',
      text: 'Folder whose files may be read, instead of the working directory. Repeatable.',
    },
    pageOption,
  ],
  exits: [
    [0, 'the client ended the session'],
    [2, 'the arguments are wrong; standard error has the reason'],
  ],
  examples: [['framescope mcp --root captures', 'what a client starts']],
  operands: 'none',
};
