import { ascii, concat } from '../../../../testing/bytes.ts';
import { type CauseExamples, close, text } from '../../../../testing/cause-examples.ts';

export const examples: CauseExamples = {
  isCause: [
    { title: 'RST without a Close', steps: [text('server', 'Hello'), ['server', { end: 'rst' }, 1]] },
    {
      title: 'FIN inside a frame',
      steps: [
        text('server', 'Hello'),
        ['server', '81 7e 01 00 48 65  # text, 256 bytes, of which 2 came'],
        ['server', { end: 'fin' }],
      ],
    },
    {
      title: 'the client sends a Close to a server that has ended',
      steps: [
        text('server', 'Hello'),
        ['server', { end: 'fin' }],
        close('client', 1000),
        ['server', { end: 'rst' }],
      ],
    },
    {
      title: 'RST inside a frame whose payload holds the zeros of an unused buffer',
      steps: [
        text('server', 'Hello'),
        [
          'server',
          concat([Uint8Array.of(0x82, 0x7e, 0x20, 0x00), ascii('GET /ws HTTP/1.1'), new Uint8Array(400)]),
        ],
        ['server', { end: 'rst' }],
      ],
    },
    {
      title: 'a Close that has no answer while the server keeps the connection open',
      steps: [
        text('client', 'Hello'),
        text('client', 'Are you there?'),
        close('client', 1000),
        ['client', { end: 'fin' }, 3],
      ],
    },
  ],
  looksLike: [
    {
      title: 'a Close after which the server ends the connection at once',
      cause: 'healthy',
      steps: [
        text('client', 'Hello'),
        close('client', 1000),
        ['server', { end: 'fin' }, 0.01],
        ['client', { end: 'fin' }, 2],
      ],
    },
    {
      title: 'FIN after 60 s of silence',
      cause: 'idle-timeout',
      steps: [text('server', 'Hello'), ['server', { end: 'fin' }, 60.02], ['client', { end: 'fin' }]],
    },
    {
      title: 'FIN after a Close each way',
      cause: 'healthy',
      steps: [
        text('server', 'Hello'),
        close('server', 1000),
        close('client', 1000),
        ['server', { end: 'fin' }],
      ],
    },
  ],
};
