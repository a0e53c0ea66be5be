import { type CauseExamples, text } from '../../../../testing/cause-examples.ts';

export const examples: CauseExamples = {
  isCause: [
    {
      title: 'RSV1 on both fragments',
      handshake: 'deflate',
      steps: [
        ['server', '41 03  f2 48 cd  # text, RSV1, FIN clear: first 3 bytes of Hello deflated'],
        ['server', 'c0 04  c9 c9 07 00  # continuation, RSV1: the rest'],
        text('server', 'ok'),
      ],
    },
    {
      title: 'RSV1 on a Ping',
      handshake: 'deflate',
      steps: [text('server', 'Hello'), ['server', 'c9 00  # ping, RSV1, no payload'], text('server', 'ok')],
    },
  ],
  looksLike: [
    {
      title: 'RSV1 on a Ping and nothing was agreed',
      cause: 'reserved-bits',
      steps: [
        text('server', 'Hello'),
        ['server', 'c9 00  # ping, RSV1, no payload'],
        text('server', 'ok'),
        text('server', 'Hello'),
      ],
    },
  ],
};
