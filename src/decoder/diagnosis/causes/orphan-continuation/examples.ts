import { type CauseExamples, text } from '../../../../testing/cause-examples.ts';

export const examples: CauseExamples = {
  isCause: [
    {
      title: 'opcode 0 after a whole message',
      steps: [
        text('server', 'Hello'),
        ['server', '80 05  48 65 6c 6c 6f  # continuation, FIN, 5 bytes'],
        text('server', 'Hello'),
      ],
    },
  ],
  looksLike: [
    {
      title: 'it continues a message',
      cause: 'healthy',
      steps: [
        ['server', '01 03  48 65 6c  # text, FIN clear: Hel'],
        ['server', '80 02  6c 6f  # continuation, FIN: lo'],
      ],
    },
  ],
};
