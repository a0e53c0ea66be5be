import { utf8 } from '../../../../testing/bytes.ts';
import type { CauseExamples } from '../../../../testing/cause-examples.ts';
import { request, response } from '../../../../testing/frames.ts';

export const examples: CauseExamples = {
  isCause: [
    {
      title: 'the second message refers to the first, which must not be remembered',
      handshake: 'none',
      steps: [
        ['client', utf8(request.replace(/\r\n$/, 'Sec-WebSocket-Extensions: permessage-deflate\r\n\r\n'))],
        [
          'server',
          utf8(
            response.replace(
              /\r\n$/,
              'Sec-WebSocket-Extensions: permessage-deflate; server_no_context_takeover\r\n\r\n',
            ),
          ),
        ],
        ['server', 'c1 07  f2 48 cd c9 c9 07 00  # text, RSV1, 7 bytes: Hello deflated'],
        [
          'server',
          'c1 05  f2 00 11 00 00        # text, RSV1, 5 bytes: H, and a reference to ello (RFC 7692 7.2.3.2)',
        ],
      ],
    },
  ],
  looksLike: [
    {
      title: 'the window is kept as agreed',
      cause: 'healthy',
      handshake: 'deflate',
      steps: [
        ['server', 'c1 07  f2 48 cd c9 c9 07 00  # text, RSV1, 7 bytes: Hello deflated'],
        ['server', 'c1 05  f2 00 11 00 00        # text, RSV1, 5 bytes: H, and a reference to ello'],
      ],
    },
  ],
};
