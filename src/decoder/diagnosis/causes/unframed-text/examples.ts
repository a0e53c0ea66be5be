import { utf8 } from '../../../../testing/bytes.ts';
import { type CauseExamples, head, text } from '../../../../testing/cause-examples.ts';

export const examples: CauseExamples = {
  isCause: [
    {
      title: 'JSON without a frame between two frames',
      steps: [
        text('server', 'Hello'),
        ['server', utf8('{"type":"update","values":[1,2,3]}')],
        text('server', 'Hello'),
      ],
    },
    {
      title: 'a stack trace',
      steps: [
        text('server', 'Hello'),
        ['server', utf8('Traceback (most recent call last):\n  File "a.py", line 1, in <module>\n')],
      ],
    },
  ],
  looksLike: [
    {
      title: 'an HTTP response is text as well',
      cause: 'http-response-on-websocket',
      steps: [
        text('server', 'Hello'),
        text('server', 'Hello'),
        head('server', 'HTTP/1.1 502 Bad Gateway', 'Content-Length: 0'),
      ],
    },
  ],
};
