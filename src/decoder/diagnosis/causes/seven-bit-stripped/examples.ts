import { ascii, concat, hex } from '../../../../testing/bytes.ts';
import type { CauseExamples } from '../../../../testing/cause-examples.ts';

export const examples: CauseExamples = {
  isCause: [
    {
      title: 'FIN is clear in every frame',
      steps: ['Hello, world', '{"a":1,"b":[2,3]}', '{"b":2}', 'ok', 'one', 'two'].map((words) => [
        'server',
        concat([hex('01'), Uint8Array.of(words.length), ascii(words)]),
      ]),
    },
  ],
  looksLike: [
    {
      title: 'fragments without a last one',
      cause: 'healthy',
      steps: [
        ['server', '01 05  48 65 6c 6c 6f  # text, FIN clear'],
        ['server', '00 05  48 65 6c 6c 6f  # continuation, FIN clear'],
      ],
    },
  ],
};
