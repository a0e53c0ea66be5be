import { type CauseExamples, text } from '../../../../testing/cause-examples.ts';

export const examples: CauseExamples = {
  isCause: [
    {
      title: 'the dump says that more bytes follow',
      handshake: 'none',
      notes: [{ id: 'paste-truncated', level: 'warning', text: 'The dump ends with “... 76 more bytes”.' }],
      steps: [['server', '81 7e 00 80  48 65 6c 6c 6f  # text, 128 bytes, of which 5 are in the dump']],
    },
  ],
  looksLike: [
    {
      title: 'a broken frame before the cut',
      cause: 'reserved-bits',
      handshake: 'none',
      notes: [{ id: 'paste-truncated', level: 'warning', text: 'The dump ends with “... 76 more bytes”.' }],
      steps: [
        text('server', 'Hello'),
        ['server', 'a1 05  48 65 6c 6c 6f  # text, RSV2, 5 bytes'],
        text('server', 'Hello'),
      ],
    },
  ],
};
