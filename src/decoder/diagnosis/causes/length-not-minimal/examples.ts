import { type CauseExamples, frame, text } from '../../../../testing/cause-examples.ts';

export const examples: CauseExamples = {
  isCause: [
    {
      title: '5 bytes in the 16-bit form',
      steps: [
        text('server', 'Hello'),
        ['server', '81 7e 00 05  48 65 6c 6c 6f  # text, 16-bit length 5: Hello'],
        text('server', 'Hello'),
      ],
    },
  ],
  looksLike: [
    {
      title: '126 bytes need the 16-bit form',
      cause: 'healthy',
      steps: [
        text('server', 'Hello'),
        frame('server', { opcode: 1, payload: new Uint8Array(126).fill(0x61) }),
      ],
    },
  ],
};
