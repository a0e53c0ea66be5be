import { type CauseExamples, rawFrame, text } from '../../../../testing/cause-examples.ts';

const words = `{"a":"${'x'.repeat(292)}"}`;

export const examples: CauseExamples = {
  isCause: [
    {
      title: 'a signed byte whose sign fills the high byte of the length',
      steps: [
        text('server', 'Hello'),
        rawFrame('server', [0x81, 126, 0xff, 0xc8], `{"a":"${'x'.repeat(192)}"}`),
        text('server', '{"ok":true}'),
        text('server', '{"bye":1}'),
      ],
    },
    {
      title: '4 length bytes after 127',
      steps: [
        text('server', 'Hello'),
        rawFrame('server', [0x81, 127, 0, 0, 0x01, 0x2c], words),
        text('server', '{"ok":true}'),
        text('server', '{"bye":1}'),
      ],
    },
    {
      title: 'a length of 300 cut down to 7 bits',
      steps: [
        text('server', 'Hello'),
        rawFrame('server', [0x81, 300 & 127], words),
        text('server', '{"ok":true}'),
        text('server', '{"bye":1}'),
      ],
    },
  ],
  looksLike: [
    {
      title: 'the right number of length bytes, low byte first',
      cause: 'length-wrong-byte-order',
      steps: [
        text('server', 'Hello'),
        rawFrame('server', [0x81, 126, 0x2c, 0x01], words),
        text('server', '{"ok":true}'),
        text('server', '{"bye":1}'),
      ],
    },
  ],
};
