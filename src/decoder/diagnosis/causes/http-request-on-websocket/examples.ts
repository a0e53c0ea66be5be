import { type CauseExamples, head, text } from '../../../../testing/cause-examples.ts';

export const examples: CauseExamples = {
  isCause: [
    {
      title: 'a GET after some frames',
      steps: [
        text('client', 'Hello'),
        text('client', 'Hello'),
        head('client', 'GET /health HTTP/1.1', 'Host: a'),
      ],
    },
  ],
  looksLike: [
    {
      title: 'a request that a text frame carries is sound',
      cause: 'healthy',
      steps: [text('client', 'Hello'), text('client', 'GET /health HTTP/1.1\r\nHost: a\r\n\r\n')],
    },
  ],
};
