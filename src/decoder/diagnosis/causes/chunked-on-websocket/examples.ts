import { ascii, concat, hex } from '../../../../testing/bytes.ts';
import { type CauseExamples, text } from '../../../../testing/cause-examples.ts';

export const examples: CauseExamples = {
  isCause: [
    {
      title: 'each frame in a chunk',
      steps: [
        ['server', concat([ascii('7\r\n'), hex('81 05 48 65 6c 6c 6f'), ascii('\r\n')])],
        ['server', concat([ascii('4\r\n'), hex('81 02 6f 6b'), ascii('\r\n')])],
      ],
    },
  ],
  looksLike: [
    {
      title: 'a line of hex digits between two frames is no chunk',
      cause: 'unframed-text',
      steps: [
        text('server', 'Hello'),
        ['server', ascii('Hello world, this is a log line\n')],
        text('server', 'ok'),
      ],
    },
  ],
};
