import { type CauseExamples, text } from '../../../../testing/cause-examples.ts';

export const examples: CauseExamples = {
  isCause: [
    {
      title: 'a segment is missing',
      steps: [
        ['server', '81 7e 01 00  48 65 6c 6c 6f  # text, 256 bytes, of which the capture holds 5'],
        ['server', { lost: 251 }],
        text('server', 'ok'),
      ],
    },
  ],
  looksLike: [
    {
      title: 'the packets are cut',
      cause: 'capture-truncated',
      steps: [
        ['server', '81 7e 01 00  48 65 6c 6c 6f  # text, 256 bytes, of which the capture holds 5'],
        ['server', { event: 'snaplen-cut' }],
        ['server', { lost: 251 }],
        text('server', 'ok'),
      ],
    },
  ],
};
