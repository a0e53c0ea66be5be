import { utf8 } from '../../../../testing/bytes.ts';
import { type CauseExamples, text } from '../../../../testing/cause-examples.ts';

export const examples: CauseExamples = {
  isCause: [
    {
      title: 'opcode 3',
      steps: [
        text('server', 'Hello'),
        ['server', '83 05  48 65 6c 6c 6f  # opcode 3, 5 bytes'],
        text('server', 'Hello'),
      ],
    },
    {
      title: 'opcode B',
      steps: [text('server', 'Hello'), ['server', '8b 00  # opcode B, no payload'], text('server', 'Hello')],
    },
  ],
  looksLike: [
    {
      title: 'JSON that begins where a header is due',
      cause: 'unframed-text',
      steps: [
        text('server', 'Hello'),
        ['server', utf8('{"type":"update","values":[1,2,3]}')],
        text('server', 'Hello'),
      ],
    },
  ],
};
