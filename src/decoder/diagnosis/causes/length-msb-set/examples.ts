import { type CauseExamples, text } from '../../../../testing/cause-examples.ts';

export const examples: CauseExamples = {
  isCause: [
    {
      title: 'a length of -1',
      steps: [
        text('server', 'Hello'),
        ['server', '81 7f  ff ff ff ff ff ff ff ff  # text, 64-bit length of ones\n48 65 6c 6c 6f  # Hello'],
      ],
    },
  ],
  looksLike: [
    {
      title: 'the 64-bit form for 5 bytes',
      cause: 'length-not-minimal',
      steps: [
        text('server', 'Hello'),
        ['server', '81 7f  00 00 00 00 00 00 00 05  # text, 64-bit length 5\n48 65 6c 6c 6f  # Hello'],
        text('server', 'Hello'),
      ],
    },
  ],
};
