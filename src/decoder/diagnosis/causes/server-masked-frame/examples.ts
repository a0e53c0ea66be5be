import type { CauseExamples } from '../../../../testing/cause-examples.ts';

export const examples: CauseExamples = {
  isCause: [
    {
      title: 'text under a key from the server',
      steps: [
        ['server', '81 05  48 65 6c 6c 6f               # text, 5 bytes: Hello'],
        ['server', '81 85  37 fa 21 3d  7f 9f 4d 51 58  # text, MASK, 5 bytes, key: Hello'],
        ['server', '81 82  11 22 33 44  7e 49           # text, MASK, 2 bytes, key: ok'],
      ],
    },
  ],
  looksLike: [
    {
      title: 'a length above 127 in the second byte sets the bit of MASK',
      cause: 'length-wrong-width',
      steps: [
        ['server', '81 05  48 65 6c 6c 6f  # text, 5 bytes: Hello'],
        ['server', `81 96  ${'61'.repeat(150)}  # text, 150 bytes of "a", the length in one byte`],
        ['server', '81 02  6f 6b           # text, 2 bytes: ok'],
        ['server', '81 02  6f 6b           # text, 2 bytes: ok'],
      ],
    },
  ],
};
