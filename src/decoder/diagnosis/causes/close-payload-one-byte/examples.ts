import { type CauseExamples, text } from '../../../../testing/cause-examples.ts';

export const examples: CauseExamples = {
  isCause: [
    {
      title: 'the code in one byte',
      steps: [text('server', 'Hello'), ['server', '88 01  e8  # close, 1 byte']],
    },
  ],
  looksLike: [
    {
      title: 'no code at all',
      cause: 'healthy',
      steps: [
        text('server', 'Hello'),
        ['server', '88 00  # close, no payload'],
        ['client', '88 80  37 fa 21 3d  # close, MASK, key, no payload'],
      ],
    },
  ],
};
