import { type CauseExamples, head, rawFrame, text } from '../../../../testing/cause-examples.ts';

export const examples: CauseExamples = {
  isCause: [
    {
      title: 'a 502 after a frame that breaks off',
      steps: [
        text('server', 'Hello'),
        rawFrame('server', [0x81, 120], '{"id":17,"name":"Ada Love'),
        head('server', 'HTTP/1.1 502 Bad Gateway', 'Server: nginx', 'Content-Length: 0', 'Connection: close'),
        ['server', { end: 'fin' }],
      ],
    },
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
