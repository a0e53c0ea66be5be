import { type CommandWords, jsonOption, pageOption } from './command-words.ts';

/** `framescope explain`. */
export const explainWords: CommandWords = {
  name: 'explain',
  line: 'say what an error text comes from',
  synopsis: ['explain [OPTION]... TEXT...', 'explain [OPTION]... -'],
  description: [
    'Names the program that prints this text, the header bits that give it, what it comes from by counted public cases, the question that tells the causes apart, and the capture that decides. It is the answer of "inspect" to that text. Several words are one text; "-" reads standard input.',
  ],
  options: [jsonOption, pageOption],
  exits: [
    [1, 'the text holds bytes, a handshake or a configuration with a fault'],
    [2, 'the text is of no known kind; standard error says so'],
    [3, 'the error is recognised: the usual case, because a text has no bytes to judge'],
  ],
  examples: [
    ['framescope explain "Invalid WebSocket frame: RSV1 must be clear"', 'who says it and why'],
    ['journalctl -u app | tail -50 | framescope explain -', 'the errors of a log'],
  ],
  operands: 'text',
};
