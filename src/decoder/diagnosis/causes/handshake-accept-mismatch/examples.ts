import { utf8 } from '../../../../testing/bytes.ts';
import { type CauseExamples, head } from '../../../../testing/cause-examples.ts';
import { request } from '../../../../testing/frames.ts';

export const examples: CauseExamples = {
  isCause: [
    {
      title: 'the hash of another key',
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
    {
      title: 'the key itself',
      handshake: 'none',
      steps: [
        ['client', utf8(request)],
        head(
          'server',
          'HTTP/1.1 101 Switching Protocols',
          'Upgrade: websocket',
          'Connection: Upgrade',
          'Sec-WebSocket-Accept: dGhlIHNhbXBsZSBub25jZQ==',
        ),
      ],
    },
  ],
  looksLike: [
    {
      title: 'there is no Sec-WebSocket-Accept',
      cause: 'handshake-header-missing',
      handshake: 'none',
      steps: [
        ['client', utf8(request)],
        head('server', 'HTTP/1.1 101 Switching Protocols', 'Upgrade: websocket', 'Connection: Upgrade'),
      ],
    },
  ],
};
