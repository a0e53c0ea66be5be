import { concat, hex, utf8 } from '../../../../testing/bytes.ts';
import { type CauseExamples, frame, text } from '../../../../testing/cause-examples.ts';

export const examples: CauseExamples = {
  isCause: [
    {
      title: 'MASK and key, and the text in clear',
      steps: [
        text('client', 'Hello'),
        ['client', concat([hex('81 a0  91 a2 b3 c4'), utf8('{"type":"chat","text":"Hello!!"}')])],
        text('client', 'ok'),
      ],
    },
  ],
  looksLike: [
    {
      title: 'one byte that a server masked',
      cause: 'server-masked-frame',
      steps: [
        text('server', 'Hello'),
        frame('server', { opcode: 1, payload: utf8('h'), key: [0x37, 0xfa, 0x21, 0x3d] }),
        text('server', 'Hello'),
        text('server', 'Hello again'),
      ],
    },
    {
      title: 'the payload is masked, in reverse order of the key',
      cause: 'wrong-mask-key',
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
  ],
};
