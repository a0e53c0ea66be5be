import { outputIds, outputs, projectIds } from '../../decoder/handover/outputs.ts';
import { type CommandWords, pageOption } from './command-words.ts';

/** One line for each output. */
const listed = outputIds.map((id) => `${id}: ${outputs[id].text}`);

/** `framescope export`. */
export const exportWords: CommandWords = {
  name: 'export',
  line: 'write a report, messages, packets, bytes or a reproduction',
  synopsis: ['export --as FORM [OPTION]... FILE', 'export --as FORM [OPTION]... -'],
  description: [
    'Writes one connection of an input to standard output, or to the file of --output, in the form that another program or a person reads. Cookies, credentials and tokens are replaced by x unless --keep-secrets is given; lengths, masks, checks and the diagnosis stay the same. What was replaced is listed on standard error.',
    'A reproduction is a program that plays one side of the connection: it sends exactly the recorded bytes with the recorded pauses, each at most a second, and prints what the other side says.',
    ...listed,
  ],
  options: [
    { name: '--as', value: 'FORM', choices: outputIds, text: 'The form to write.' },
    {
      name: '--connection',
      value: 'N',
      text: 'The connection, by its number in "inspect"; without it the worst one.',
    },
    { name: '--frame', value: 'N', text: 'Of forms of bytes: the frame.' },
    {
      name: '--direction',
      value: 'client|server',
      choices: ['client', 'server'],
      text: 'Of forms of bytes: all that this side wrote.',
    },
    {
      name: '--play',
      value: 'client|server',
      choices: ['client', 'server'],
      text: 'Of a reproduction: the side that it plays; without it the one whose bytes are at fault.',
    },
    {
      name: '--project',
      value: 'NAME',
      choices: projectIds,
      text: 'Of an issue text: for whom it is; without it ws.',
    },
    { name: '--blank', value: null, text: 'Blank the payloads: text becomes x, other data zeros.' },
    { name: '--keep-secrets', value: null, text: 'Leave cookies, credentials and tokens as they are.' },
    { name: '--output', value: 'FILE', text: 'Write into a new file instead of standard output.' },
    {
      name: '--keylog',
      value: 'FILE',
      text: 'TLS key log (SSLKEYLOGFILE) or RSA private key of the server that decrypts the capture.',
    },
    pageOption,
  ],
  exits: [
    [0, 'written'],
    [2, 'the input could not be read, or does not hold what the form needs; standard error has the reason'],
  ],
  examples: [
    ['framescope export --as markdown capture.pcapng | pbcopy', 'a report for a ticket'],
    [
      'framescope export --as node --play server a.pcapng > server.cjs',
      'serve the same bytes to your client',
    ],
    ['framescope export --as c --frame 3 capture.pcapng', 'the bytes of a frame as an array of C'],
  ],
  operands: 'files',
};
