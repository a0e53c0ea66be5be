import { type CauseExamples, head } from '../../../../testing/cause-examples.ts';

export const examples: CauseExamples = {
  isCause: [
    {
      title: 'TLS both ways',
      handshake: 'none',
      steps: [
        ['client', '16 03 01 00 05  # handshake record, 5 bytes\n01 00 00 01 00  # ClientHello, cut'],
        ['server', '16 03 03 00 05  # handshake record\n02 00 00 01 00  # ServerHello, cut'],
      ],
    },
  ],
  looksLike: [
    {
      title: 'the server answers in plain HTTP',
      cause: 'tls-on-plaintext-port',
      handshake: 'none',
      steps: [
        ['client', '16 03 01 00 05  # handshake record\n01 00 00 01 00'],
        head('server', 'HTTP/1.1 400 Bad Request', 'Connection: close'),
      ],
    },
  ],
};
