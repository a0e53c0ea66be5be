import type { CauseExamples } from '../../../../testing/cause-examples.ts';

export const examples: CauseExamples = {
  isCause: [
    {
      title: 'text without MASK',
      steps: [
        ['client', '81 05 48 65 6c 6c 6f  # text, MASK clear, 5 bytes: Hello'],
        ['client', '81 02 6f 6b  # text, MASK clear: ok'],
      ],
    },
  ],
  looksLike: [
    {
      title: 'key and masked payload are there',
      cause: 'mask-bit-missing',
      steps: [
        [
          'client',
          '81 0b  # text, MASK clear, 11 bytes\n37 fa 21 3d  # a key all the same\n7f 9f 4d 51 58 d6 01 4a 58 88 4d  # "Hello, worl" masked',
        ],
        ['client', '81 05  37 fa 21 3d  7f 9f 4d 51 58'],
        ['client', '81 05  37 fa 21 3d  7f 9f 4d 51 58'],
      ],
    },
  ],
};
