import { type CauseExamples, close, text } from '../../../../testing/cause-examples.ts';

export const examples: CauseExamples = {
  isCause: [
    {
      title: 'text after a Close, which the other end answers with 1002',
      steps: [
        text('server', 'Hello'),
        close('client', 1000),
        text('client', 'Hello'),
        close('server', 1002, 'Protocol error'),
      ],
    },
    {
      title: 'text after a Close',
      steps: [text('server', 'Hello'), close('server', 1000), text('server', 'Hello')],
    },
  ],
  looksLike: [
    {
      title: 'the other sender writes after it',
      cause: 'healthy',
      steps: [text('server', 'Hello'), close('server', 1000), text('client', 'Hello'), close('client', 1000)],
    },
  ],
};
