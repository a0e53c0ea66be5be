import { utf8 } from '../../../../testing/bytes.ts';
import { type CauseExamples, head, text } from '../../../../testing/cause-examples.ts';
import { response } from '../../../../testing/frames.ts';

export const examples: CauseExamples = {
  isCause: [
    {
      title: 'a second 101 right after the first',
      steps: [['server', utf8(response)], text('server', 'Hello')],
    },
    {
      title: 'a 400 of a second handler right after the 101',
      steps: [head('server', 'HTTP/1.1 400 Bad Request', 'Connection: close')],
    },
  ],
  looksLike: [
    {
      title: 'a response after the first frames',
      cause: 'http-response-on-websocket',
      steps: [
        text('server', 'Hello'),
        text('server', 'Hello'),
        head('server', 'HTTP/1.1 408 Request Timeout', 'Connection: close'),
      ],
    },
  ],
};
