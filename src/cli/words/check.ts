import { judgedPrograms } from '../../decoder/configuration/report.ts';
import { type CommandWords, jsonOption } from './command-words.ts';

/** `framescope check`. */
export const checkWords: CommandWords = {
  name: 'check',
  line: 'check whether a server configuration lets WebSockets pass',
  synopsis: ['check [OPTION]... FILE...', 'check [OPTION]... -'],
  description: [
    `Judges each route of a configuration of ${judgedPrograms}: whether a WebSocket passes, what fails or cuts it, and the smallest change that mends it. Several files are one configuration. "-" reads standard input, such as the output of nginx -T.`,
  ],
  options: [
    {
      name: '--url',
      value: 'URL',
      text: 'Follow this WebSocket URL, step by step; the exit status is that of the URL.',
    },
    {
      name: '--from',
      value: 'ADDRESS',
      text: 'The IP address of the client that opens --url, for rules that ask for it (allow, Require ip, src).',
    },
    {
      name: '--origin',
      value: 'ORIGIN',
      text: 'The Origin header of that client, for rules that ask for it; "none" for a client without one.',
    },
    jsonOption,
  ],
  exits: [
    [0, 'WebSockets pass, and no route that is meant for them fails; with --url: that URL passes'],
    [1, 'no route lets a WebSocket pass, or one that is meant for them fails; with --url: that URL fails'],
    [2, 'the files could not be read, or are no configuration; standard error has the reason'],
    [3, 'the text does not tell, or the program is known and not judged'],
  ],
  examples: [
    ['framescope check /etc/nginx/nginx.conf', 'each route and its verdict'],
    ['framescope check haproxy.cfg --url ws://a.example/ws --from 10.1.2.3', 'the same URL for one client'],
    ['nginx -T | framescope check - --url wss://example.com/ws', 'the way of one URL'],
  ],
  operands: 'files',
};
