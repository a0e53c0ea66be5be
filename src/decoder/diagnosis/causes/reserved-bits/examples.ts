import { type CauseExamples, text } from '../../../../testing/cause-examples.ts';

export const examples: CauseExamples = {
  isCause: [
    {
      title: 'RSV2',
      steps: [
        text('server', 'Hello'),
        ['server', 'a1 05  48 65 6c 6c 6f  # text, RSV2, 5 bytes: Hello'],
        text('server', 'ok'),
      ],
    },
    {
      title: 'RSV1 on plain text',
      steps: [['server', 'c1 05  48 65 6c 6c 6f  # text, RSV1, 5 bytes: Hello'], text('server', 'ok')],
    },
  ],
  looksLike: [
    {
      title: 'RSV1 on data that inflates',
      cause: 'compression-not-negotiated',
      steps: [
        ['server', 'c1 07  f2 48 cd c9 c9 07 00  # text, RSV1, 7 bytes: Hello deflated'],
        text('server', 'ok'),
      ],
    },
  ],
};
