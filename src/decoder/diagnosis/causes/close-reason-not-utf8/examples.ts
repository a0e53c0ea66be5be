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
    {
      title: 'a reason in Latin-1, and a message that was still sent after it',
      steps: [
        text('server', '{"hello":"Zoe"}'),
        ['server', '88 07  03 e8  67 72 fc df 65  # close, 7 bytes: 1000, grüße in Latin-1'],
        close('client', 1007),
        text('server', '{"late":"message","list":[1,2,3]}'),
        close('server', 1007),
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
