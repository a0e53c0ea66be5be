import type { CauseExamples } from '../../../../testing/cause-examples.ts';
import { alert, clientHello, serverHello } from '../../../../testing/tls.ts';

export const examples: CauseExamples = {
  isCause: [
    {
      title: 'unknown_ca of the client',
      handshake: 'none',
      level: 'broken',
      steps: [
        ['client', clientHello('localhost')],
        ['server', serverHello()],
        ['client', alert(48)],
      ],
    },
  ],
  looksLike: [
    {
      title: 'the server refuses the certificate of the client',
      cause: 'tls-client-certificate',
      handshake: 'none',
      steps: [
        ['client', clientHello('localhost')],
        ['server', serverHello()],
        ['server', alert(48)],
      ],
    },
  ],
};
