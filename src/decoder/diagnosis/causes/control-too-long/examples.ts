import { type CauseExamples, frame, text } from '../../../../testing/cause-examples.ts';

export const examples: CauseExamples = {
  isCause: [
    {
      title: 'a Ping of 130 bytes',
      steps: [
        text('server', 'Hello'),
        frame('server', { opcode: 9, payload: new Uint8Array(130).fill(0x61) }),
        text('server', 'Hello'),
      ],
    },
  ],
  looksLike: [
    {
      title: 'a Ping of 125 bytes',
      cause: 'healthy',
      steps: [
        text('server', 'Hello'),
        frame('server', { opcode: 9, payload: new Uint8Array(125).fill(0x61) }),
        text('server', 'Hello'),
      ],
    },
  ],
};
