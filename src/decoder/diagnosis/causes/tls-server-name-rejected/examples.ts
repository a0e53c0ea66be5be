import type { CauseExamples } from '../../../../testing/cause-examples.ts';
import { alert, clientHello } from '../../../../testing/tls.ts';

export const examples: CauseExamples = {
  isCause: [
    {
      title: 'unrecognized_name of the server',
      handshake: 'none',
      level: 'broken',
      steps: [
        ['client', clientHello('localhost')],
        ['server', alert(112)],
      ],
    },
  ],
  looksLike: [
    {
      title: 'an error of the server itself',
      cause: 'tls-handshake-failed',
      handshake: 'none',
      steps: [
        ['client', clientHello('localhost')],
        ['server', alert(80)],
      ],
    },
  ],
};
