import { type CauseExamples, head } from '../../../../testing/cause-examples.ts';

export const examples: CauseExamples = {
  isCause: [
    {
      title: 'a ClientHello that gets an HTTP response',
      handshake: 'none',
      steps: [
        ['client', '16 03 01 00 05  # handshake record, 5 bytes\n01 00 00 01 00  # ClientHello, cut'],
        head('server', 'HTTP/1.1 400 Bad Request', 'Connection: close'),
      ],
    },
  ],
  looksLike: [
    {
      title: 'both sides speak TLS',
      cause: 'encrypted',
      handshake: 'none',
      steps: [
        ['client', '16 03 01 00 05  # handshake record\n01 00 00 01 00'],
        ['server', '16 03 03 00 05  # handshake record\n02 00 00 01 00  # ServerHello, cut'],
      ],
    },
  ],
};
