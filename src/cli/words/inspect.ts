import { type CommandWords, jsonOption, pageOption } from './command-words.ts';

/** `framescope inspect`. */
export const inspectWords: CommandWords = {
  name: 'inspect',
  line: 'decode captures, dumps and pasted text, and name the cause',
  synopsis: ['inspect [OPTION]... FILE...', 'inspect [OPTION]... -', 'FILE...'],
  description: [
    'Decodes the WebSocket connections of a capture, a dump or any pasted text and says what broke, with the bytes that show it, and the fix. "-" reads standard input. A link with an error text (#error=...) is an input too.',
    'Several files are one incident, such as the captures of both sides of a proxy: the legs of a connection are paired across files, and what the proxy changed is named.',
    'The name of the command may be left out in front of a file. A file that is named like a command is written with its folder: ./scan.',
  ],
  options: [
    jsonOption,
    {
      name: '--payloads',
      value: null,
      text: 'JSON with the payload of each frame, its first 64 KiB, as text or base64.',
    },
    {
      name: '--keylog',
      value: 'FILE',
      text: 'TLS key log (SSLKEYLOGFILE) or RSA private key of the server that decrypts the capture.',
    },
    {
      name: '--sender',
      value: 'client|server',
      choices: ['client', 'server'],
      text: 'Who wrote the bytes, where the input does not say.',
    },
    { name: '--frames', value: 'N', text: 'Only the first N frames and messages of each connection.' },
    {
      name: '--as',
      value: 'FORMAT',
      choices: [
        'hex',
        'xxd',
        'pcap',
        'pcapng',
        'har',
        'error-text',
        'handshake',
        'configuration',
        'url',
        'packet-tree',
      ],
      text: 'Read the input as this format (hex, xxd, pcap, ...) or as this kind of text: error-text, handshake, configuration, url, packet-tree.',
    },
    {
      name: '--url',
      value: 'URL',
      text: 'Follow this WebSocket URL through a configuration; the exit status is that of the URL.',
    },
    pageOption,
  ],
  exits: [
    [0, 'decoded, and nothing is wrong'],
    [1, 'decoded, and a cause was found; or a configuration or a handshake fails'],
    [2, 'the input could not be read, or is of no known kind; standard error has the reason'],
    [3, 'recognised, without bytes to judge, such as an error text'],
  ],
  examples: [
    ['framescope capture.pcapng', 'the verdict, the evidence, the header drawn, a link'],
    ['framescope client.pcap server.pcap', 'both sides of a proxy: what it changed'],
    ['framescope inspect --json capture.pcapng', 'the same for programs'],
    ['pbpaste | framescope -', 'what you would paste into the page'],
  ],
  operands: 'files',
};
