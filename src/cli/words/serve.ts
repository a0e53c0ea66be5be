import type { CommandWords } from './command-words.ts';

/** `framescope serve`, which is also `framescope` without a command. */
export const serveWords: CommandWords = {
  name: 'serve',
  line: 'serve the page on this machine and print its address',
  synopsis: ['serve [--port N] [--open]', '[--port N] [--open]'],
  description: [
    'Serves the page on 127.0.0.1 until Ctrl+C. Everything is decoded in the browser; nothing is uploaded, and no other machine can reach the server. It is the command when none is named.',
  ],
  options: [
    {
      name: '--port',
      value: 'N',
      text: 'Port to listen on, instead of the first free one from 4173 on; 0 is any free port.',
    },
    { name: '--open', value: null, text: 'Open the page in the browser.' },
  ],
  exits: [
    [0, 'ended by the user'],
    [2, 'the page could not be served; standard error has the reason'],
  ],
  examples: [['framescope --open', 'the page, in the browser']],
  operands: 'none',
};
