import type { CauseExamples } from '../../../../testing/cause-examples.ts';
import { alert, clientHello, serverHello } from '../../../../testing/tls.ts';

export const examples: CauseExamples = {
  isCause: [
    {
      title: 'decode_error of the server',
      handshake: 'none',
      level: 'broken',
      steps: [
        ['client', clientHello('localhost')],
        ['server', alert(50)],
      ],
    },
  ],
  looksLike: [
    {
      title: 'the client rejects the certificate',
      cause: 'tls-certificate-rejected',
      handshake: 'none',
      steps: [
        ['client', clientHello('localhost')],
        ['server', serverHello()],
        ['client', alert(45)],
      ],
    },
  ],
};
