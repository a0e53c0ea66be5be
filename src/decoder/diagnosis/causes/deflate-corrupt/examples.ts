import { type CauseExamples, text } from '../../../../testing/cause-examples.ts';

export const examples: CauseExamples = {
  isCause: [
    {
      title: 'plain text with RSV1',
      handshake: 'deflate',
      steps: [['server', 'c1 05  48 65 6c 6c 6f  # text, RSV1, 5 bytes: Hello'], text('server', 'ok')],
    },
    {
      title: 'a zlib header before the data',
      handshake: 'deflate',
      steps: [
        ['server', 'c1 09  78 9c f2 48 cd c9 c9 07 00  # text, RSV1, 9 bytes: zlib header, Hello deflated'],
        text('server', 'ok'),
      ],
    },
  ],
  looksLike: [
    {
      title: 'nothing was agreed, and the payload inflates',
      cause: 'compression-not-negotiated',
      steps: [
        ['server', 'c1 07  f2 48 cd c9 c9 07 00  # text, RSV1, 7 bytes: Hello deflated'],
        text('server', 'ok'),
      ],
    },
  ],
};
