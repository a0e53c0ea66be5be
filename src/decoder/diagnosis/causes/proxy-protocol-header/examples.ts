import { ascii, utf8 } from '../../../../testing/bytes.ts';
import { type CauseExamples, head, text } from '../../../../testing/cause-examples.ts';
import { request, response } from '../../../../testing/frames.ts';

export const examples: CauseExamples = {
  isCause: [
    {
      title: 'version 1 before the request, refused',
      handshake: 'none',
      steps: [
        ['client', ascii('PROXY TCP4 192.0.2.1 192.0.2.2 1234 80\r\n')],
        ['client', utf8(request)],
        head('server', 'HTTP/1.1 400 Bad Request', 'Content-Length: 0'),
      ],
    },
  ],
  looksLike: [
    {
      title: 'the server expects it and accepts',
      cause: 'healthy',
      handshake: 'none',
      steps: [
        ['client', ascii('PROXY TCP4 192.0.2.1 192.0.2.2 1234 80\r\n')],
        ['client', utf8(request)],
        ['server', utf8(response)],
        text('server', 'Hello'),
      ],
    },
  ],
};
