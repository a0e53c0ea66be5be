import { type CommandWords, jsonOption, pageOption } from './command-words.ts';

/** `framescope handshake`. */
export const handshakeWords: CommandWords = {
  name: 'handshake',
  line: 'make a WebSocket handshake from this machine and judge it',
  synopsis: ['handshake [OPTION]... ws[s]://HOST[:PORT][/PATH]', 'handshake [--json] FILE|-'],
  description: [
    'Sends an opening handshake to the address, prints the request and the answer, and judges both. After a 101 it records the frames that arrive for --wait seconds, so that broken frames are diagnosed. It sends no frame. Where DNS, TCP or TLS fail, the error text is explained.',
    'With a file, or "-" for standard input, it judges a pasted handshake and sends nothing.',
  ],
  options: [
    { name: '--header', value: "'NAME: VALUE'", text: 'A header of the request; may be repeated.' },
    { name: '--origin', value: 'ORIGIN', text: 'The Origin header, as a browser sends it.' },
    {
      name: '--subprotocol',
      value: 'NAME',
      text: 'A subprotocol to offer; may be repeated, the best first.',
    },
    {
      name: '--insecure',
      value: null,
      text: 'Accept every certificate, such as a self-signed one.',
    },
    { name: '--wait', value: 'SECONDS', text: 'How long to record frames after a 101: 2 without it.' },
    jsonOption,
    pageOption,
  ],
  exits: [
    [0, 'the WebSocket opened, and nothing is wrong'],
    [1, 'it was refused, could not be reached, or something is wrong'],
    [2, 'the words or the file could not be used; standard error has the reason'],
    [3, 'the text does not tell'],
  ],
  examples: [
    ['framescope handshake wss://example.com/ws', 'the answer and what is wrong with it'],
    ['framescope handshake ws://127.0.0.1:8080 --origin https://example.com', 'as a page would'],
    ['curl -v ... 2>&1 | framescope handshake -', 'judge what curl printed'],
  ],
  operands: 'files',
};
