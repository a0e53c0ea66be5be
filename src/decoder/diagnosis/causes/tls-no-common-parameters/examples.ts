import type { CauseExamples } from '../../../../testing/cause-examples.ts';
import { alert, clientHello } from '../../../../testing/tls.ts';

export const examples: CauseExamples = {
  isCause: [
    {
      title: 'protocol_version of the server',
      handshake: 'none',
      level: 'broken',
      steps: [
        ['client', clientHello('localhost')],
        ['server', alert(70)],
      ],
    },
  ],
  looksLike: [
    {
      title: 'the server does not know the name',
      cause: 'tls-server-name-rejected',
      handshake: 'none',
      steps: [
        ['client', clientHello('localhost')],
        ['server', alert(112)],
      ],
    },
  ],
};
