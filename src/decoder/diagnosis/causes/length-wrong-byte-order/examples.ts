import { type CauseExamples, rawFrame, text } from '../../../../testing/cause-examples.ts';

const words = `{"a":"${'x'.repeat(292)}"}`;

export const examples: CauseExamples = {
  isCause: [
    {
      title: 'a 16-bit length with its low byte first',
      steps: [
        text('server', 'Hello'),
        rawFrame('server', [0x81, 126, 0x2c, 0x01], words),
        text('server', '{"ok":true}'),
        text('server', '{"bye":1}'),
      ],
    },
    {
      title: 'a 64-bit length with its halves swapped',
      steps: [
        text('server', 'Hello'),
        rawFrame('server', [0x81, 127, 0, 0, 0x01, 0x2c, 0, 0, 0, 0], words),
        text('server', '{"ok":true}'),
        text('server', '{"bye":1}'),
      ],
    },
  ],
  looksLike: [
    {
      title: 'a 64-bit length cut to 2 bytes',
      cause: 'length-wrong-width',
      steps: [
        text('server', 'Hello'),
        rawFrame('server', [0x81, 127, 0x01, 0x2c], words),
        text('server', '{"ok":true}'),
        text('server', '{"bye":1}'),
      ],
    },
  ],
};
