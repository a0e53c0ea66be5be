import { type CauseExamples, head, text } from '../../../../testing/cause-examples.ts';

export const examples: CauseExamples = {
  isCause: [
    {
      title: 'a 408 after some frames',
      steps: [
        text('server', 'Hello'),
        text('server', 'Hello'),
        head('server', 'HTTP/1.1 408 Request Timeout', 'Connection: close'),
      ],
    },
  ],
  looksLike: [
    {
      title: 'a response right after the 101',
      cause: 'double-handshake',
      steps: [head('server', 'HTTP/1.1 400 Bad Request', 'Connection: close')],
    },
  ],
};
