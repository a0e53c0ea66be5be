import { type CauseExamples, head } from '../../../../testing/cause-examples.ts';

export const examples: CauseExamples = {
  isCause: [
    {
      title: 'the upgrade headers on a request line that ends in HTTP/1.0',
      handshake: 'none',
      steps: [
        head(
          'client',
          'GET /chat HTTP/1.0',
          'Host: a',
          'Upgrade: websocket',
          'Connection: Upgrade',
          'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==',
          'Sec-WebSocket-Version: 13',
        ),
        head('server', 'HTTP/1.1 400 Bad Request', 'Content-Length: 0'),
      ],
    },
  ],
  looksLike: [
    {
      title: 'HTTP/1.0 and the upgrade headers are gone as well',
      cause: 'proxy-stripped-upgrade',
      handshake: 'none',
      steps: [
        head(
          'client',
          'GET /chat HTTP/1.0',
          'Host: a',
          'Connection: close',
          'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==',
          'Sec-WebSocket-Version: 13',
        ),
        head('server', 'HTTP/1.1 400 Bad Request', 'Content-Length: 0'),
      ],
    },
  ],
};
