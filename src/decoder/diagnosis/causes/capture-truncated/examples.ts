import { type CauseExamples, text } from '../../../../testing/cause-examples.ts';

export const examples: CauseExamples = {
  isCause: [
    {
      title: 'packets are longer on the wire than in the capture',
      steps: [
        ['server', '81 7e 01 00  48 65 6c 6c 6f  # text, 256 bytes, of which the capture holds 5'],
        ['server', { event: 'snaplen-cut' }],
        ['server', { lost: 251 }],
        text('server', 'ok'),
      ],
    },
  ],
  looksLike: [
    {
      title: 'a segment is missing',
      cause: 'capture-loss',
      steps: [
        ['server', '81 7e 01 00  48 65 6c 6c 6f  # text, 256 bytes, of which the capture holds 5'],
        ['server', { lost: 251 }],
        text('server', 'ok'),
      ],
    },
  ],
};
