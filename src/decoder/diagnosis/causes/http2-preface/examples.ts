import { utf8 } from '../../../../testing/bytes.ts';
import { type CauseExamples, head } from '../../../../testing/cause-examples.ts';
import { request } from '../../../../testing/frames.ts';

export const examples: CauseExamples = {
  isCause: [
    {
      title: 'the server answers the upgrade with SETTINGS',
      handshake: 'none',
      steps: [
        ['client', utf8(request)],
        ['server', '00 00 00  # length 0\n04 00  # SETTINGS, no flags\n00 00 00 00  # stream 0'],
      ],
    },
    {
      title: 'both ends speak HTTP/2 with prior knowledge: nobody is at fault',
      handshake: 'none',
      level: 'unknown',
      steps: [
        ['client', utf8('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n')],
        ['client', '00 00 00 04 00 00 00 00 00  # SETTINGS on stream 0'],
        ['server', '00 00 00 04 00 00 00 00 00  # SETTINGS on stream 0'],
      ],
    },
    {
      title: 'the SETTINGS frame of the server comes in two segments',
      handshake: 'none',
      level: 'unknown',
      steps: [
        ['client', utf8('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n')],
        ['client', '00 00 00 04 00 00 00 00 00  # SETTINGS on stream 0'],
        ['server', '00 00 00 04'],
        ['server', '00 00 00 00 00'],
      ],
    },
    {
      title: 'the preface alone: what the other end speaks is not known',
      handshake: 'none',
      level: 'unknown',
      steps: [['client', utf8('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n')]],
    },
  ],
  looksLike: [
    {
      title: 'the server answers the upgrade with HTTP/1.1',
      cause: 'upgrade-refused',
      handshake: 'none',
      steps: [
        ['client', utf8(request)],
        head('server', 'HTTP/1.1 505 HTTP Version Not Supported', 'Content-Length: 0'),
      ],
    },
  ],
};
