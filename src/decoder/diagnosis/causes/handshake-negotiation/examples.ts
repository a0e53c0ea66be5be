import { utf8 } from '../../../../testing/bytes.ts';
import { type CauseExamples, head } from '../../../../testing/cause-examples.ts';
import { request, response } from '../../../../testing/frames.ts';

export const examples: CauseExamples = {
  isCause: [
    {
      title: 'a subprotocol that was not offered',
      handshake: 'none',
      steps: [
        ['client', utf8(request)],
        head(
          'server',
          'HTTP/1.1 101 Switching Protocols',
          'Upgrade: websocket',
          'Connection: Upgrade',
          'Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=',
          'Sec-WebSocket-Protocol: mqtt',
        ),
      ],
    },
    {
      title: 'an extension that was not offered',
      handshake: 'none',
      steps: [
        ['client', utf8(request)],
        head(
          'server',
          'HTTP/1.1 101 Switching Protocols',
          'Upgrade: websocket',
          'Connection: Upgrade',
          'Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=',
          'Sec-WebSocket-Extensions: permessage-deflate',
        ),
      ],
    },
    {
      title:
        'none of the offered subprotocols is chosen: RFC 6455 allows it, and browsers fail the connection',
      level: 'warning',
      handshake: 'none',
      steps: [
        ['client', utf8(request.replace(/\r\n$/, 'Sec-WebSocket-Protocol: chat\r\n\r\n'))],
        ['server', utf8(response)],
      ],
    },
  ],
  looksLike: [
    {
      title: 'nothing was agreed and the server compresses',
      cause: 'compression-not-negotiated',
      steps: [
        ['server', 'c1 07 f2 48 cd c9 c9 07 00  # text, RSV1, 7 bytes: Hello deflated (RFC 7692 7.2.3.1)'],
      ],
    },
  ],
};
