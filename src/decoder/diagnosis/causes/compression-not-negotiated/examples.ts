import { type CauseExamples, text } from '../../../../testing/cause-examples.ts';

export const examples: CauseExamples = {
  isCause: [
    {
      title: 'RSV1 and a payload that inflates',
      steps: [
        ['server', 'c1 07  f2 48 cd c9 c9 07 00  # text, RSV1, 7 bytes: Hello deflated (RFC 7692 7.2.3.1)'],
        text('server', 'ok'),
      ],
    },
  ],
  looksLike: [
    {
      title: 'RSV1 and text as it is',
      cause: 'reserved-bits',
      steps: [['server', 'c1 05  48 65 6c 6c 6f  # text, RSV1, 5 bytes: Hello'], text('server', 'ok')],
    },
    {
      title: 'it was agreed',
      cause: 'healthy',
      handshake: 'deflate',
      steps: [['server', 'c1 07  f2 48 cd c9 c9 07 00  # text, RSV1, 7 bytes: Hello deflated']],
    },
  ],
};
