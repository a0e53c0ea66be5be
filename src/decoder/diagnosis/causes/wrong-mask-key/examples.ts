import { concat, hex, utf8 } from '../../../../testing/bytes.ts';
import { type CauseExamples, text } from '../../../../testing/cause-examples.ts';

export const examples: CauseExamples = {
  isCause: [
    {
      title: 'the key in reverse order',
      steps: [
        text('client', 'Hello, world, here is some text'),
        [
          'client',
          concat([
            hex('81 a0  91 a2 13 44'),
            utf8('{"type":"chat","text":"Hello!!"}').map((byte, i) => byte ^ [0x44, 0x13, 0xa2, 0x91][i & 3]),
          ]),
        ],
      ],
    },
    {
      title: 'the key of the frame before',
      steps: [
        text('client', 'Hello, world, here is some text'),
        [
          'client',
          concat([
            hex('81 a0  91 a2 b3 c4'),
            utf8('{"type":"chat","text":"Hello!!"}').map((byte, i) => byte ^ [0x37, 0xfa, 0x21, 0x3d][i & 3]),
          ]),
        ],
      ],
    },
  ],
  looksLike: [
    {
      title: 'the payload is not masked at all',
      cause: 'payload-not-masked',
      steps: [
        text('client', 'Hello'),
        ['client', concat([hex('81 a0  91 a2 b3 c4'), utf8('{"type":"chat","text":"Hello!!"}')])],
        text('client', 'ok'),
      ],
    },
  ],
};
