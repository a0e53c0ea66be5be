import type { CauseExamples } from '../../../../testing/cause-examples.ts';

export const examples: CauseExamples = {
  isCause: [
    {
      title: 'key and masked payload, MASK clear',
      steps: [
        ['client', '81 05  37 fa 21 3d  7f 9f 4d 51 58  # text, MASK clear, 5 bytes, key: Hello'],
        ['client', '81 05  37 fa 21 3d  7f 9f 4d 51 58  # again'],
        ['client', '81 05  37 fa 21 3d  7f 9f 4d 51 58  # again'],
      ],
    },
  ],
  looksLike: [
    {
      title: 'no key is there',
      cause: 'client-unmasked-frame',
      steps: [
        ['client', '81 05 48 65 6c 6c 6f  # text, MASK clear, 5 bytes: Hello'],
        ['client', '81 02 6f 6b  # text, MASK clear: ok'],
      ],
    },
  ],
};
