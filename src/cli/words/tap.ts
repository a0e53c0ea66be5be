import { type CommandWords, pageOption } from './command-words.ts';

/** `framescope tap`. */
export const tapWords: CommandWords = {
  name: 'tap',
  line: 'record the bytes between a client and a server; say what broke',
  synopsis: ['tap [OPTION]... ws://HOST[:PORT][/PATH]'],
  description: [
    'Listens on this machine, forwards each connection byte for byte to the address, records both directions as a pcapng file, and diagnoses a connection when it ends or when it is silent after a break. Connect the client to the address that is printed.',
    'TLS (wss://) passes through untouched and stays encrypted.',
  ],
  options: [
    {
      name: '--listen',
      value: '[HOST:]PORT',
      text: 'Where to listen: port 9000 of 127.0.0.1 unless it is taken; 0 is any free port.',
    },
    { name: '--out', value: 'FILE', text: 'File to write, instead of a name made of the time.' },
    { name: '--replace', value: null, text: 'Overwrite the file of --out.' },
    {
      name: '--open',
      value: null,
      text: 'Show the recording in the page of this machine while it grows; needs the built page.',
    },
    { name: '--once', value: null, text: 'End after the first connection.' },
    pageOption,
  ],
  exits: [
    [0, 'all connections were sound'],
    [1, 'a connection was broken, or the recording is not complete'],
    [2, 'the tap could not run; standard error has the reason'],
  ],
  examples: [
    [
      'framescope tap ws://127.0.0.1:8080 --listen 9000',
      'connect to ws://127.0.0.1:9000 instead; Ctrl+C ends',
    ],
  ],
  operands: 'none',
};
