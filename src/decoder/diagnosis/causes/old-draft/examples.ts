import { type CauseExamples, head } from '../../../../testing/cause-examples.ts';

export const examples: CauseExamples = {
  isCause: [
    {
      title: 'a request of draft hixie-76',
      handshake: 'none',
      steps: [
        head(
          'client',
          'GET /chat HTTP/1.1',
          'Host: a',
          'Upgrade: WebSocket',
          'Connection: Upgrade',
          'Sec-WebSocket-Key1: 4 @1  46546xW%0l 1 5',
          'Sec-WebSocket-Key2: 12998 5 Y3 1  .P00',
        ),
        head('server', 'HTTP/1.1 400 Bad Request', 'Content-Length: 0'),
      ],
    },
    {
      title: 'version 8',
      handshake: 'none',
      steps: [
        head(
          'client',
          'GET /chat HTTP/1.1',
          'Host: a',
          'Upgrade: websocket',
          'Connection: Upgrade',
          'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==',
          'Sec-WebSocket-Version: 8',
        ),
        head('server', 'HTTP/1.1 400 Bad Request', 'Content-Length: 0'),
      ],
    },
  ],
  looksLike: [
    {
      title: 'no version at all',
      cause: 'handshake-header-missing',
      handshake: 'none',
      steps: [
        head(
          'client',
          'GET /chat HTTP/1.1',
          'Host: a',
          'Upgrade: websocket',
          'Connection: Upgrade',
          'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==',
        ),
        head('server', 'HTTP/1.1 400 Bad Request', 'Content-Length: 0'),
      ],
    },
  ],
};
