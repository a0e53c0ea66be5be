import { type CauseExamples, close, text } from '../../../../testing/cause-examples.ts';

export const examples: CauseExamples = {
  isCause: [
    {
      title: 'a message each way and a Close each way',
      steps: [
        text('client', 'Hello'),
        text('server', 'Hello'),
        close('client', 1000),
        close('server', 1000),
        ['client', { end: 'fin' }],
        ['server', { end: 'fin' }],
      ],
    },
    { title: 'still open', steps: [text('server', 'Hello')] },
    {
      title: 'closed on purpose by the application: the framing is sound, and that is said with the reason',
      level: 'warning',
      steps: [text('client', 'Hello'), close('server', 4401, 'token expired'), close('client', 4401)],
    },
    {
      title: 'closed with 1000 and a reason that names a failure',
      level: 'warning',
      steps: [text('client', 'Hello'), close('server', 1000, 'rate limit exceeded'), close('client', 1000)],
    },
    {
      title: 'closed with 1000 and a reason that names none',
      level: 'sound',
      steps: [text('client', 'Hello'), close('client', 1000, 'done'), close('server', 1000)],
    },
  ],
  looksLike: [
    {
      title: 'closed with 1002 although all bytes are legal',
      cause: 'valid-bytes-receiver-at-fault',
      steps: [text('client', 'Hello'), close('server', 1002)],
    },
    {
      title: 'ended without a Close',
      cause: 'abnormal-close',
      steps: [text('server', 'Hello'), ['server', { end: 'rst' }]],
    },
  ],
};
