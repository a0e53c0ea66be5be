import { utf8 } from '../../../../testing/bytes.ts';
import { type CauseExamples, frame, text } from '../../../../testing/cause-examples.ts';

export const examples: CauseExamples = {
  isCause: [
    {
      title: 'FIN of one message cleared',
      steps: [
        text('server', '{"ok":true}'),
        frame('server', { opcode: 1, fin: false, payload: utf8('{"ok":false}') }),
        text('server', '{"n":1}'),
        text('server', '{"bye":1}'),
      ],
    },
    {
      title: 'a text frame before the message is finished',
      steps: [
        ['server', '01 03  48 65 6c  # text, FIN clear: Hel'],
        text('server', 'Hello'),
        ['server', '80 02  6c 6f  # continuation, FIN: lo'],
      ],
    },
  ],
  looksLike: [
    {
      title: 'a Ping between two fragments',
      cause: 'healthy',
      steps: [
        ['server', '01 03  48 65 6c  # text, FIN clear: Hel'],
        ['server', '89 00  # ping'],
        ['server', '80 02  6c 6f  # continuation, FIN: lo'],
      ],
    },
  ],
};
