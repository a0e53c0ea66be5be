import { ascii, utf8 } from '../../../../testing/bytes.ts';
import { type CauseExamples, head } from '../../../../testing/cause-examples.ts';
import { request } from '../../../../testing/frames.ts';

export const examples: CauseExamples = {
  isCause: [
    {
      title: 'a TLS alert to a plain request',
      handshake: 'none',
      steps: [
        ['client', utf8(request)],
        ['server', '15 03 01 00 02  # alert record, 2 bytes\n02 46  # fatal, protocol_version'],
      ],
    },
    {
      title: 'nginx says so',
      handshake: 'none',
      steps: [
        ['client', utf8(request)],
        head('server', 'HTTP/1.1 400 Bad Request', 'Content-Length: 58'),
        ['server', ascii('The plain HTTP request was sent to HTTPS port. nginx/1.24.0')],
      ],
    },
  ],
  looksLike: [
    {
      title: 'a 400 that does not speak of TLS',
      cause: 'upgrade-refused',
      handshake: 'none',
      steps: [['client', utf8(request)], head('server', 'HTTP/1.1 400 Bad Request', 'Content-Length: 0')],
    },
    {
      title: 'RST without an answer: a server of another protocol does that too',
      cause: 'abnormal-close',
      handshake: 'none',
      steps: [
        ['client', utf8(request)],
        ['server', { end: 'rst' }],
      ],
    },
  ],
};
