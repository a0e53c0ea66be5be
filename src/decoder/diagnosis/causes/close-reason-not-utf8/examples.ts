import { type CauseExamples, close, text } from '../../../../testing/cause-examples.ts';

export const examples: CauseExamples = {
  isCause: [
    {
      title: 'a reason in Latin-1',
      steps: [
        text('server', 'Hello'),
        ['server', '88 08  03 e8  5a fc 72 69 63 68  # close, 8 bytes: 1000, Zürich in Latin-1'],
      ],
    },
  ],
  looksLike: [
    {
      title: 'a bad code and a good reason',
      cause: 'close-code-invalid',
      steps: [text('server', 'Hello'), close('server', 1005, 'bye')],
    },
  ],
};
