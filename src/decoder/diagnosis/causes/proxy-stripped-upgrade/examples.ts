import { utf8 } from '../../../../testing/bytes.ts';
import { type CauseExamples, head } from '../../../../testing/cause-examples.ts';
import { request } from '../../../../testing/frames.ts';

export const examples: CauseExamples = {
  isCause: [
    {
      title: 'a key without Upgrade and Connection',
      handshake: 'none',
      steps: [
        head(
          'client',
          'GET /chat HTTP/1.1',
          'Host: a',
          'Connection: close',
          'X-Forwarded-For: 192.0.2.1',
          'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==',
          'Sec-WebSocket-Version: 13',
        ),
        head('server', 'HTTP/1.1 400 Bad Request', 'Content-Length: 0'),
      ],
    },
  ],
  looksLike: [
    {
      title: 'Upgrade and Connection are there, and the path is not',
      cause: 'upgrade-refused',
      handshake: 'none',
      steps: [['client', utf8(request)], head('server', 'HTTP/1.1 404 Not Found', 'Content-Length: 0')],
    },
  ],
};
