import { type CauseExamples, close, text } from '../../../../testing/cause-examples.ts';

export const examples: CauseExamples = {
  isCause: [
    {
      title: 'FIN after 60 s of silence',
      steps: [text('server', 'Hello'), ['server', { end: 'fin' }, 60.02], ['client', { end: 'fin' }]],
    },
    {
      title: 'a Ping without a Pong, then Close 1011',
      firstPlace: 'server',
      steps: [
        text('client', 'Hello'),
        text('server', 'Hello'),
        ['server', '89 04 ea e1 31 b7  # ping', 1],
        close('server', 1011, 'keepalive ping timeout', 1),
        close('client', 1011),
      ],
    },
    {
      title: 'two Pings without a Pong, then FIN and no Close',
      firstPlace: 'server',
      steps: [
        text('client', 'Hello'),
        ['server', '89 02 68 62  # ping', 1],
        ['server', '89 02 68 62  # ping', 1],
        ['server', { end: 'fin' }, 0.5],
      ],
    },
    {
      title: 'two Pings without a Pong though a message came between, then RST after 0.6 s',
      firstPlace: 'server',
      steps: [
        text('client', 'Hello'),
        ['server', '89 02 68 62  # ping', 0.3],
        text('client', 'more'),
        ['server', '89 02 68 63  # ping', 0.3],
        ['server', { end: 'rst' }, 0.6],
      ],
    },
  ],
  looksLike: [
    {
      title: 'closed with 1011 after a Ping that was answered',
      cause: 'healthy',
      steps: [
        ['server', '89 00  # ping'],
        ['client', '8a 80 00 00 00 00  # pong'],
        close('server', 1011, '', 1),
        close('client', 1011),
      ],
    },
    {
      title: 'FIN after 3 s',
      cause: 'abnormal-close',
      steps: [text('server', 'Hello'), ['server', { end: 'fin' }, 3], ['client', { end: 'fin' }]],
    },
    {
      title: 'closed with 1000 by the client after 60 s',
      cause: 'healthy',
      steps: [text('server', 'Hello'), close('client', 1000, '', 60), close('server', 1000)],
    },
    {
      title: 'a Ping with a Pong, then FIN and no Close',
      cause: 'abnormal-close',
      steps: [
        text('client', 'Hello'),
        ['server', '89 02 68 62  # ping', 1],
        ['client', '8a 82 37 fa 21 3d 5f 98  # pong, masked'],
        ['server', { end: 'fin' }, 2.5],
      ],
    },
  ],
};
