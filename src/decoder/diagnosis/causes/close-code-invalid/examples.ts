import { type CauseExamples, close, text } from '../../../../testing/cause-examples.ts';

export const examples: CauseExamples = {
  isCause: [
    {
      title: '1005, which stands for a Close without a code',
      steps: [text('server', 'Hello'), close('server', 1005)],
    },
    {
      title: '1000 with its bytes swapped',
      steps: [text('server', 'Hello'), ['server', '88 02  e8 03  # close, 2 bytes: 1000, low byte first']],
    },
  ],
  looksLike: [
    {
      title: 'a code of the application',
      cause: 'healthy',
      steps: [text('server', 'Hello'), close('server', 4000), close('client', 4000)],
    },
  ],
};
