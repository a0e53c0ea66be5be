import { type CauseExamples, head, text } from '../../../../testing/cause-examples.ts';

export const examples: CauseExamples = {
  isCause: [
    {
      title: 'a Ping with FIN clear',
      steps: [
        text('server', 'Hello'),
        ['server', '09 02  6f 6b  # ping, FIN clear, 2 bytes'],
        text('server', 'Hello'),
      ],
    },
  ],
  looksLike: [
    {
      title: 'an HTTP response begins with opcode 8 and FIN clear',
      cause: 'http-response-on-websocket',
      steps: [
        text('server', 'Hello'),
        text('server', 'Hello'),
        head('server', 'HTTP/1.1 502 Bad Gateway', 'Content-Length: 0'),
      ],
    },
  ],
};
