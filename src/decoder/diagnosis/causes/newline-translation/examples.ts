import { ascii, concat } from '../../../../testing/bytes.ts';
import { type CauseExamples, text } from '../../../../testing/cause-examples.ts';
import { request, response } from '../../../../testing/frames.ts';

export const examples: CauseExamples = {
  isCause: [
    {
      title: 'each 0a of the stream made 0d 0a',
      steps: ['one\ntwo', 'three\nfour\nfive', 'six\n', 'seven'].map((words) => [
        'server',
        concat([Uint8Array.from([0x81, words.length]), ascii(words.replaceAll('\n', '\r\n'))]),
      ]),
    },
    {
      title: 'each message has two lines, so that two bytes too many follow each frame',
      steps: [1, 2, 3, 4].map((n) => {
        const words = `{"n":${n}}\n{"m":${n}}\n`;
        const translated = ascii(words.replaceAll('\n', '\r\n'));
        return ['server', concat([Uint8Array.from([0x81, words.length]), translated])];
      }),
    },
    {
      title: 'each message is one line, so that an LF follows each frame',
      steps: ['one', 'three', 'eleven', 'two'].map((word) => {
        const translated = ascii(`{"word":"${word}"}\r\n`);
        return ['server', concat([Uint8Array.from([0x81, translated.length - 1]), translated])];
      }),
    },
    {
      title: 'each line of the response ends in 0d 0d 0a',
      handshake: 'none',
      steps: [
        ['client', ascii(request)],
        ['server', ascii(response.replaceAll('\r\n', '\r\r\n'))],
        text('server', '{"a":1}'),
      ],
    },
    {
      title: 'each line of the response ends in 0a alone, and the client resets',
      handshake: 'none',
      steps: [
        ['client', ascii(request)],
        ['server', ascii(response.replaceAll('\r\n', '\n'))],
        ['client', { end: 'rst' }],
      ],
    },
  ],
  looksLike: [
    {
      title: 'CR LF after each frame',
      cause: 'trailing-bytes',
      steps: [
        text('server', 'Hello'),
        ['server', '0d 0a  # CR LF'],
        text('server', '{"a":1}'),
        ['server', '0d 0a  # CR LF'],
        text('server', 'ok'),
        ['server', '0d 0a  # CR LF'],
      ],
    },
  ],
};
