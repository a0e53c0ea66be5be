import type { CauseExamples } from '../../../../testing/cause-examples.ts';
import { alert, clientHello } from '../../../../testing/tls.ts';

export const examples: CauseExamples = {
  isCause: [
    {
      title: 'no_application_protocol of the server',
      handshake: 'none',
      level: 'broken',
      steps: [
        ['client', clientHello('localhost')],
        ['server', alert(120)],
      ],
    },
  ],
  looksLike: [
    {
      title: 'the server takes no such version',
      cause: 'tls-no-common-parameters',
      handshake: 'none',
      steps: [
        ['client', clientHello('localhost')],
        ['server', alert(70)],
      ],
    },
  ],
};
