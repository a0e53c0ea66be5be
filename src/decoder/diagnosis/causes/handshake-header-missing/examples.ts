import { utf8 } from '../../../../testing/bytes.ts';
import { type CauseExamples, head } from '../../../../testing/cause-examples.ts';
import { request } from '../../../../testing/frames.ts';

export const examples: CauseExamples = {
  isCause: [
    {
      title: 'a 101 without Upgrade',
      handshake: 'none',
      steps: [
        ['client', utf8(request)],
        head(
          'server',
          'HTTP/1.1 101 Switching Protocols',
          'Connection: Upgrade',
          'Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=',
        ),
      ],
    },
    {
      title: 'a request without a key',
      handshake: 'none',
      steps: [
        head(
          'client',
          'GET /chat HTTP/1.1',
          'Host: a',
          'Upgrade: websocket',
          'Connection: Upgrade',
          'Sec-WebSocket-Version: 13',
        ),
        head('server', 'HTTP/1.1 400 Bad Request', 'Content-Length: 0'),
      ],
    },
  ],
  looksLike: [
    {
      title: 'all headers are there and the hash is wrong',
      cause: 'handshake-accept-mismatch',
      handshake: 'none',
      steps: [
        ['client', utf8(request)],
        head(
          'server',
          'HTTP/1.1 101 Switching Protocols',
          'Upgrade: websocket',
          'Connection: Upgrade',
          'Sec-WebSocket-Accept: AAAAAAAAAAAAAAAAAAAAAAAAAAA=',
        ),
      ],
    },
  ],
};
